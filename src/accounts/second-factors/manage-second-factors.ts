/** What a person does with the second factors that are there: look, rename, remove, make recovery codes anew. */
import type { Clock, Instant } from '../../base/clock.ts';
import { isPublicId } from '../../base/ids.ts';
import { Problem } from '../../base/problem.ts';
import type { Random } from '../../base/random.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { Database, Tx } from '../../storage/database.ts';
import { authorship, type Origin, type SessionPrincipal } from '../principal.ts';
import { requireActive, requireFreshSignIn } from '../relation.ts';
import { hasSecondFactor } from '../sessions/sessions.queries.ts';
import { settingInForce } from '../settings/settings.ts';
import { recordRecoveryCodes } from './new-factor.ts';
import { parsePasskeyName } from './passkey-name.ts';
import { deletePasskey, passkeyName, passkeysOf, setPasskeyName } from './passkeys.queries.ts';
import { newRecoveryCodes } from './recovery-code.ts';
import {
  authenticatorApp,
  deleteAuthenticatorApp,
  deleteRecoveryCodes,
  recoveryCodesLeft,
  setSessionsUnproven,
} from './second-factors.queries.ts';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
}

export interface SecondFactors {
  readonly passkeys: readonly {
    readonly publicId: string;
    readonly name: string;
    readonly createdAt: Instant;
    readonly lastUsedAt: Instant | null;
  }[];
  readonly app: { readonly createdAt: Instant } | undefined;
  readonly recoveryCodesLeft: number;
}

/** What a person has beside the password. */
export async function secondFactorsOf(rows: Pick<Database, 'read'>, accountId: number): Promise<SecondFactors> {
  const passkeys = await passkeysOf(rows, accountId);
  const app = await authenticatorApp(rows, accountId);
  return {
    passkeys: passkeys.map(({ publicId, name, createdAt, lastUsedAt }) => ({ publicId, name, createdAt, lastUsedAt })),
    app: app === undefined ? undefined : { createdAt: app.createdAt },
    recoveryCodesLeft: await recoveryCodesLeft(rows, accountId),
  };
}

/** Gives a passkey another name. */
export async function renamePasskey(
  { database, clock }: Deps,
  principal: SessionPrincipal,
  wish: { readonly passkey: string; readonly name: string },
  origin: Origin,
): Promise<void> {
  const name = parsePasskeyName(wish.name);
  await database.mutation(async (tx) => {
    await requireActive({ read: tx }, principal.actorId);
    const before = isPublicId(wish.passkey) ? await passkeyName(tx, principal.actorId, wish.passkey) : undefined;
    if (before === undefined) throw noSuchPasskey();
    if (before === name) return;
    await setPasskeyName(tx, wish.passkey, name);
    await appendEvent(tx, {
      at: clock.now(),
      kind: 'second_factor_changed',
      ...authorship(principal),
      subject: `account:${principal.publicId}`,
      data: { factor: 'passkey', name },
      origin,
    });
  });
}

/**
 * Takes a second factor away; one that is gone is gone. The last one stays while it is a duty to have one, and recovery
 * codes go with the last one, since there is nothing that they could stand in for.
 */
export async function removeSecondFactor(
  { database, clock }: Deps,
  principal: SessionPrincipal,
  wish: { readonly factor: 'app' } | { readonly factor: 'passkey'; readonly passkey: string },
  origin: Origin,
): Promise<void> {
  const at = clock.now();
  requireFreshSignIn(principal, at);
  await database.mutation(async (tx) => {
    await requireActive({ read: tx }, principal.actorId);
    const removed =
      wish.factor === 'app' ? await removeApp(tx, principal) : await removePasskey(tx, principal, wish.passkey);
    if (removed === undefined) return;
    if (!(await hasSecondFactor({ read: tx }, principal.actorId))) await leaveNone(tx, principal);
    await appendEvent(tx, {
      at,
      kind: 'second_factor_removed',
      ...authorship(principal),
      subject: `account:${principal.publicId}`,
      data: removed,
      origin,
    });
  });
}

async function removeApp(tx: Tx, { actorId }: SessionPrincipal): Promise<object | undefined> {
  return (await deleteAuthenticatorApp(tx, actorId)) ? { factor: 'app' } : undefined;
}

async function removePasskey(tx: Tx, { actorId }: SessionPrincipal, publicId: string): Promise<object | undefined> {
  const name = isPublicId(publicId) ? await passkeyName(tx, actorId, publicId) : undefined;
  if (name === undefined) return undefined;
  await deletePasskey(tx, publicId);
  return { factor: 'passkey', name };
}

async function leaveNone(tx: Tx, { actorId, isAdministrator }: SessionPrincipal): Promise<void> {
  const required = await settingInForce({ read: tx }, 'require-second-factor');
  if (required === 'everyone' || (required === 'administrators' && isAdministrator)) {
    throw new Problem(
      'conflict',
      'This gallery requires a second factor, and this is your last one: add another before you remove it.',
    );
  }
  await deleteRecoveryCodes(tx, actorId);
  await setSessionsUnproven(tx, actorId);
}

/** Makes ten new recovery codes, which are shown this once; those before are worth nothing from now on. */
export async function renewRecoveryCodes(
  deps: Deps & { readonly random: Random },
  principal: SessionPrincipal,
  origin: Origin,
): Promise<readonly string[]> {
  const at = deps.clock.now();
  requireFreshSignIn(principal, at);
  const codes = newRecoveryCodes(deps.random);
  await deps.database.mutation(async (tx) => {
    await requireActive({ read: tx }, principal.actorId);
    if (!(await hasSecondFactor({ read: tx }, principal.actorId))) {
      throw new Problem('conflict', 'Recovery codes stand in for a passkey or an authenticator app: add one first.');
    }
    await recordRecoveryCodes(tx, principal, { at, origin, codes });
  });
  return codes;
}

function noSuchPasskey(): Problem {
  return new Problem('not_found', 'There is no such passkey.');
}
