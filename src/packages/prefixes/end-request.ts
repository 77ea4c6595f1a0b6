import type { Authorship, Origin } from '../../accounts/principal.ts';
import type { Instant } from '../../base/clock.ts';
import { isPublicId } from '../../base/ids.ts';
import { Problem } from '../../base/problem.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { Tx } from '../../storage/database.ts';
import { requestByPublicId, saveDecision, type PrefixDecision, type PrefixRequest } from './prefix-requests.queries.ts';
import type { Readable } from './prefixes.queries.ts';

export interface RequestEnd {
  readonly decision: PrefixDecision;
  /** For who asked; may be empty. */
  readonly answer?: string;
  readonly at: Instant;
}

/** Throws `not_found` for a request that never was, and `conflict` for one that has an answer. */
export async function requireOpenRequest(rows: Readable, publicId: string): Promise<PrefixRequest> {
  const found = isPublicId(publicId) ? await requestByPublicId(rows, publicId) : undefined;
  if (found === undefined) throw new Problem('not_found', 'There is no such request.');
  if (found.decision === null) return found;
  throw new Problem('conflict', `The request for ${found.prefix} is ${found.decision} already.`);
}

/** Writes how a request ended, and its event. */
export async function endRequest(
  tx: Tx,
  author: { readonly by: Authorship; readonly origin: Origin | undefined },
  { publicId, account, prefix }: PrefixRequest,
  { decision, answer = '', at }: RequestEnd,
): Promise<void> {
  await saveDecision(tx, publicId, { decision, answer: answer === '' ? null : answer, at });
  await appendEvent(tx, {
    at,
    kind: 'prefix_request_ended',
    ...author.by,
    subject: `account:${account.publicId}`,
    data: { request: publicId, prefix, how: decision, ...(answer === '' ? {} : { answer }) },
    ...(author.origin === undefined ? {} : { origin: author.origin }),
  });
}
