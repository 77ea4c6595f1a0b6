import type { SessionPrincipal } from '../../accounts/principal.ts';
import { mayOnAccount, mayOnPackage } from '../../accounts/permissions.ts';
import type { Clock } from '../../base/clock.ts';
import type { Database } from '../../storage/database.ts';
import { ROWS_PER_READ } from '../../storage/few-or-all.ts';
import { parseIdSearch, type IdSearch } from './id-search.ts';
import { ownAccounts, packagesOf, type OwnAccount } from './own-accounts.ts';
import {
  countPackages,
  packageFacts,
  packagesSlice,
  type PackageFacts,
  type PackageKey,
  type PackageStanding,
  type PackagesOf,
} from './owned-packages.queries.ts';
import { invitationsReceived, invitationsSent, ownersAmong, type ListedInvitation } from './owners.queries.ts';

export const PACKAGES_PER_PAGE = 50;
/** What is counted beyond is "more than". */
export const MOST_COUNTED_PACKAGES = 1_000;
/** Invitations that are listed; those that follow show when these are answered. */
export const MAX_LISTED_INVITATIONS = 100;

export interface PackagesWish {
  /** As `packagesOf` reads it. */
  readonly owner: string;
  /** As `parseIdSearch` reads it. */
  readonly search: string;
  readonly standing: PackageStanding;
  /** Keys of ids: where the page begins or ends. */
  readonly after?: string;
  readonly before?: string;
}

export interface ManagedPackage extends PackageFacts {
  /** Names, in the order of the alphabet. */
  readonly owners: readonly string[];
}

export interface ManagedPackages {
  /** Whom the viewer may look at: own account first. */
  readonly accounts: readonly OwnAccount[];
  readonly packages: readonly ManagedPackage[];
  /** The page before ends before this key, the next one begins after that; undefined where there is none. */
  readonly previous: string | undefined;
  readonly next: string | undefined;
  /** How many there are without a search, at most 1,001; undefined where nobody counts. */
  readonly counts: Readonly<Record<PackageStanding, number>> | undefined;
}

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
}

/** One page of the packages that somebody can manage, in the order of their ids. */
export async function managedPackages(
  { database }: Pick<Deps, 'database'>,
  principal: SessionPrincipal,
  wish: PackagesWish,
): Promise<ManagedPackages> {
  const search = parseIdSearch(wish.search);
  const accounts = await ownAccounts({ read: database.scan }, principal);
  const of = await packagesOf(database, principal, accounts, wish.owner);
  const { keys, previous, next } = await pageOf(database, of, { ...wish, search });
  const [packages, counts] = await Promise.all([
    withFacts(database, keys),
    search === undefined ? countsOf(database, of) : undefined,
  ]);
  return { accounts, packages, previous, next, counts };
}

/** One more than a page is asked for, which says whether there are others beyond it. */
async function pageOf(
  { scan }: Database,
  of: PackagesOf,
  { standing, search, after, before }: Omit<PackagesWish, 'search'> & { readonly search: IdSearch | undefined },
): Promise<{ keys: PackageKey[]; previous: string | undefined; next: string | undefined }> {
  const isBackwards = before !== undefined;
  const place = isBackwards ? { before } : after === undefined ? {} : { after };
  const found = await packagesSlice(scan, of, { standing, search, ...place, limit: PACKAGES_PER_PAGE + 1 });
  const hasMore = found.length > PACKAGES_PER_PAGE;
  const keys = found.slice(0, PACKAGES_PER_PAGE);
  if (isBackwards) keys.reverse();
  const hasPrevious = isBackwards ? hasMore : after !== undefined;
  const hasNext = isBackwards || hasMore;
  return {
    keys,
    previous: hasPrevious ? keys[0]?.idKey : undefined,
    next: hasNext ? keys.at(-1)?.idKey : undefined,
  };
}

async function withFacts({ scan }: Database, keys: readonly PackageKey[]): Promise<ManagedPackage[]> {
  const ids = keys.map(({ registrationId }) => registrationId);
  if (ids.length === 0) return [];
  const [owned, facts] = await Promise.all([ownersAmong({ read: scan }, ids), packageFacts(scan, ids)]);
  const owners = Map.groupBy(owned, ({ registrationId }) => registrationId);
  return facts.map((each) => ({
    ...each,
    owners: (owners.get(each.registrationId) ?? []).map(({ name }) => name),
  }));
}

async function countsOf({ scan }: Database, of: PackagesOf): Promise<ManagedPackages['counts']> {
  if (of.kind === 'nobody') return undefined;
  const count = (standing: PackageStanding) => countPackages(scan, of.accountIds, standing, MOST_COUNTED_PACKAGES + 1);
  const [published, unlisted, review] = await Promise.all([count('published'), count('unlisted'), count('review')]);
  return { published, unlisted, review };
}

export interface OwnerInvitations {
  /** Which somebody may answer. */
  readonly received: readonly ListedInvitation[];
  /** Which somebody may cancel, since they are to packages of theirs. */
  readonly sent: readonly ListedInvitation[];
}

/** The open invitations that concern somebody, at most 100 of either kind. */
export async function ownerInvitations(
  { database, clock }: Deps,
  accounts: readonly OwnAccount[],
): Promise<OwnerInvitations> {
  const rows = { read: database.scan };
  const range = { now: clock.now(), limit: MAX_LISTED_INVITATIONS };
  const whoseRelation = (suffices: (account: OwnAccount) => boolean) =>
    accounts.filter(suffices).map(({ accountId }) => accountId);
  const answered = whoseRelation(({ relation }) => mayOnAccount('answer invitations to own packages', [relation]));
  const managed = whoseRelation(({ relation }) => mayOnPackage('manage owners', [relation]));
  const [received, sent] = await Promise.all([
    invitationsReceived(rows, answered.slice(0, ROWS_PER_READ), range),
    invitationsSent(rows, managed.slice(0, ROWS_PER_READ), range),
  ]);
  return { received, sent };
}
