import { createHash } from 'node:crypto';
import { MICROSECONDS_PER_SECOND, type Instant } from '../../base/clock.ts';
import type { Tx } from '../../storage/database.ts';
import { joined, parseMailData } from './mail-data.ts';
import type { MailDraft } from './mail-drafts.ts';
import { gatheringMail, growMail, insertMail, type MailGroup } from './mails.queries.ts';

/** More of the same within this time makes one mail … */
const GATHER_MICROSECONDS = 60 * MICROSECONDS_PER_SECOND;
/** … which waits no longer than this, however long it goes on. */
const LONGEST_GATHERING_MICROSECONDS = 600 * MICROSECONDS_PER_SECOND;

/** Writes a row for each draft, or lets a row that waits for more tell of it too. */
export async function writeMails(tx: Tx, drafts: readonly MailDraft[], now: Instant): Promise<void> {
  for (const draft of drafts) {
    if (!(await addToWaitingMail(tx, draft, now))) await writeMail(tx, draft, now);
  }
}

async function writeMail(tx: Tx, draft: MailDraft, now: Instant): Promise<void> {
  const { accountId, address } = draft.reader;
  const { template, isFolded = false } = draft.notice;
  await insertMail(tx, {
    message_key: messageKey(draft),
    template,
    account_id: accountId,
    address,
    data: JSON.stringify(draft.data),
    created_at: now,
    next_attempt_at: isFolded ? now + GATHER_MICROSECONDS : now,
  });
}

async function addToWaitingMail(tx: Tx, { notice, reader, data }: MailDraft, now: Instant): Promise<boolean> {
  const { accountId, address } = reader;
  if (notice.isFolded !== true || accountId === null) return false;
  const group: MailGroup = { accountId, address, template: notice.template };
  const waiting = await gatheringMail(tx, group, now);
  if (waiting === undefined) return false;
  const grown = joined(parseMailData(waiting.data), data);
  const until = Math.min(now + GATHER_MICROSECONDS, waiting.createdAt + LONGEST_GATHERING_MICROSECONDS);
  return growMail(tx, waiting.id, JSON.stringify(grown), until);
}

/** Says which mail it is without saying to whom: the Message-ID is made of it. */
function messageKey({ seq, notice, reader }: MailDraft): string {
  const to = createHash('sha256').update(reader.address.toLowerCase()).digest('hex').slice(0, 32);
  return `${seq}/${notice.template}/${to}`;
}
