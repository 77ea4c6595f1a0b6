/** Asking for a prefix, and thinking better of it. */
import { authorship, type Origin, type SessionPrincipal } from '../../accounts/principal.ts';
import { requireMayOnAccount } from '../../accounts/relation.ts';
import { requireAccount } from '../../accounts/require-account.ts';
import { publicId } from '../../base/ids.ts';
import { Problem } from '../../base/problem.ts';
import { appendEvent } from '../../log/append-event.ts';
import { plainText } from '../../nuget/plain-text.ts';
import type { Database } from '../../storage/database.ts';
import { endRequest, requireOpenRequest } from './end-request.ts';
import {
  patternKey,
  patternText,
  requireLongEnough,
  requirePrefixPattern,
  type PrefixPattern,
} from './prefix-pattern.ts';
import { insertRequest, openRequestsFor, requestByPublicId } from './prefix-requests.queries.ts';
import { prefixOfPattern, type Readable } from './prefixes.queries.ts';
import type { PrefixDeps } from './record-prefix.ts';

/** What somebody may write to who decides, and back, in UTF-16 code units. */
export const MAX_PREFIX_TEXT_LENGTH = 1_000;
export const MIN_REASON_LENGTH = 10;
/** Requests of one account that wait at once. */
export const MAX_OPEN_PREFIX_REQUESTS = 10;

export interface PrefixRequestWish {
  /** The name of who shall hold it: oneself, or an organization that one administers. */
  readonly account: string;
  /** As it was typed: `Acme.*`, or an id. */
  readonly prefix: string;
  readonly reason: string;
}

type Deps = PrefixDeps & { readonly database: Database };

/** Asks the administrators of the gallery for a prefix. Asking for it again changes nothing. Gives it as it is shown. */
export async function requestPrefix(
  deps: Deps,
  principal: SessionPrincipal,
  wish: PrefixRequestWish,
  origin?: Origin,
): Promise<string> {
  const pattern = requirePrefixPattern(wish.prefix);
  requireLongEnough(pattern);
  const reason = requireReason(wish.reason);
  const prefix = patternText(pattern);
  const at = deps.clock.now();
  return deps.database.mutation(async (tx) => {
    const rows = { read: tx };
    const account = await requireAccount(rows, wish.account);
    await requireMayOnAccount(rows, principal, 'ask for reserved prefixes', account);
    if (account.status === 'locked')
      throw new Problem('account_locked', `${account.name} is locked: contact the administrators of this gallery.`);
    const open = await openRequestsFor(rows, account.id);
    if (open.some((each) => each.prefix.toLowerCase() === prefix.toLowerCase())) return prefix;
    if (open.length >= MAX_OPEN_PREFIX_REQUESTS) throw tooManyOpen(account.name);
    await requireNotHeld(rows, pattern, account);
    const request = publicId(deps.random);
    const row = { accountId: account.id, askedBy: principal.actorId, prefix, key: patternKey(pattern), reason };
    await insertRequest(tx, { publicId: request, ...row, createdAt: at });
    await appendEvent(tx, {
      at,
      kind: 'prefix_requested',
      ...authorship(principal, account.id),
      subject: `account:${account.publicId}`,
      data: { request, prefix },
      ...(origin === undefined ? {} : { origin }),
    });
    return prefix;
  });
}

/** Takes a request back that nobody has decided yet; one that was taken back stays so. Gives the prefix. */
export async function withdrawRequest(
  deps: Deps,
  principal: SessionPrincipal,
  requestPublicId: string,
  origin?: Origin,
): Promise<string> {
  return deps.database.mutation(async (tx) => {
    const rows = { read: tx };
    const known = await requestByPublicId(rows, requestPublicId);
    if (known === undefined) throw new Problem('not_found', 'There is no such request.');
    const { accountId: id, name } = known.account;
    await requireMayOnAccount(rows, principal, 'ask for reserved prefixes', { id, name });
    if (known.decision === 'withdrawn') return known.prefix;
    const request = await requireOpenRequest(rows, requestPublicId);
    const author = { by: authorship(principal, id), origin };
    await endRequest(tx, author, request, { decision: 'withdrawn', at: deps.clock.now() });
    return request.prefix;
  });
}

function requireReason(typed: string): string {
  const reason = plainText(typed.toWellFormed()).trim();
  if (reason.length >= MIN_REASON_LENGTH && typed.length <= MAX_PREFIX_TEXT_LENGTH) return reason;
  const detail =
    typed.length > MAX_PREFIX_TEXT_LENGTH
      ? `A reason has at most ${MAX_PREFIX_TEXT_LENGTH.toLocaleString('en')} characters.`
      : 'Say in a sentence or two why it is yours: administrators decide by it.';
  throw new Problem('bad_request', detail, { faults: [{ code: 'prefix_reason', detail, at: 'reason' }] });
}

/** An answer as it may be stored and mailed; a fault at `answer` when it is too long. */
export function parseAnswer(typed: string): string {
  if (typed.length <= MAX_PREFIX_TEXT_LENGTH) return plainText(typed.toWellFormed()).trim();
  const detail = `An answer has at most ${MAX_PREFIX_TEXT_LENGTH.toLocaleString('en')} characters.`;
  throw new Problem('bad_request', detail, { faults: [{ code: 'prefix_answer', detail, at: 'answer' }] });
}

function tooManyOpen(name: string): Problem {
  const detail = `${name} has ${MAX_OPEN_PREFIX_REQUESTS} requests that wait, which is the most there can be: withdraw one, or wait for an answer.`;
  return new Problem('conflict', detail);
}

async function requireNotHeld(
  rows: Readable,
  pattern: PrefixPattern,
  { id, name }: { readonly id: number; readonly name: string },
): Promise<void> {
  const reserved = await prefixOfPattern(rows, pattern);
  if (reserved === undefined || !reserved.owners.some(({ accountId }) => accountId === id)) return;
  const detail = `${patternText(pattern)} is reserved for ${name} already.`;
  throw new Problem('conflict', detail, { faults: [{ code: 'prefix_held', detail, at: 'prefix' }] });
}
