import { rolesByOrganization } from '../../accounts/accounts.queries.ts';
import { mayOnPackage, type Relation } from '../../accounts/permissions.ts';
import type { OperatorPrincipal, SessionPrincipal } from '../../accounts/principal.ts';
import { requireUsable } from '../../accounts/relation.ts';
import type { Instant } from '../../base/clock.ts';
import { Problem } from '../../base/problem.ts';
import type { PackageId } from '../../nuget/package-id.ts';
import { ROWS_PER_READ } from '../../storage/few-or-all.ts';
import { holdersAmong } from '../prefixes/marks.queries.ts';
import {
  openInvitationsAmong,
  ownersAmong,
  registrationsNamed,
  type OwnedRow,
  type Readable,
  type RegistrationName,
} from './owners.queries.ts';
import type { OpenInvitation, Ownership } from './ownership.ts';

/** Who may act upon owners: people at the site, and whoever has a shell. Keys never do. */
export type OwnerPrincipal = SessionPrincipal | OperatorPrincipal;

/** One id with its owners; `not_found` when there is none. What the principal may do is for the caller to ask. */
export async function readOwnership(
  rows: Readable,
  principal: OwnerPrincipal,
  id: PackageId,
  now: Instant,
): Promise<Ownership> {
  const [ownership] = await readOwnerships(rows, principal, [id.key], now);
  if (ownership === undefined) throw new Problem('not_found', `There is no package named ${id.display}.`);
  return ownership;
}

/**
 * Those of these ids that exist, in the order of their keys, with what the principal is to each: a few statements, however
 * many they are. Throws when the principal's account is locked or not confirmed.
 */
export async function readOwnerships(
  rows: Readable,
  principal: OwnerPrincipal,
  idKeys: readonly string[],
  now: Instant,
): Promise<Ownership[]> {
  if (principal.kind === 'session') await requireUsable(rows, principal);
  const keys = [...new Set(idKeys)].sort();
  const found: Ownership[] = [];
  for (let start = 0; start < keys.length; start += ROWS_PER_READ) {
    found.push(...(await readBatch(rows, principal, keys.slice(start, start + ROWS_PER_READ), now)));
  }
  return found;
}

async function readBatch(
  rows: Readable,
  principal: OwnerPrincipal,
  idKeys: readonly string[],
  now: Instant,
): Promise<Ownership[]> {
  const registrations = await registrationsNamed(rows, idKeys);
  if (registrations.length === 0) return [];
  const ids = registrations.map(({ id }) => id);
  const owners = byRegistration(await ownersAmong(rows, ids));
  const invitations = byRegistration(await openInvitationsAmong(rows, ids, now));
  const holders = byRegistration(await holdersAmong(rows, ids));
  const standing = await standingAmong(rows, principal, [...owners.values()].flat());
  return registrations.map((registration) => ownershipOf(registration, { owners, invitations, holders, standing }));
}

function byRegistration<Row extends { readonly registrationId: number }>(rows: readonly Row[]): Map<number, Row[]> {
  return Map.groupBy(rows, (row) => row.registrationId);
}

/** What the principal is to an owner, and whether anything is allowed whoever owns. */
interface Standing {
  readonly mayAlways: boolean;
  readonly relationTo: (accountId: number) => Relation;
}

async function standingAmong(
  rows: Readable,
  principal: OwnerPrincipal,
  owners: readonly OwnedRow[],
): Promise<Standing> {
  if (principal.kind === 'operator') return { mayAlways: true, relationTo: () => 'stranger' };
  const roles = new Map<number, Relation>();
  const organizations = [...new Set(owners.filter(({ kind }) => kind === 'organization').map((of) => of.accountId))];
  for (let start = 0; start < organizations.length; start += ROWS_PER_READ) {
    const some = organizations.slice(start, start + ROWS_PER_READ);
    for (const [id, role] of await rolesByOrganization(rows, principal.actorId, some)) roles.set(id, role);
  }
  return {
    mayAlways: principal.isAdministrator && mayOnPackage('manage owners', ['gallery']),
    relationTo: (accountId) => (accountId === principal.actorId ? 'self' : (roles.get(accountId) ?? 'stranger')),
  };
}

interface Found {
  readonly owners: ReadonlyMap<number, readonly OwnedRow[]>;
  readonly invitations: ReadonlyMap<number, readonly (OpenInvitation & { readonly registrationId: number })[]>;
  readonly holders: ReadonlyMap<number, readonly { readonly accountId: number }[]>;
  readonly standing: Standing;
}

function ownershipOf({ id, idKey, displayId }: RegistrationName, found: Found): Ownership {
  const { mayAlways, relationTo } = found.standing;
  const owners = found.owners.get(id) ?? [];
  const related = owners.filter((owner) => mayOnPackage('manage owners', [relationTo(owner.accountId)]));
  const managed = related.filter(({ status }) => status === 'active');
  const prefixHolders = (found.holders.get(id) ?? []).map(({ accountId }) => accountId);
  return {
    registrationId: id,
    idKey,
    displayId,
    owners,
    invitations: found.invitations.get(id) ?? [],
    mayManage: mayAlways || managed.length > 0,
    lockedFor: managed.length > 0 ? undefined : related[0]?.name,
    actsFor: managed.some((owner) => relationTo(owner.accountId) === 'self') ? undefined : managed[0]?.accountId,
    prefixHolders,
    mayRemoveHolders: mayAlways || managed.some(({ accountId }) => prefixHolders.includes(accountId)),
  };
}
