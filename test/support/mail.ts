/**
 * The mails of a gallery that has no mail server: one file each in its data folder, read as a mail program reads them.
 *
 *     const mail = await mailTo(app, 'olga@gallery.example', 'Confirm your email address');
 *     await visitor.get(mailLink(mail));
 *
 * Both an app of `test-app.ts` and a server of `server.ts` will do. Mails that gather others of their kind (of published
 * versions, for one) are sent a minute later: `app.clock.advance(61 * MICROSECONDS_PER_SECOND)` first.
 */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { simpleParser, type ParsedMail } from 'mailparser';
import type { Clock } from '../../src/base/clock.ts';
import { followerCursor, newestEventSeq } from '../../src/log/events.queries.ts';
import type { Database } from '../../src/storage/database.ts';

export interface ReadMail {
  readonly to: string;
  readonly from: string;
  /** With the gallery's name in front. */
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly messageId: string;
  /** As mailparser gives it, for whatever else is asked. */
  readonly parsed: ParsedMail;
  /** The file as it is. */
  readonly raw: Buffer;
}

interface WithMail {
  readonly dataFolder: string;
}

/** Mails of one kind are gathered for a minute, so one may be a minute away. */
const PATIENCE_MILLISECONDS = 90_000;

/** All that were sent, oldest first; to one address, if one is given. */
export async function mailsOf({ dataFolder }: WithMail, address?: string): Promise<ReadMail[]> {
  const folder = path.join(dataFolder, 'mail');
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.eml')).sort();
  const mails = await Promise.all(names.map(async (name) => readMail(await readFile(path.join(folder, name)))));
  return mails.filter(({ to }) => address === undefined || to === address);
}

/** The newest mail to an address whose subject has these words. Waits for it; fails after a minute and a half. */
export async function mailTo(from: WithMail, address: string, subject: string): Promise<ReadMail> {
  const deadline = Date.now() + PATIENCE_MILLISECONDS;
  for (;;) {
    const mails = await mailsOf(from);
    const mail = mails.findLast((each) => each.to === address && each.subject.includes(subject));
    if (mail !== undefined) return mail;
    if (Date.now() > deadline) {
      const there = mails.map((each) => `  ${each.to}: ${each.subject}`).join('\n');
      throw new Error(`No mail to ${address} has "${subject}" in its subject. There are:\n${there}`);
    }
    await delay(25);
  }
}

/** Waits until every event so far has its mails, and every mail whose time has come is sent: then what is not there will not come. */
export async function mailsSettled({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: Clock;
}): Promise<void> {
  const seq = await newestEventSeq(database.read);
  const deadline = Date.now() + PATIENCE_MILLISECONDS;
  while (((await followerCursor(database.read, 'mail')) ?? 0) < seq || (await isAnyDue(database, clock))) {
    assert.ok(Date.now() < deadline, 'the mails were not sent in half a minute');
    await delay(10);
  }
}

async function isAnyDue({ read }: Database, clock: Clock): Promise<boolean> {
  const due = await read
    .selectFrom('mails')
    .select('id')
    .where('sent_at', 'is', null)
    .where('failed_at', 'is', null)
    // A claimed one is on its way: its time lies ahead, and it has been tried.
    .where((is) => is.or([is('next_attempt_at', '<=', clock.now()), is('attempts', '>', 0)]))
    .limit(1)
    .executeTakeFirst();
  return due !== undefined;
}

/** The path of the link that the mail is about: its first one, which both of its parts have. */
export function mailLink(mail: ReadMail): string {
  const url = new URL(mailUrl(mail));
  return url.pathname + url.search;
}

/** The same as a whole URL. */
export function mailUrl({ text, html }: ReadMail): string {
  const url = /^https?:\/\/\S+$/m.exec(text)?.[0];
  assert.ok(url !== undefined, `the mail has no link:\n${text}`);
  assert.ok(html.includes(`href="${url}"`), 'the HTML has another link than the text');
  return url;
}

export async function readMail(raw: Buffer): Promise<ReadMail> {
  const parsed = await simpleParser(raw, { skipTextLinks: true, skipTextToHtml: true, skipHtmlToText: true });
  const { text = '', html, subject = '', messageId = '' } = parsed;
  const to = Array.isArray(parsed.to) ? parsed.to[0] : parsed.to;
  return {
    to: to?.value[0]?.address ?? '',
    from: parsed.from?.text ?? '',
    subject,
    text,
    html: html === false ? '' : (html ?? ''),
    messageId,
    parsed,
    raw,
  };
}
