/** What administrators of the gallery see of people and organizations. */
import type { Clock } from '../../base/clock.ts';
import type { Database } from '../../storage/database.ts';
import type { AccountRow } from '../accounts.queries.ts';
import type { SessionPrincipal } from '../principal.ts';
import { requireAccount } from '../require-account.ts';
import { secondFactorsOf, type SecondFactors } from '../second-factors/manage-second-factors.ts';
import {
  accountCounts,
  accountDetails,
  accountsInOrder,
  galleryCounts,
  organizationsOf,
  type AccountCounts,
  type AccountDetails,
  type AccountSelection,
  type FoundAccount,
  type GalleryCounts,
  type Membership,
} from './administration.queries.ts';
import { requireGalleryAdministrator } from './require-administrator.ts';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
}

const ACCOUNTS_PER_PAGE = 50;
const MAX_SEARCH_LENGTH = 254;
const MAX_ORGANIZATIONS = 100;

export const accountSelections = ['all', 'people', 'organizations', 'administrators', 'locked'] as const;

export interface FindAccountsWish {
  /** How the name or the email address begins; empty for everybody. */
  readonly begins: string;
  /** One of `accountSelections`; anything else is all. */
  readonly which: string;
  /** Where the page before ended. */
  readonly after: string;
}

export interface FoundAccounts {
  readonly accounts: readonly FoundAccount[];
  readonly which: AccountSelection;
  /** What the next page is after; undefined on the last one. */
  readonly next: string | undefined;
}

/** People and organizations by name, a page at a time, however many there are. */
export async function findAccounts(
  { database }: Deps,
  viewer: SessionPrincipal,
  { begins, which, after }: FindAccountsWish,
): Promise<FoundAccounts> {
  await requireGalleryAdministrator(database, viewer);
  const selection = accountSelections.find((each) => each === which) ?? 'all';
  const found = await accountsInOrder(database, {
    begins: toKey(begins),
    which: selection,
    after: toKey(after),
    limit: ACCOUNTS_PER_PAGE + 1,
  });
  const accounts = found.slice(0, ACCOUNTS_PER_PAGE);
  const next = found.length > accounts.length ? accounts.at(-1)?.nameKey : undefined;
  return { accounts, which: selection, next };
}

/** A text that somebody typed as names and addresses are compared. */
function toKey(text: string): string {
  return text.trim().slice(0, MAX_SEARCH_LENGTH).replaceAll('\0', '').toWellFormed().toLowerCase();
}

export interface AccountReport extends AccountDetails {
  readonly account: AccountRow;
  readonly counts: AccountCounts;
  /** Of a person. */
  readonly factors: SecondFactors;
  /** Of a person, the first ones by name. */
  readonly organizations: readonly Membership[];
}

/** One account as an administrator needs to see it. */
export async function readAccount(
  { database, clock }: Deps,
  viewer: SessionPrincipal,
  name: string,
): Promise<AccountReport> {
  await requireGalleryAdministrator(database, viewer);
  const account = await requireAccount(database, name);
  return {
    account,
    ...(await accountDetails(database, account.id)),
    counts: await accountCounts(database, account.id, clock.now()),
    factors: await secondFactorsOf(database, account.id),
    organizations: await organizationsOf(database, account.id, MAX_ORGANIZATIONS),
  };
}

/** How much there is of everything. */
export async function countGallery({ database, clock }: Deps, viewer: SessionPrincipal): Promise<GalleryCounts> {
  await requireGalleryAdministrator(database, viewer);
  return galleryCounts(database, clock.now());
}
