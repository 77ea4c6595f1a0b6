import type { Instant } from '../../base/clock.ts';
import type { Tx } from '../../storage/database.ts';

/** Links that undo changes which came after the one of this token. */
export async function deleteLaterUndos(tx: Tx, accountId: number, tokenId: number): Promise<void> {
  await tx
    .deleteFrom('one_time_tokens')
    .where('account_id', '=', accountId)
    .where('kind', '=', 'undo-email-change')
    .where('id', '>', tokenId)
    .execute();
}

/** Takes away the second factors that were added since, and gives what the log says of each. */
export async function takeFactorsSince(
  tx: Tx,
  accountId: number,
  since: Instant,
): Promise<{ readonly factor: string; readonly name?: string }[]> {
  const passkeys = await tx
    .deleteFrom('passkeys')
    .where('account_id', '=', accountId)
    .where('created_at', '>=', since)
    .returning('name')
    .execute();
  const apps = await tx
    .deleteFrom('authenticator_apps')
    .where('account_id', '=', accountId)
    .where('created_at', '>=', since)
    .returning('created_at')
    .execute();
  const codes = await tx
    .deleteFrom('recovery_codes')
    .where('account_id', '=', accountId)
    .where('created_at', '>=', since)
    .returning('created_at')
    .execute();
  return [
    ...passkeys.map(({ name }) => ({ factor: 'passkey', name })),
    ...apps.map(() => ({ factor: 'app' })),
    ...(codes.length > 0 ? [{ factor: 'recovery-codes' }] : []),
  ];
}

/** Takes away the single sign-ons that were linked since, and gives what the log says of each. */
export async function takeIdentitiesSince(
  tx: Tx,
  accountId: number,
  since: Instant,
): Promise<{ readonly issuer: string; readonly label: string }[]> {
  const taken = await tx
    .deleteFrom('identities')
    .where('account_id', '=', accountId)
    .where('created_at', '>=', since)
    .returning(['issuer_key', 'label'])
    .execute();
  return taken.map(({ issuer_key: issuer, label }) => ({ issuer, label }));
}
