import { END_OF_LOG, accountHistory, wholeHistory, withNumbers } from '../../log/history.queries.ts';
import type { Database } from '../../storage/database.ts';
import type { AccountRow } from '../accounts.queries.ts';
import { requireGalleryAdministrator } from '../administration/require-administrator.ts';
import type { SessionPrincipal } from '../principal.ts';
import { requireActive, requireMayOnAccount } from '../relation.ts';
import { requireAccount } from '../require-account.ts';
import { toLogFilter, type HistoryWish } from './history-filter.ts';
import { keysUsedBy, type HistoryPage } from './history-entry.ts';
import { keyNames } from './history.queries.ts';
import { labelEvents, type LabelledEvents, type MaySeeOrigin } from './label-events.ts';

const ENTRIES_PER_PAGE = 50;

interface Deps {
  readonly database: Database;
}

/** What an account did, what was done in its name and to it: newest first, for those who may see it. */
export async function readAccountHistory(
  { database }: Deps,
  viewer: SessionPrincipal,
  { name, before = END_OF_LOG }: { readonly name: string; readonly before?: number },
): Promise<HistoryPage & { readonly account: AccountRow }> {
  const account = await requireAccount(database, name);
  await requireMaySeeHistory(database, viewer, account);
  const events = await accountHistory(database, account, { before, limit: ENTRIES_PER_PAGE + 1 });
  const labelled = await labelEvents(database, events, originsFor(viewer, account));
  const names = await keyNames(database, keysUsedBy(events), viewer.isAdministrator ? undefined : account.id);
  return { account, ...cutToPage(labelled, names) };
}

/** Everything that was done, newest first, for administrators of the gallery. */
export async function readWholeHistory(
  { database }: Deps,
  viewer: SessionPrincipal,
  wish: HistoryWish & { readonly before?: number },
): Promise<HistoryPage> {
  await requireGalleryAdministrator(database, viewer);
  const filter = await withNumbers(database, await toLogFilter(database, wish));
  const slice = { before: wish.before ?? END_OF_LOG, limit: ENTRIES_PER_PAGE + 1 };
  const events = await wholeHistory(database, filter, slice);
  const labelled = await labelEvents(database, events, () => true);
  return cutToPage(labelled, await keyNames(database, keysUsedBy(events)));
}

/** People see their own history also before they have confirmed an address. */
export async function requireMaySeeHistory(
  rows: Pick<Database, 'read'>,
  viewer: SessionPrincipal,
  account: AccountRow,
): Promise<void> {
  if (viewer.actorId === account.id) await requireActive(rows, viewer.actorId);
  else await requireMayOnAccount(rows, viewer, 'see the history', account);
}

/**
 * Where something came from is personal: people see it of what they did and of what nobody who is known tried with their
 * account; an organization of what was done in its name; administrators of the gallery of everything. Where an administrator
 * of the gallery was is no business of others.
 */
export function originsFor(viewer: SessionPrincipal, account: Pick<AccountRow, 'id' | 'kind'>): MaySeeOrigin {
  return (event, actor) => {
    if (viewer.isAdministrator || event.actor === viewer.actorId) return true;
    if (account.kind === 'person') return account.id === viewer.actorId && event.actor === null;
    return event.onBehalfOf === account.id && actor?.isAdministrator !== true;
  };
}

function cutToPage({ entries, labels }: LabelledEvents, keyNames: HistoryPage['keyNames']): HistoryPage {
  const shown = entries.slice(0, ENTRIES_PER_PAGE);
  return { entries: shown, labels, keyNames, next: entries.length > shown.length ? shown.at(-1)?.seq : undefined };
}
