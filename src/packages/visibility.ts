/**
 * Who sees which version where: the one table that every document and page asks.
 *
 * Unlisting hides from discovery and from nothing else. Only an administrator's measure takes a version out of the feed,
 * and it leaves a notice wherever somebody may look for the version by its number.
 */
import type { VersionState } from '../storage/schema.ts';

/**
 * - `discovery`: search, autocomplete, lists, profiles, Atom, "latest": what offers versions to people
 * - `flatIndex`: the flat container's list of versions, from which restore chooses
 * - `content`: the nupkg and the files out of it
 * - `registration`: registration documents, and the exact queries of V2
 * - `catalog`: what the newest catalog entry of the version is
 * - `versionTable`: the list of versions on a package's page
 * - `packagePage`: a version's own page
 */
export type Surface =
  'discovery' | 'flatIndex' | 'content' | 'registration' | 'catalog' | 'versionTable' | 'packagePage';

/** `manager` may manage the package: its owners, and members of owning organizations. */
export type Viewer = 'anyone' | 'manager' | 'administrator';

/**
 * - `shown`: without remark
 * - `marked`: shown with its state said: `listed: false`, published 1900, a badge
 * - `notice`: nothing of the package but that it was withdrawn: 451, a tombstone, a `PackageDelete`
 * - `hidden`: as if it did not exist
 */
export type Visibility = 'shown' | 'marked' | 'notice' | 'hidden';

export interface VersionStanding {
  readonly state: VersionState;
  readonly listed: boolean;
}

export const allSurfaces: readonly Surface[] = [
  'discovery',
  'flatIndex',
  'content',
  'registration',
  'catalog',
  'versionTable',
  'packagePage',
];
export const allStates: readonly VersionState[] = ['held', 'available', 'quarantined', 'removed', 'destroyed'];

/** The feed treats every viewer as `anyone`: what a client restores must not depend on whose key it carries. */
export function visibilityOf(surface: Surface, standing: VersionStanding, viewer: Viewer): Visibility {
  const row = table[surface][viewer];
  if (standing.state !== 'available') return row[standing.state];
  return standing.listed ? 'shown' : row.unlisted;
}

/** Whether the surface shows the version to anyone at all, marked or not. */
export function isVisibleTo(surface: Surface, standing: VersionStanding, viewer: Viewer): boolean {
  const visibility = visibilityOf(surface, standing, viewer);
  return visibility === 'shown' || visibility === 'marked';
}

/** The states in which a listed or unlisted version appears on a surface for everyone, for statements that filter. */
export function statesShownOn(surface: Surface): VersionState[] {
  return allStates.filter((state) => [true, false].some((listed) => isVisibleTo(surface, { state, listed }, 'anyone')));
}

/** What was withdrawn by a measure, with or without its bytes. */
export function isWithdrawn(state: VersionState): boolean {
  return state === 'quarantined' || state === 'removed' || state === 'destroyed';
}

/** An available, listed version is shown everywhere, so it has no column. */
type Row = Readonly<Record<'unlisted' | Exclude<VersionState, 'available'>, Visibility>>;

function row(
  ...[unlisted, held, quarantined, removed, destroyed]: [Visibility, Visibility, Visibility, Visibility, Visibility]
): Row {
  return { unlisted, held, quarantined, removed, destroyed };
}

function forAll(everyone: Row): Readonly<Record<Viewer, Row>> {
  return { anyone: everyone, manager: everyone, administrator: everyone };
}

// prettier-ignore
const table: Readonly<Record<Surface, Readonly<Record<Viewer, Row>>>> = {
  //                            unlisted  held      quarantined removed   destroyed
  discovery: forAll(        row('hidden', 'hidden', 'hidden',   'hidden', 'hidden')),
  flatIndex: forAll(        row('shown',  'hidden', 'hidden',   'hidden', 'hidden')),
  content: forAll(          row('shown',  'hidden', 'notice',   'notice', 'notice')),
  registration: forAll(     row('marked', 'hidden', 'hidden',   'hidden', 'hidden')),
  catalog: forAll(          row('marked', 'hidden', 'notice',   'notice', 'notice')),
  versionTable: {
    anyone:                 row('hidden', 'hidden', 'hidden',   'hidden', 'hidden'),
    manager:                row('marked', 'marked', 'marked',   'marked', 'marked'),
    administrator:          row('marked', 'marked', 'marked',   'marked', 'marked'),
  },
  packagePage: {
    anyone:                 row('marked', 'hidden', 'notice',   'notice', 'notice'),
    manager:                row('marked', 'marked', 'marked',   'notice', 'notice'),
    administrator:          row('marked', 'marked', 'marked',   'marked', 'notice'),
  },
};
