/**
 * The log as JSON lines, oldest first, for whoever keeps it elsewhere. A page of rows is read when the one before has been
 * taken, so memory does not grow with the log. Whoever was cut off goes on after the last whole line's `seq`.
 */
import { formatInstant } from '../../base/clock.ts';
import { accountHistory, wholeHistory, withNumbers, type HistoryRow } from '../../log/history.queries.ts';
import type { Database } from '../../storage/database.ts';
import { ROWS_PER_READ } from '../../storage/few-or-all.ts';
import type { AccountRow } from '../accounts.queries.ts';
import { requireGalleryAdministrator } from '../administration/require-administrator.ts';
import type { SessionPrincipal } from '../principal.ts';
import { toLogFilter, type HistoryWish } from './history-filter.ts';
import type { AccountLabel, HistoryEntry } from './history-entry.ts';
import { labelEvents, type MaySeeOrigin } from './label-events.ts';
import { originsFor, requireMaySeeHistory } from './read-history.ts';

interface Deps {
  readonly database: Database;
}

/** Of one account, for those who may see its history. Gives texts of many lines each. */
export async function exportAccountHistory(
  { database }: Deps,
  viewer: SessionPrincipal,
  { account, after = 0 }: { readonly account: AccountRow; readonly after?: number },
): Promise<AsyncGenerator<string, void>> {
  const require = () => requireMaySeeHistory(database, viewer, account);
  await require();
  const read = (from: number) => accountHistory(database, account, { after: from, limit: ROWS_PER_READ });
  return lines(database, { after, read, require, maySeeOrigin: originsFor(viewer, account) });
}

/** Of everything that passes the filter, for administrators of the gallery. Gives texts of many lines each. */
export async function exportWholeHistory(
  { database }: Deps,
  viewer: SessionPrincipal,
  { after = 0, ...wish }: HistoryWish & { readonly after?: number },
): Promise<AsyncGenerator<string, void>> {
  const require = () => requireGalleryAdministrator(database, viewer);
  await require();
  const filter = await withNumbers(database, await toLogFilter(database, wish));
  const read = (from: number) => wholeHistory(database, filter, { after: from, limit: ROWS_PER_READ });
  return lines(database, { after, read, require, maySeeOrigin: () => true });
}

interface Export {
  readonly after: number;
  readonly read: (after: number) => Promise<HistoryRow[]>;
  /** Asked before each page: an export of a large log takes longer than some are allowed to see it. */
  readonly require: () => Promise<void>;
  readonly maySeeOrigin: MaySeeOrigin;
}

async function* lines(
  database: Pick<Database, 'read'>,
  { after, read, require, maySeeOrigin }: Export,
): AsyncGenerator<string, void> {
  let last = after;
  while (true) {
    const rows = await read(last);
    if (rows.length === 0) return;
    const { entries } = await labelEvents(database, rows, maySeeOrigin);
    yield entries.map((entry) => `${JSON.stringify(lineOf(entry))}\n`).join('');
    if (rows.length < ROWS_PER_READ) return;
    last = rows.at(-1)?.seq ?? last;
    await require();
  }
}

/** What a line holds. Members may be added, and none changes its meaning. */
function lineOf({ seq, at, kind, actor, onBehalfOf, credential, subject, data, origin }: HistoryEntry): object {
  return {
    seq,
    at: formatInstant(at),
    kind,
    actor: nameOf(actor),
    onBehalfOf: nameOf(onBehalfOf),
    credential,
    subject,
    data,
    origin: origin ?? null,
  };
}

function nameOf(label: AccountLabel | undefined): object | null {
  return label === undefined ? null : { id: label.publicId, name: label.isDeleted ? null : label.name };
}
