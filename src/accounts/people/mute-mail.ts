import { Problem } from '../../base/problem.ts';
import type { Clock } from '../../base/clock.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { Database } from '../../storage/database.ts';
import { authorship, type Origin, type SessionPrincipal } from '../principal.ts';
import { requireMayOnAccount } from '../relation.ts';
import { requireAccount } from '../require-account.ts';
import { MAIL_TOPICS, parseMailTopic } from './mail-topics.ts';
import { mutedMailOf, setMutedMail } from './mail-wishes.queries.ts';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
}

export interface MailWish {
  /** The name of a person, for what comes to them, or of an organization, for what comes to its address. */
  readonly account: string;
  /** The topics that are wanted, by name; all others are turned off. */
  readonly wanted: readonly string[];
}

/** Turns kinds of mail on and off. What tells of danger to an account is no topic, and always comes. */
export async function muteMail(
  { database, clock }: Deps,
  principal: SessionPrincipal,
  wish: MailWish,
  origin: Origin,
): Promise<void> {
  const wanted = wish.wanted.map(requireTopic);
  const muted = MAIL_TOPICS.filter((topic) => !wanted.includes(topic));
  await database.mutation(async (tx) => {
    const account = await requireAccount({ read: tx }, wish.account);
    await requireMayOnAccount({ read: tx }, principal, 'manage the account', account);
    const before = await mutedMailOf({ read: tx }, account.id);
    if (before.join() === muted.join()) return;
    await setMutedMail(tx, account.id, muted);
    await appendEvent(tx, {
      at: clock.now(),
      kind: 'account_changed',
      ...authorship(principal, account.id),
      subject: `account:${account.publicId}`,
      data: { changed: ['mail'] },
      origin,
    });
  });
}

function requireTopic(text: string) {
  const topic = parseMailTopic(text);
  if (topic !== undefined) return topic;
  throw new Problem('bad_request', 'One of these kinds of mail does not exist: open the page again.');
}
