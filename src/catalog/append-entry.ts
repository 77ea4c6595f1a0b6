import type { Clock } from '../base/clock.ts';
import { uuid } from '../base/ids.ts';
import type { Random } from '../base/random.ts';
import type { Tx } from '../storage/database.ts';
import { insertEntry, versionForEntry } from './catalog.queries.ts';
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
  const commit = {
    seq: (last?.seq ?? 0) + 1,
    at: last === undefined ? clock.now() : Math.max(clock.now(), last.at + 1),
    commitId: uuid(random),
  };
  const { created, published, edited } = version;
  const now = { kind, created, edited, at: commit.at };
  const state: CatalogState = {
    listed: version.listed === 1,
    created,
    published,
    edited,
    deprecation: version.deprecation === null ? null : (JSON.parse(version.deprecation) as Deprecation),
    progress: advance(last, now),
  };
  await insertEntry(tx, {
    seq: commit.seq,
    at: commit.at,
    commit_id: commit.commitId,
    event_seq: eventSeq,
    kind,
    version_id: version.id,
    manifest_id: version.manifestId,
    id_key: version.idKey,
    version_key: versionKey,
    display_id: version.displayId,
    full_version: version.fullVersion,
    format: ENTRY_FORMAT,
    state: JSON.stringify(state),
  });
  return { ...commit, eventSeq };
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
