import type { Database, Rows } from './database.ts';

/** What a statement on the serving thread gives at most, and how many keys it is asked for: `Database.read`'s measure. */
export const ROWS_PER_READ = 200;

interface Limitable<Row> {
  limit(count: number): Limitable<Row>;
  execute(): Promise<Row[]>;
}

/**
 * Every row of a statement that nearly always has few, such as the versions of an id: then the serving thread reads them
 * at once, and only the others cost a scan.
 */
export async function fewOrAll<Row>(database: Database, select: (rows: Rows) => Limitable<Row>): Promise<Row[]> {
  const few = await select(database.read).limit(ROWS_PER_READ).execute();
  return few.length < ROWS_PER_READ ? few : select(database.scan).execute();
}
