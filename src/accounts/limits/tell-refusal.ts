import { MICROSECONDS_PER_SECOND, type Clock } from '../../base/clock.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { Database, Tx } from '../../storage/database.ts';
import type { Origin } from '../principal.ts';
import { takeFromBucket } from './rate-limits.queries.ts';

const WINDOW = 3_600 * MICROSECONDS_PER_SECOND;

export interface Refusal {
  readonly kind: 'sign_in_refused' | 'second_factor_refused';
  /** Undefined where nobody has this login: the same work then, so that no clock says whether somebody has. */
  readonly account: { readonly publicId: string } | undefined;
  readonly origin: Origin;
}

/**
 * Puts in the log that guesses for an account reached their limit, so that its owner hears of it: once an hour at most,
 * however often somebody goes on trying.
 */
export async function tellRefusal(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  { kind, account, origin }: Refusal,
): Promise<void> {
  const isFirst = async (tx: Tx, whose: string): Promise<boolean> => {
    const window = { turns: 1, now: clock.now(), windowMicroseconds: WINDOW };
    return (await takeFromBucket(tx, `told:${kind}:${whose}`, window)).used === 1;
  };
  if (account === undefined) {
    await database.transaction((tx) => isFirst(tx, 'nobody'));
    return;
  }
  await database.mutation(async (tx) => {
    if (!(await isFirst(tx, account.publicId))) return;
    await appendEvent(tx, {
      at: clock.now(),
      kind,
      actor: null,
      onBehalfOf: null,
      credential: 'system',
      subject: `account:${account.publicId}`,
      data: {},
      origin,
    });
  });
}
