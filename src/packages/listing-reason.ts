import { Problem } from '../base/problem.ts';

/** One or two sentences, shown to everybody on the version's page. */
export const MAX_LISTING_REASON_LENGTH = 300;

/** The reason as it is kept: one line, trimmed; a Problem with a fault at `reason` for one that is too long. */
export function parseListingReason(typed: string): string {
  const text = typed
    .toWellFormed()
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  if (text.length <= MAX_LISTING_REASON_LENGTH) return text;
  const detail = `A reason has at most ${MAX_LISTING_REASON_LENGTH} characters; this one has ${text.length}.`;
  throw new Problem('bad_request', detail, { faults: [{ code: 'reason_too_long', detail, at: 'reason' }] });
}
