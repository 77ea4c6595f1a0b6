import { MICROSECONDS_PER_DAY, type Clock } from '../../base/clock.ts';
import type { Database } from '../../storage/database.ts';
import { deleteMailsBefore } from './mails.queries.ts';

/** How long it can be seen what was sent, or why it was not. */
const KEPT_DAYS = 7;

/** Forgets mails that were sent or given up a week ago, and says how many. */
export function forgetMails({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: Clock;
}): Promise<number> {
  return database.transaction((tx) => deleteMailsBefore(tx, clock.now() - KEPT_DAYS * MICROSECONDS_PER_DAY));
}
