/** Who may do what to a package. Every use case asks here, inside its transaction, so that no surface can forget to. */
import { requireKeyHolds } from '../accounts/keys/key-authenticator.ts';
import { keyReaches, type KeyPrincipal, type Principal } from '../accounts/principal.ts';
import { requireMayOnPackage } from '../accounts/relation.ts';
import type { Instant } from '../base/clock.ts';
import { Problem } from '../base/problem.ts';
import type { PackageId } from '../nuget/package-id.ts';
import type { Database } from '../storage/database.ts';
import { ownersAmong } from './owners/owners.queries.ts';
import type { OwnedRegistration, RegistrationRow } from './registrations.queries.ts';

/** The principal as it is now, inside a mutation: of a key, what was read when the request began may be over. */
export async function principalNow(
  rows: Pick<Database, 'read'>,
  principal: Principal,
  now: Instant,
): Promise<Principal> {
  return principal.kind === 'key' ? requireKeyHolds(rows, principal, now) : principal;
}

/**
 * Throws unless the principal may publish a version of this id; `existing` is undefined while it is new. A key that reaches
 * the id in no way is told so before anything else, and the same whether the id exists or not.
 */
export function requireMayPush(principal: Principal, id: PackageId, existing: OwnedRegistration | undefined): void {
  if (principal.kind === 'session') throw new Problem('forbidden', 'Packages are pushed with an API key.');
  if (principal.kind === 'key' && !keyReaches(principal, ['push', 'push-version'], id)) {
    throw outOfReach(principal, id, 'publish');
  }
  if (existing !== undefined) requireUnlocked(existing.registration);
  if (principal.kind === 'operator') return;
  if (existing !== undefined) requireOwner(principal, existing);
  else if (!keyReaches(principal, ['push'], id)) throw outOfReach(principal, id, 'publish a new id');
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

function requireOwner(principal: KeyPrincipal, { registration, ownerIds }: OwnedRegistration): void {
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
