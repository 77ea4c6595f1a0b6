/** The link that makes the first administrator: printed where the gallery was started, and worthless once there is one. */
import type { Clock } from '../../base/clock.ts';
import { publicId } from '../../base/ids.ts';
import type { Random } from '../../base/random.ts';
import type { Secret } from '../../base/secret.ts';
import type { ServerSecret } from '../../base/server-secret.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { Database } from '../../storage/database.ts';
import { insertAccount } from '../accounts.queries.ts';
import type { RateLimiter } from '../limits/rate-limiter.ts';
import { createToken, findToken, linkEnded, tokenText, useToken } from '../one-time-token.ts';
import { deleteTokensOfKind, tokenOfKind } from '../one-time-tokens.queries.ts';
import type { Origin } from '../principal.ts';
import { startSession } from '../sessions/start-session.ts';
import { parseAccountWish, type AccountWish } from './account-wish.ts';
import { requireUnusedEmail, requireUnusedName } from './new-name.ts';
import { checkNewPassword } from './password.ts';
import type { Passwords } from './passwords.ts';
import { hasAdministrator } from './people.queries.ts';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly secret: ServerSecret;
}

export interface SetupDeps extends Deps {
  readonly limiter: RateLimiter;
  readonly passwords: Passwords;
  readonly galleryName: string;
}

/**
 * The text of the link, made when it is first asked for and the same on every node and at every start until it is used;
 * undefined when there is an administrator. Only a random id is stored: the text needs the server's secret too.
 */
export async function openSetup(deps: Deps): Promise<string | undefined> {
  if (await hasAdministrator(deps.database)) return undefined;
  const id = await deps.database.transaction(async (tx) => {
    const known = await tokenOfKind({ read: tx }, 'setup');
    return known ?? (await createToken(deps, tx, { kind: 'setup', accountId: null, data: {} }));
  });
  return tokenText(deps.secret, id);
}

/** Whether the text of a link can make the first administrator now. */
export async function isSetupOpen(deps: Pick<Deps, 'database' | 'secret' | 'clock'>, text: string): Promise<boolean> {
  const token = await findToken(deps, deps.database, 'setup', text);
  return token !== undefined && !(await hasAdministrator(deps.database));
}

export interface SetupWish extends AccountWish {
  readonly link: string;
  readonly password: Secret;
}

/** Makes the first administrator, whose address counts as confirmed, and signs them in. Of two who try, one succeeds. */
export async function makeFirstAdministrator(
  deps: SetupDeps,
  { link, password, ...wish }: SetupWish,
  origin: Origin,
): Promise<{ readonly session: Secret; readonly accountPublicId: string }> {
  await deps.limiter.take('address', origin.address);
  if (!(await isSetupOpen(deps, link))) throw linkEnded();
  const context = { ...wish, gallery: deps.galleryName };
  const { name, email } = parseAccountWish(wish, checkNewPassword(password.reveal(), context));
  const passwordHash = await deps.passwords.hash(password);
  const id = publicId(deps.random);
  const session = await deps.database.mutation(async (tx) => {
    await useToken(deps, tx, 'setup', link);
    if (await hasAdministrator({ read: tx })) throw linkEnded();
    await deleteTokensOfKind(tx, 'setup');
    await requireUnusedName({ read: tx }, name);
    await requireUnusedEmail({ read: tx }, email);
    const at = deps.clock.now();
    const person = { publicId: id, kind: 'person', name, email, passwordHash, isAdministrator: true, at } as const;
    const accountId = await insertAccount(tx, { ...person, emailConfirmedAt: at });
    const data = { kind: 'person', name: name.display, isAdministrator: true };
    const author = { actor: accountId, onBehalfOf: null, credential: 'system' };
    await appendEvent(tx, { at, kind: 'account_created', ...author, subject: `account:${id}`, data, origin });
    const account = { id: accountId, publicId: id };
    return startSession(deps, tx, { account, how: 'setup', hasSecondFactor: false, isNewDevice: false, origin });
  });
  return { session, accountPublicId: id };
}
