/**
 * What somebody who restores a withdrawn version gets to read: clients print an `X-NuGet-Warning` beside their own error,
 * and the reason phrase of a 451.
 */
import { MICROSECONDS_PER_DAY } from '../../base/clock.ts';
import type { Instant } from '../../base/clock.ts';
import { Problem } from '../../base/problem.ts';
import { statusText } from '../../http/status-text.ts';

/** How long a list of versions says what was taken out of it. */
const WITHDRAWAL_NOTICE_DAYS = 90;
/** Versions that a warning names; of more it gives the number. */
const VERSIONS_NAMED = 5;

export interface WithdrawnVersion {
  readonly displayId: string;
  readonly normalizedVersion: string;
  /** When it left: the time of its newest catalog entry. */
  readonly withdrawnAt: Instant;
}

export interface WithdrawalNotice {
  readonly sentence: string;
  /** The first time at which one of the versions is no longer to be named. */
  readonly expiresAt: Instant;
}

/** Undefined when nothing was withdrawn of late. */
export function withdrawalNotice(withdrawn: readonly WithdrawnVersion[], now: Instant): WithdrawalNotice | undefined {
  const lasting = WITHDRAWAL_NOTICE_DAYS * MICROSECONDS_PER_DAY;
  const recent = withdrawn.filter(({ withdrawnAt }) => now < withdrawnAt + lasting);
  const [first] = recent;
  if (first === undefined) return undefined;
  const named = recent.slice(0, VERSIONS_NAMED).map((version) => version.normalizedVersion);
  const others = recent.length - named.length;
  const list = others === 0 ? named.join(', ') : `${named.join(', ')} and ${others} more`;
  return {
    sentence: withdrawalSentence(first.displayId, list, recent.length),
    expiresAt: Math.min(...recent.map(({ withdrawnAt }) => withdrawnAt)) + lasting,
  };
}

export function withdrawn(displayId: string, version: string): Problem {
  return new Problem('withdrawn', withdrawalSentence(displayId, version, 1));
}

/** One line of ASCII, as a header must be. */
export function warningHeaders(sentence: string): Record<string, string> {
  return { 'x-nuget-warning': statusText(sentence) };
}

function withdrawalSentence(displayId: string, versions: string, count: number): string {
  const verb = count === 1 ? 'was' : 'were';
  return `${displayId} ${versions} ${verb} withdrawn by an administrator of this gallery and cannot be downloaded.`;
}
