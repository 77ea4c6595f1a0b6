import type { Database } from '../storage/database.ts';
import type { DayCount } from './days.ts';

export interface DayRange {
  readonly first: string;
  readonly last: string;
}

/** Days on which an id was downloaded, in order: one range of the primary key, a few clients a day. */
export async function registrationDays(
  database: Pick<Database, 'read'>,
  registrationId: number,
  { first, last }: DayRange,
): Promise<DayCount[]> {
  const rows = await database.read
    .selectFrom('registration_days')
    .select(['day', (row) => row.fn.sum<number | string>('count').as('count')])
    .where('registration_id', '=', registrationId)
    .where('day', '>=', first)
    .where('day', '<=', last)
    .groupBy('day')
    .orderBy('day')
    .execute();
  return rows.map(({ day, count }) => ({ day, count: Number(count) }));
}
