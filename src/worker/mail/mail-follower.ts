/**
 * Makes of each event the mails that it means, as rows: what is sent is no longer the log's business.
 *
 * The cursor is moved in the transaction that writes the rows, under a lock on its row. So of several nodes that come to an
 * event one writes its mails, and a crash loses none and doubles none.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { takeToken } from '../../accounts/one-time-tokens.queries.ts';
import type { Clock } from '../../base/clock.ts';
import { followerCursor, saveFollowerCursor, takeFollowerCursor } from '../../log/events.queries.ts';
import type { Follower, LogEvent } from '../../log/followers.ts';
import type { Database, Tx } from '../../storage/database.ts';
import { subjectOf, wordsOf } from './event-words.ts';
import { draftMails } from './mail-drafts.ts';
import { deleteMailsOf } from './mails.queries.ts';
import { writeMails } from './write-mails.ts';

/** The follower's name in metrics and in the table of cursors. */
export const MAIL_FOLLOWER = 'mail';

/** While pushes come one after the other, their mails are written together: a commit for each would slow the pushes. */
const BETWEEN_BATCHES_MILLISECONDS = 200;

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
}

/** `written` is called when rows are there to be sent. */
export function createMailFollower(deps: Deps, written: () => void): Follower {
  let lastEnd = -Infinity;
  return {
    name: MAIL_FOLLOWER,
    cursor: {
      load: () => followerCursor(deps.database.read, MAIL_FOLLOWER),
      // It was moved with the rows.
      save: () => Promise.resolve(),
    },
    async handle(events) {
      await delay(Math.max(0, lastEnd + BETWEEN_BATCHES_MILLISECONDS - performance.now()));
      while (!(await handleOnce(deps, events)));
      lastEnd = performance.now();
      written();
    },
  };
}

/** Whether all of these events have their mails now; not where another node was faster with some of them meanwhile. */
async function handleOnce({ database, clock }: Deps, events: readonly LogEvent[]): Promise<boolean> {
  const known = (await followerCursor(database.read, MAIL_FOLLOWER)) ?? 0;
  const fresh = events.filter(({ seq }) => seq > known);
  const last = fresh.at(-1);
  if (last === undefined) return true;
  const drafts = await draftMails(database, fresh);
  return database.transaction(async (tx) => {
    const now = clock.now();
    if ((await takeFollowerCursor(tx, MAIL_FOLLOWER, now)) !== known) return false;
    for (const event of fresh) if (event.kind === 'account_deleted') await forgetAccount(tx, event);
    await writeMails(tx, drafts, now);
    await saveFollowerCursor(tx, MAIL_FOLLOWER, last.seq, now);
    return true;
  });
}

/** What waits for somebody who has gone is not sent any more; their last address is only in the mail that says so. */
async function forgetAccount(tx: Tx, event: LogEvent): Promise<void> {
  await deleteMailsOf(tx, subjectOf(event).key);
  const farewell = wordsOf(event.data).text('farewell');
  if (farewell !== undefined) await takeToken(tx, farewell);
}
