import type { Clock, Instant } from '../base/clock.ts';
import { uuid } from '../base/ids.ts';
import type { Random } from '../base/random.ts';
import type { Tx } from '../storage/database.ts';
import { ROWS_PER_READ } from '../storage/few-or-all.ts';
import type { CatalogEntriesTable } from '../storage/schema.ts';
import { insertEntries, insertEntry, newestEntry, versionForEntry, versionsForEntries } from './catalog.queries.ts';
import type { Deprecation } from './deprecation.ts';
import { ENTRY_FORMAT } from './entry.ts';
import type { CatalogCommit, CatalogEntryKind, CatalogProgress, CatalogState } from './entry.ts';

interface Deps {
  /** A `mutation`: its lock is what makes numbers and times those of the commits. */
  readonly tx: Tx;
  readonly clock: Clock;
  readonly random: Random;
}

/** The version's rows are already as the entry shall show them, and the event of the change is the newest in the log. */
export interface NewCatalogEntry {
  readonly kind: CatalogEntryKind;
  readonly registrationId: number;
  readonly versionKey: string;
}

/**
 * Appends one commit to the catalog inside the caller's mutation.
 *
 * Its number is the last one's plus 1 and its time later than the last one's by at least a microsecond, whatever the
 * clock says, so a clock that goes back or another machine's slower one never lets a reader miss an entry.
 */
export async function appendCatalogEntry(
  { tx, clock, random }: Deps,
  { kind, registrationId, versionKey }: NewCatalogEntry,
): Promise<CatalogCommit & { readonly eventSeq: number }> {
  const { version, eventSeq, last } = await versionForEntry(tx, registrationId, versionKey);
  const entry = entryAfter(last, { clock, random }, { kind, version: { ...version, versionKey }, eventSeq });
  await insertEntry(tx, entry.columns);
  return { ...entry.commit, eventSeq };
}

export interface NewCatalogEntries {
  readonly kind: CatalogEntryKind;
  readonly registrationId: number;
  /** In the order of the entries, each with the number of its event. */
  readonly versions: readonly { readonly versionKey: string; readonly eventSeq: number }[];
}

/** The same for many versions of one id: an entry for each, so each is a commit of its own. */
export async function appendCatalogEntries(
  { tx, clock, random }: Deps,
  { kind, registrationId, versions }: NewCatalogEntries,
): Promise<void> {
  let last: LastEntry = await newestEntry({ read: tx });
  for (let start = 0; start < versions.length; start += ROWS_PER_READ) {
    const some = versions.slice(start, start + ROWS_PER_READ);
    const keys = some.map(({ versionKey }) => versionKey);
    const rows = await versionsForEntries(tx, registrationId, keys);
    const entries: CatalogEntriesTable[] = [];
    for (const { versionKey, eventSeq } of some) {
      const version = rows.get(versionKey);
      if (version === undefined) throw new Error('A catalog entry belongs to a version.');
      const entry = entryAfter(last, { clock, random }, { kind, version, eventSeq });
      entries.push(entry.columns);
      last = entry.last;
    }
    await insertEntries(tx, entries);
  }
}

type VersionForEntry = Awaited<ReturnType<typeof versionForEntry>>['version'];
type LastEntry = { readonly seq: number; readonly at: Instant; readonly state: CatalogState } | undefined;

interface EntrySource {
  readonly kind: CatalogEntryKind;
  readonly version: VersionForEntry & { readonly versionKey: string };
  readonly eventSeq: number;
}

function entryAfter(
  last: LastEntry,
  { clock, random }: Pick<Deps, 'clock' | 'random'>,
  { kind, version, eventSeq }: EntrySource,
) {
  const commit = {
    seq: (last?.seq ?? 0) + 1,
    at: last === undefined ? clock.now() : Math.max(clock.now(), last.at + 1),
    commitId: uuid(random),
  };
  const { created, published, edited } = version;
  const state: CatalogState = {
    listed: version.listed === 1,
    created,
    published,
    edited,
    deprecation: version.deprecation === null ? null : (JSON.parse(version.deprecation) as Deprecation),
    progress: advance(last, { kind, created, edited, at: commit.at }),
  };
  const columns: CatalogEntriesTable = {
    seq: commit.seq,
    at: commit.at,
    commit_id: commit.commitId,
    event_seq: eventSeq,
    kind,
    version_id: version.id,
    manifest_id: version.manifestId,
    id_key: version.idKey,
    version_key: version.versionKey,
    display_id: version.displayId,
    full_version: version.fullVersion,
    format: ENTRY_FORMAT,
    state: JSON.stringify(state),
  };
  return { commit, columns, last: { seq: commit.seq, at: commit.at, state } };
}

type Step = { kind: CatalogEntryKind; at: number } & Pick<CatalogState, 'created' | 'edited'>;

function advance(
  last: { readonly state: CatalogState } | undefined,
  { kind, created, edited, at }: Step,
): CatalogProgress {
  const { progress } = last?.state ?? { progress: { created: null, edited: null, deleted: null } };
  if (kind === 'delete') return { ...progress, deleted: at };
  return { ...progress, created: later(progress.created, created), edited: later(progress.edited, edited) };
}

function later(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}
