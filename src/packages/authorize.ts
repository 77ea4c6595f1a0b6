/** Who may do what to a package. Every use case asks here, inside its transaction, so that no surface can forget to. */
import { requireKeyHolds } from '../accounts/keys/key-authenticator.ts';
import { accountStanding } from '../accounts/accounts.queries.ts';
import {
  keyReaches,
  type KeyPrincipal,
  type Principal,
  type Publisher,
  type PublishingSession,
} from '../accounts/principal.ts';
import { requireMayOnAccount, requireMayOnPackage } from '../accounts/relation.ts';
import type { Instant } from '../base/clock.ts';
import { Problem } from '../base/problem.ts';
import type { PackageId } from '../nuget/package-id.ts';
import type { Database } from '../storage/database.ts';
import { ownersAmong } from './owners/owners.queries.ts';
import type { OwnedRegistration, RegistrationRow } from './registrations.queries.ts';

/** The principal as it is now, inside a mutation: of a key, what was read when the request began may be over. */
export async function principalNow<Other extends Principal>(
  rows: Pick<Database, 'read'>,
  principal: KeyPrincipal | Other,
  now: Instant,
): Promise<KeyPrincipal | Other> {
  return principal.kind === 'key' ? requireKeyHolds(rows, principal, now) : principal;
}

/**
 * Throws unless somebody may publish a version of this id; `existing` is undefined while it is new. A key that reaches
 * the id in no way is told so before anything else, and the same whether the id exists or not.
 */
export async function requireMayPush(
  rows: Pick<Database, 'read'>,
  publisher: Publisher,
  id: PackageId,
  existing: OwnedRegistration | undefined,
): Promise<void> {
  if (publisher.kind === 'key' && !keyReaches(publisher, ['push', 'push-version'], id)) {
    throw outOfReach(publisher, id, 'publish');
  }
  if (existing !== undefined) requireUnlocked(existing.registration);
  if (publisher.kind === 'operator') return;
  if (publisher.kind === 'session') return requireMayPublishFor(rows, publisher, existing);
  if (existing !== undefined) requireOwner(publisher, existing);
  else if (!keyReaches(publisher, ['push'], id)) throw outOfReach(publisher, id, 'publish a new id');
}

/** As with keys: nobody publishes for an account that is locked, or whose address nobody has confirmed. */
async function requireMayPublishFor(
  rows: Pick<Database, 'read'>,
  publisher: PublishingSession,
  existing: OwnedRegistration | undefined,
): Promise<void> {
  const { ownerId, ownerName } = publisher;
  const owner = { id: ownerId, name: ownerName };
  if (existing === undefined) await requireMayOnAccount(rows, publisher, 'publish new ids for', owner);
  else {
    requireOwner(publisher, existing);
    const { displayId } = existing.registration;
    await requireMayOnPackage(rows, publisher, 'publish new versions', { displayId, ownerIds: [ownerId] });
  }
  const standing = await accountStanding(rows, ownerId);
  if (standing?.status !== 'active')
    throw new Problem('account_locked', `The account ${ownerName} is locked: nothing can be published for it.`);
  if (standing.emailConfirmedAt === null)
    throw new Problem('forbidden', `The email address of ${ownerName} is not confirmed: confirm it, then publish.`);
}

/**
 * Gives the registration when the principal may unlist and relist versions of this id, else throws. A key that does not
 * reach the id is told so before anything else: in a private gallery it must not learn which ids there are.
 */
export async function requireMayList(
  rows: Pick<Database, 'read'>,
  principal: Principal,
  id: PackageId,
  existing: OwnedRegistration | undefined,
): Promise<OwnedRegistration> {
  if (principal.kind === 'key' && !keyReaches(principal, ['unlist'], id)) {
    throw outOfReach(principal, id, 'unlist or relist');
  }
  if (existing === undefined) throw new Problem('not_found', `There is no package named ${id.display}.`);
  requireUnlocked(existing.registration);
  if (principal.kind === 'operator') return existing;
  if (principal.kind === 'session') {
    const { id: registrationId, displayId } = existing.registration;
    // As for keys, nobody acts for an organization that is locked.
    const owners = await ownersAmong(rows, [registrationId]);
    const ownerIds = owners.filter(({ status }) => status === 'active').map(({ accountId }) => accountId);
    await requireMayOnPackage(rows, principal, 'unlist, relist and deprecate', { displayId, ownerIds });
    return existing;
  }
  requireOwner(principal, existing);
  return existing;
}

function requireUnlocked(registration: RegistrationRow): void {
  if (registration.lockedAt !== null) {
    throw new Problem(
      'registration_locked',
      `${registration.displayId} is locked: contact the administrators of this gallery.`,
    );
  }
}

function requireOwner(
  principal: KeyPrincipal | PublishingSession,
  { registration, ownerIds }: OwnedRegistration,
): void {
  if (ownerIds.includes(principal.ownerId)) return;
  const detail =
    ownerIds.length === 0
      ? `${registration.displayId} has no owner here: an administrator must give it one before anybody can change it.`
      : `${registration.displayId} belongs to another account: ${principal.ownerName} is not among its owners, who can add it.`;
  throw new Problem('forbidden', detail);
}

function outOfReach(principal: KeyPrincipal, id: PackageId, deed: string): Problem {
  const scopes = principal.scopes.join(', ');
  const globs = principal.globs.join(', ');
  return new Problem(
    'forbidden',
    `This API key may not ${deed} ${id.display}: its scopes are ${scopes}, its packages ${globs}.`,
  );
}
