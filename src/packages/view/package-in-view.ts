/** A package and one of its versions, as somebody may see them: what its page and everything under it begin with. */
import { mayOnPackage, type Relation } from '../../accounts/permissions.ts';
import type { SessionPrincipal } from '../../accounts/principal.ts';
import { relationsToOwners } from '../../accounts/relation.ts';
import type { Instant } from '../../base/clock.ts';
import { Problem } from '../../base/problem.ts';
import type { Deprecation } from '../../catalog/deprecation.ts';
import type { PackageManifest, PackageParts } from '../../nuget/manifest.ts';
import type { PackageId } from '../../nuget/package-id.ts';
import { parseVersion } from '../../nuget/version.ts';
import type { Database } from '../../storage/database.ts';
import type { VersionState } from '../../storage/schema.ts';
import { ownersAmong, type OwnedRow } from '../owners/owners.queries.ts';
import { visibilityOf, type Viewer, type Visibility } from '../visibility.ts';
import { standingsSeenAs } from './standings.ts';
import {
  countsOfListing,
  highestVersion,
  registrationToView,
  versionToView,
  type RegistrationToView,
  type VersionToView,
} from './package-in-view.queries.ts';

/**
 * One version on its own page. Of one that is withdrawn from the viewer (`notice`) nothing is here but that it was; the same
 * for an unlisted one of a package that is locked.
 */
export interface VersionInView {
  readonly versionId: number;
  readonly versionKey: string;
  readonly normalizedVersion: string;
  readonly fullVersion: string;
  /** The id as this version spells it. */
  readonly displayId: string;
  readonly isPrerelease: boolean;
  readonly semverLevel: 1 | 2;
  readonly state: VersionState;
  readonly listed: boolean;
  /** Why it is unlisted, for everybody; null when nobody said. */
  readonly listingReason: string | null;
  readonly visibility: Exclude<Visibility, 'hidden'>;
  readonly deprecation: Deprecation | null;
  readonly manifest: PackageManifest;
  readonly parts: PackageParts;
  readonly publishedAt: Instant;
  readonly createdAt: Instant;
  readonly sizeBytes: number;
  readonly sha512: string;
  readonly downloads: number;
  /** False when another version was asked for, which the viewer cannot see. */
  readonly isRequested: boolean;
}

export interface PackageInView {
  readonly registrationId: number;
  readonly idKey: string;
  readonly displayId: string;
  readonly revision: number;
  /** Whether an owner holds a reserved prefix that the id begins with. */
  readonly isVerified: boolean;
  readonly viewerKind: Viewer;
  /** Whether the viewer may list, unlist and deprecate versions. */
  readonly mayManage: boolean;
  readonly isLocked: boolean;
  readonly owners: readonly { readonly name: string; readonly kind: 'person' | 'organization' }[];
  /** Of all versions together. */
  readonly downloads: number;
  readonly listedCount: number;
  /** Of those that can be restored. */
  readonly unlistedCount: number;
  /** Held or withdrawn; 0 for whoever does not see them in the list of versions. */
  readonly apartCount: number;
  /** Undefined when nothing is listed. */
  readonly offeredVersionKey: string | undefined;
  readonly version: VersionInView;
}

/**
 * The package with the version that `versionText` names. Without a text, or where the viewer cannot see what it names, the
 * version stands in that the id offers, or else the highest that the viewer may see, so that a package of which nothing is
 * listed still has a page.
 *
 * Throws `not_found` when there is no version to be seen: the same as for an id that never was.
 */
export async function packageInView(
  deps: { readonly database: Database },
  viewer: SessionPrincipal | undefined,
  id: PackageId,
  versionText: string | undefined,
): Promise<PackageInView> {
  const found = await findPackageInView(deps, viewer, id, versionText);
  if (found === undefined) throw new Problem('not_found', `There is no package named ${id.display}.`);
  return found;
}

/** The same; undefined when there is no version to be seen. */
export async function findPackageInView(
  { database }: { readonly database: Database },
  viewer: SessionPrincipal | undefined,
  id: PackageId,
  versionText: string | undefined,
): Promise<PackageInView | undefined> {
  const registration = await registrationToView(database, id.key);
  if (registration === undefined) return undefined;
  const { registrationId } = registration;
  const owners = await ownersAmong(database, [registrationId]);
  const standing = await viewerOf(database, viewer, owners);
  const version = await versionFor(database, registration, standing.viewerKind, versionText);
  if (version === undefined) return undefined;
  const { offeredVersionKey, revision, idKey, displayId, isVerified, lockedAt, downloads } = registration;
  return {
    registrationId,
    idKey,
    displayId,
    revision,
    isVerified,
    downloads,
    ...standing,
    isLocked: lockedAt !== null,
    owners: owners.filter(({ status }) => status !== 'deleted').map(({ name, kind }) => ({ name, kind })),
    ...(await countsOfListing(database, registrationId, standing.viewerKind)),
    offeredVersionKey: offeredVersionKey ?? undefined,
    version,
  };
}

async function viewerOf(
  database: Database,
  viewer: SessionPrincipal | undefined,
  owners: readonly OwnedRow[],
): Promise<{ viewerKind: Viewer; mayManage: boolean }> {
  if (viewer === undefined) return { viewerKind: 'anyone', mayManage: false };
  const relationTo = (accounts: readonly OwnedRow[]): Promise<Relation[]> =>
    relationsToOwners(
      database,
      viewer,
      accounts.map(({ accountId }) => accountId),
    );
  const relations = await relationTo(owners);
  // Nobody acts for an organization that is locked, but its members still see what it has.
  const active = owners.filter(({ status }) => status === 'active');
  const acting = active.length === owners.length ? relations : await relationTo(active);
  const mayManage = viewer.isConfirmed && mayOnPackage('unlist, relist and deprecate', acting);
  if (relations.includes('gallery')) return { viewerKind: 'administrator', mayManage };
  return {
    viewerKind: mayOnPackage('see everything of the package', relations) ? 'manager' : 'anyone',
    mayManage,
  };
}

async function versionFor(
  database: Database,
  { registrationId, offeredVersionKey, displayId, lockedAt }: RegistrationToView,
  viewerKind: Viewer,
  versionText: string | undefined,
): Promise<VersionInView | undefined> {
  const see = (row: VersionToView | undefined, isRequested: boolean) =>
    row === undefined ? undefined : inView(row, viewerKind, { isRequested, displayId, isLocked: lockedAt !== null });
  const key = versionText === undefined ? undefined : parseVersion(versionText)?.key;
  const asked = key === undefined ? undefined : see(await versionToView(database, registrationId, key), true);
  if (asked !== undefined) return asked;
  const isRequested = versionText === undefined;
  if (offeredVersionKey !== null) {
    return see(await versionToView(database, registrationId, offeredVersionKey), isRequested);
  }
  for (const visibilities of [['shown', 'marked'], ['notice']] as const) {
    const highest = await highestVersion(
      database,
      registrationId,
      standingsSeenAs('packagePage', viewerKind, visibilities),
    );
    if (highest !== undefined) return see(highest, isRequested);
  }
  return undefined;
}

interface Asked {
  readonly isRequested: boolean;
  readonly displayId: string;
  readonly isLocked: boolean;
}

function inView(
  row: VersionToView,
  viewerKind: Viewer,
  { isRequested, displayId, isLocked }: Asked,
): VersionInView | undefined {
  // Who locks a package takes what its owners hide, too, from the eyes of everybody else.
  const isShut = isLocked && row.state === 'available' && !row.listed && viewerKind === 'anyone';
  const visibility = isShut ? 'notice' : visibilityOf('packagePage', row, viewerKind);
  if (visibility === 'hidden') return undefined;
  if (visibility !== 'notice') return { ...row, visibility, isRequested };
  return {
    ...row,
    visibility,
    isRequested,
    displayId,
    fullVersion: row.normalizedVersion,
    listingReason: null,
    deprecation: null,
    parts: {},
    sha512: '',
    sizeBytes: 0,
    manifest: nothingSaid(displayId, row.normalizedVersion),
  };
}

/** A manifest that says nothing but its id and version, so that no page can show by mistake what was withdrawn. */
function nothingSaid(id: string, version: string): PackageManifest {
  return {
    id,
    version,
    tags: [],
    packageTypes: [],
    dependencyGroups: [],
    supportedFrameworks: [],
    frameworkAssemblies: [],
    frameworkReferences: [],
    references: [],
    contentFiles: [],
    requireLicenseAcceptance: false,
    developmentDependency: false,
    serviceable: false,
    isSigned: false,
  };
}
