import type { Instant } from '../../base/clock.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { Tx } from '../../storage/database.ts';
import { authorship, type Origin, type SessionPrincipal } from '../principal.ts';
import { hashRecoveryCode } from './recovery-code.ts';
import { putRecoveryCodes, setSessionProven } from './second-factors.queries.ts';

export interface NewFactor {
  readonly at: Instant;
  readonly origin: Origin;
  readonly data: { readonly factor: 'passkey' | 'app' } & Readonly<Record<string, unknown>>;
  /** Recovery codes to give with it: for the first one. */
  readonly codes: readonly string[] | undefined;
}

/** What every new factor brings along: its event, recovery codes with the first, and a session in which it was shown. */
export async function recordNewFactor(
  tx: Tx,
  principal: SessionPrincipal,
  { at, origin, data, codes }: NewFactor,
): Promise<void> {
  const subject = `account:${principal.publicId}`;
  await appendEvent(tx, { at, kind: 'second_factor_added', ...authorship(principal), subject, data, origin });
  await setSessionProven(tx, principal.sessionPublicId);
  if (codes !== undefined) await recordRecoveryCodes(tx, principal, { at, origin, codes });
}

/** Puts new codes in the place of all that there were. */
export async function recordRecoveryCodes(
  tx: Tx,
  principal: SessionPrincipal,
  { at, origin, codes }: { readonly at: Instant; readonly origin: Origin; readonly codes: readonly string[] },
): Promise<void> {
  const hashes = codes.flatMap((code) => hashRecoveryCode(code) ?? []);
  await putRecoveryCodes(tx, principal.actorId, { hashes, at });
  await appendEvent(tx, {
    at,
    kind: 'second_factor_added',
    ...authorship(principal),
    subject: `account:${principal.publicId}`,
    data: { factor: 'recovery-codes' },
    origin,
  });
}
