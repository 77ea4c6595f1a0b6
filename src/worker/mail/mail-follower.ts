/**
 * Makes of each event the mails that it means, as rows: what is sent is no longer the log's business.
 *
 * The cursor is moved in the transaction that writes the rows, under a lock on its row. So of several nodes that come to an
 * event one writes its mails, and a crash loses none and doubles none.
 */
import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { takeToken } from '../../accounts/one-time-tokens.queries.ts';
import { MICROSECONDS_PER_SECOND, type Clock, type Instant } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import { followerCursor, saveFollowerCursor, takeFollowerCursor } from '../../log/events.queries.ts';
import type { Follower, LogEvent } from '../../log/followers.ts';
import type { Database, Tx } from '../../storage/database.ts';
import { subjectOf, wordsOf } from './event-words.ts';
import { happeningOf, type Happening } from './happening.ts';
import { KnownNames } from './known-names.ts';
import { joined, parseMailData, type MailData } from './mail-data.ts';
import { noticesOf, type Notice } from './mail-plan.ts';
import { deleteMailsOf, gatheringMail, growMail, insertMail } from './mails.queries.ts';
import { readersOf } from './readers.ts';
import type { Reader } from './reader.ts';

/** The follower's name in metrics and in the table of cursors. */
export const MAIL_FOLLOWER = 'mail';

/** More of the same within this time makes one mail … */
const GATHER_MICROSECONDS = 60 * MICROSECONDS_PER_SECOND;
/** … which waits no longer than this, however long it goes on. */
const LONGEST_GATHERING_MICROSECONDS = 600 * MICROSECONDS_PER_SECOND;
/** While pushes come one after the other, their mails are written together: a commit for each would slow the pushes. */
const BETWEEN_BATCHES_MILLISECONDS = 200;

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** One mail to be, for one reader. */
interface Draft {
  readonly seq: number;
  readonly notice: Notice;
  readonly reader: Reader;
  readonly data: MailData;
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
      await writeMails(deps, events);
      lastEnd = performance.now();
      written();
    },
  };
}

/** Writes the mails of events that no node has handled yet. */
async function writeMails(deps: Deps, events: readonly LogEvent[]): Promise<void> {
  const last = events.at(-1);
  if (last === undefined) return;
  const drafts = await draftsOf(deps, events);
  await deps.database.transaction(async (tx) => {
    const now = deps.clock.now();
    const cursor = await takeFollowerCursor(tx, MAIL_FOLLOWER, now);
    for (const event of events) {
      if (event.seq > cursor && event.kind === 'account_deleted') await forgetAccount(tx, event);
    }
    for (const group of groupsOf(drafts.filter((draft) => draft.seq > cursor))) await writeGroup(tx, group, now);
    await saveFollowerCursor(tx, MAIL_FOLLOWER, last.seq, now);
  });
}

/** What waits for somebody who has gone is not sent any more; their last address is only in the mail that says so. */
async function forgetAccount(tx: Tx, event: LogEvent): Promise<void> {
  await deleteMailsOf(tx, subjectOf(event).key);
  const farewell = wordsOf(event.data).text('farewell');
  if (farewell !== undefined) await takeToken(tx, farewell);
}

/** Reads outside of the transaction, which only writes. */
async function draftsOf({ database }: Deps, events: readonly LogEvent[]): Promise<Draft[]> {
  const names = new KnownNames(database.read);
  const drafts: Draft[] = [];
  for (const event of events) {
    const notices = noticesOf(event);
    if (notices.length === 0) continue;
    const happening = await happeningOf(names, event);
    for (const notice of notices) {
      for (const reader of await readersOf({ database, names }, event, notice)) {
        drafts.push({ seq: event.seq, notice, reader, data: dataOf(event, happening, notice, reader) });
      }
    }
  }
  return drafts;
}

function dataOf(event: LogEvent, happening: Happening, notice: Notice, reader: Reader): MailData {
  const { accountId, address: _, ...rest } = reader;
  // Where somebody was when they changed a thing is nobody else's business, whoever else is told of the change.
  const isOwn = reader.as === 'themselves' && (event.actor === null || event.actor === accountId);
  return {
    reader: rest,
    happenings: [happening],
    count: 1,
    tellsOrigin: notice.tellsOrigin === true && isOwn,
    canBeMuted: notice.topic !== undefined,
  };
}

type Group = readonly [Draft, ...Draft[]];

/** Drafts that make one mail together, in the order of their first. */
function groupsOf(drafts: readonly Draft[]): Group[] {
  const groups = new Map<string, [Draft, ...Draft[]]>();
  for (const draft of drafts) {
    const { template, isFolded } = draft.notice;
    const key =
      isFolded === true ? `${template} ${draft.reader.address}` : `${draft.seq} ${template} ${draft.reader.address}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [draft]);
    else group.push(draft);
  }
  return [...groups.values()];
}

async function writeGroup(tx: Tx, group: Group, now: Instant): Promise<void> {
  const [first, ...others] = group;
  const data = others.reduce((mail, draft) => joined(mail, draft.data), first.data);
  const { accountId, address } = first.reader;
  const { template, isFolded = false } = first.notice;
  if (isFolded && accountId !== null && (await addToOpenMail(tx, { accountId, address, template }, data, now))) return;
  await insertMail(tx, {
    message_key: messageKey(first),
    template,
    account_id: accountId,
    address,
    data: JSON.stringify(data),
    created_at: now,
    next_attempt_at: isFolded ? now + GATHER_MICROSECONDS : now,
  });
}

async function addToOpenMail(
  tx: Tx,
  group: Parameters<typeof gatheringMail>[1],
  data: MailData,
  now: Instant,
): Promise<boolean> {
  const open = await gatheringMail(tx, group, now);
  if (open === undefined) return false;
  const grown = joined(parseMailData(open.data), data);
  const until = Math.min(now + GATHER_MICROSECONDS, open.createdAt + LONGEST_GATHERING_MICROSECONDS);
  return growMail(tx, open.id, JSON.stringify(grown), until);
}

/** Says which mail it is without saying to whom: the Message-ID is made of it. */
function messageKey({ seq, notice, reader }: Draft): string {
  const to = createHash('sha256').update(reader.address.toLowerCase()).digest('hex').slice(0, 32);
  return `${seq}/${notice.template}/${to}`;
}
