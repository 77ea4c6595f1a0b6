/** Which keys end soon or have ended, and whose they are, for those who have not been told. */
import { expressionBuilder, type Expression, type SqlBool } from 'kysely';
import type { Instant } from '../../base/clock.ts';
import type { Database, Tx } from '../../storage/database.ts';
import type { Schema } from '../../storage/schema.ts';

export interface EndingWindow {
  readonly now: Instant;
  /** Keys that end before are told of. */
  readonly soon: Instant;
  /** Keys that ended before are not. */
  readonly longAgo: Instant;
  /** Keys that last no longer are told of only once they have ended. */
  readonly shortDays: number;
  readonly most: number;
}

/** Whose keys they are: the person who acts, or the organization whose own they are. */
export interface KeyHolder {
  readonly id: number;
  readonly publicId: string;
}

export interface EndingKey {
  readonly publicId: string;
  readonly name: string;
  /** The owner's public id. */
  readonly owner: string;
  readonly expiresAt: Instant;
}

/** `warned_at` before the end speaks of the first notice, after it of the second. */
function isDue({ now, soon, longAgo, shortDays }: EndingWindow): Expression<SqlBool> {
  const row = expressionBuilder<Schema, 'api_keys'>();
  const endsSoon = row.and([
    row('api_keys.expires_at', '>', now),
    row('api_keys.expires_at', '<=', soon),
    row('api_keys.warned_at', 'is', null),
    row.or([row('api_keys.days', 'is', null), row('api_keys.days', '>', shortDays)]),
  ]);
  const hasEnded = row.and([
    row('api_keys.expires_at', '<=', now),
    row('api_keys.expires_at', '>', longAgo),
    row.or([row('api_keys.warned_at', 'is', null), row('api_keys.warned_at', '<', row.ref('api_keys.expires_at'))]),
  ]);
  return row.and([row('api_keys.revoked_at', 'is', null), row.or([endsSoon, hasEnded])]);
}

/** At most as many as one round shall tell; the next round goes on. */
const HOLDERS_A_ROUND = 1_000;

export function holdersOfEndingKeys(database: Pick<Database, 'scan'>, window: EndingWindow): Promise<KeyHolder[]> {
  return database.scan
    .selectFrom('api_keys')
    .innerJoin('accounts', (join) =>
      join.on((row) => row('accounts.id', '=', row.fn.coalesce('api_keys.person_id', 'api_keys.owner_id'))),
    )
    .select(['accounts.id as id', 'accounts.public_id as publicId'])
    .distinct()
    .where('api_keys.expires_at', '>', window.longAgo)
    .where('api_keys.expires_at', '<=', window.soon)
    .where(isDue(window))
    .where('accounts.status', '=', 'active')
    .orderBy('accounts.id')
    .limit(HOLDERS_A_ROUND)
    .execute();
}

/** Marks keys of a holder as told of, and gives them: those that end first, first. */
export async function markWarned(tx: Tx, holder: KeyHolder, window: EndingWindow): Promise<EndingKey[]> {
  const due = tx
    .selectFrom('api_keys')
    .select('id')
    .where((row) =>
      row.or([
        row('person_id', '=', holder.id),
        row.and([row('person_id', 'is', null), row('owner_id', '=', holder.id)]),
      ]),
    )
    .where(isDue(window))
    .orderBy('expires_at')
    .orderBy('id')
    .limit(window.most);
  const marked = await tx
    .updateTable('api_keys')
    .set({ warned_at: window.now })
    .where('id', 'in', due)
    .returning((row) => [
      'public_id as publicId',
      'name',
      'expires_at as expiresAt',
      row.selectFrom('accounts').select('public_id').whereRef('accounts.id', '=', 'api_keys.owner_id').as('owner'),
    ])
    .execute();
  return marked
    .map((key) => ({ ...key, owner: key.owner ?? '' }))
    .toSorted((a, b) => a.expiresAt - b.expiresAt || (a.publicId < b.publicId ? -1 : 1));
}
