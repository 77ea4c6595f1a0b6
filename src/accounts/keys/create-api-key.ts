import { MICROSECONDS_PER_DAY, type Clock } from '../../base/clock.ts';
import { publicId, publicIdOf } from '../../base/ids.ts';
import { Problem } from '../../base/problem.ts';
import type { Random } from '../../base/random.ts';
import type { Secret } from '../../base/secret.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { Database, Tx } from '../../storage/database.ts';
import { parseAccountName } from '../account-name.ts';
import { accountStanding, membershipRole, type AccountRow } from '../accounts.queries.ts';
import { authorship, type Origin, type OperatorPrincipal, type SessionPrincipal } from '../principal.ts';
import { requireFreshSignIn, requireMayOnAccount } from '../relation.ts';
import { requireAccount } from '../require-account.ts';
import { settingInForce } from '../settings/settings.ts';
import { generateApiKey, hashApiKey } from './api-key.ts';
import { checkDays, checkFeatures, requireNoFaults, type CheckedFeatures, type KeyFeatures } from './key-wish.ts';
import { apiKeyByPublicId, insertApiKey, insertKeyViewer } from './keys.queries.ts';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
}

export interface ApiKeyWish extends KeyFeatures {
  /** The account whose packages the key reaches. */
  readonly owner: string;
  /** The person who acts; absent for the owner's own key. */
  readonly as?: string;
  /** As many as there may be, unless it says otherwise. */
  readonly days?: number;
  /** A text that no other wish has: the same wish, sent twice, makes one key. */
  readonly once?: string;
}

/** Whose key it will be. */
interface Holders {
  readonly owner: AccountRow;
  /** Who acts; undefined for an organization's own key. */
  readonly person: { readonly id: number; readonly publicId: string } | undefined;
}

/**
 * Makes a key and gives its text, which is stored nowhere and cannot be shown again. Whoever makes an organization's own
 * key is remembered as one who has seen its text.
 */
export async function createApiKey(
  deps: Deps,
  principal: SessionPrincipal | OperatorPrincipal,
  wish: ApiKeyWish,
  origin?: Origin,
): Promise<Secret> {
  requireFreshSignIn(principal, deps.clock.now());
  const most = await settingInForce(deps.database, 'key-days');
  const { features, faults } = checkFeatures(wish);
  requireNoFaults([...faults, ...checkDays(wish.days, most)]);
  const days = wish.days ?? most;
  const text = generateApiKey(deps.random);
  const id = wish.once === undefined ? publicId(deps.random) : publicIdOf(wish.once);
  await deps.database.mutation(async (tx) => {
    await requireFirst(tx, id);
    // Asked here, so that a person who is removed meanwhile gets no key.
    const holders = await requireHolders(tx, principal, wish);
    const key = { id, text, features, days, now: deps.clock.now() };
    await insertKey(tx, principal, holders, key);
    await recordCreation(tx, principal, { ...holders, ...key, ...(origin === undefined ? {} : { origin }) });
  });
  return text;
}

async function requireFirst(tx: Tx, id: string): Promise<void> {
  if ((await apiKeyByPublicId({ read: tx }, id)) === undefined) return;
  throw new Problem(
    'conflict',
    'This form was sent already, and its key exists: the text was shown then and is not shown again. Regenerate the key if it is lost.',
  );
}

/** Whose key it will be, or a Problem: the operator makes any, a person their own and those of organizations they manage. */
async function requireHolders(
  tx: Tx,
  principal: SessionPrincipal | OperatorPrincipal,
  wish: ApiKeyWish,
): Promise<Holders> {
  const rows = { read: tx };
  const owner = await requireAccount(rows, wish.owner);
  if (principal.kind === 'operator') {
    const person = wish.as === undefined ? undefined : await requireActor(tx, owner, wish.as);
    return { owner, person: person ?? ownPerson(owner) };
  }
  await requireUsableOwner(tx, owner);
  if (wish.as === undefined) {
    await requireMayOnAccount(rows, principal, 'manage keys of the account', owner);
    return { owner, person: ownPerson(owner) };
  }
  if (parseAccountName(wish.as)?.key !== parseAccountName(principal.name)?.key)
    throw new Problem('forbidden', 'A key acts as the person who makes it, and as nobody else.');
  await requireMayOnAccount(rows, principal, 'act with a personal key', owner);
  return { owner, person: { id: principal.actorId, publicId: principal.publicId } };
}

/** Nothing is published in the name of an organization that is locked, or whose address nobody has confirmed. */
async function requireUsableOwner(tx: Tx, { id, name }: AccountRow): Promise<void> {
  const standing = await accountStanding({ read: tx }, id);
  if (standing?.status !== 'active')
    throw new Problem('account_locked', `The account ${name} is locked: nobody can make a key for it.`);
  if (standing.emailConfirmedAt === null)
    throw new Problem('forbidden', `The email address of ${name} is not confirmed: confirm it before making keys.`);
}

function ownPerson(owner: AccountRow): Holders['person'] {
  return owner.kind === 'person' ? owner : undefined;
}

async function requireActor(read: Tx, owner: AccountRow, name: string): Promise<AccountRow> {
  const person = await requireAccount({ read }, name);
  if (person.kind !== 'person') throw new Problem('bad_request', `${name} is an organization: a key acts as a person.`);
  if (
    person.id !== owner.id &&
    !(owner.kind === 'organization' && (await membershipRole({ read }, owner.id, person.id)) !== undefined)
  ) {
    throw new Problem('forbidden', `${name} is no member of ${owner.name}, so no key of theirs can act for it.`);
  }
  return person;
}

interface MadeKey {
  readonly id: string;
  readonly text: Secret;
  readonly features: CheckedFeatures;
  readonly days: number;
  readonly now: number;
}

async function insertKey(
  tx: Tx,
  principal: SessionPrincipal | OperatorPrincipal,
  { owner, person }: Holders,
  { id, text, features, days, now }: MadeKey,
): Promise<void> {
  const keyId = await insertApiKey(tx, {
    public_id: id,
    owner_id: owner.id,
    person_id: person?.id ?? null,
    name: features.name,
    hash_key: hashApiKey(text.reveal()),
    scopes: JSON.stringify(features.scopes),
    packages: JSON.stringify(features.packages),
    created_at: now,
    expires_at: now + days * MICROSECONDS_PER_DAY,
    days,
    revoked_at: null,
    last_used_at: null,
  });
  if (person === undefined && principal.kind === 'session') await insertKeyViewer(tx, keyId, principal.actorId, now);
}

async function recordCreation(
  tx: Tx,
  principal: SessionPrincipal | OperatorPrincipal,
  { owner, person, id, features, days, now, origin }: Holders & MadeKey & { readonly origin?: Origin },
): Promise<void> {
  await appendEvent(tx, {
    at: now,
    kind: 'key_created',
    ...authorship(principal, owner.id),
    subject: `key:${id}`,
    data: { owner: owner.publicId, person: person?.publicId ?? null, ...features, days },
    ...(origin === undefined ? {} : { origin }),
  });
}
