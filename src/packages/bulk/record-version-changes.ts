import { authorship, type Origin, type Principal } from '../../accounts/principal.ts';
import type { Clock, Instant } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import { appendCatalogEntries } from '../../catalog/append-entry.ts';
import type { Deprecation } from '../../catalog/deprecation.ts';
import { appendEvents, type NewEvent } from '../../log/append-event.ts';
import type { Tx } from '../../storage/database.ts';
import { advanceRevision } from '../registrations.queries.ts';
import { updateDeprecationOfAll, updateListedOfAll, type ManagedVersion } from './bulk.queries.ts';

/** What versions of one id become, all alike. Whether it may be is asked before, in the same mutation. */
export interface VersionChanges {
  readonly registrationId: number;
  readonly idKey: string;
  readonly listing?: {
    readonly listed: boolean;
    /** Public; empty for none. */
    readonly reason: string;
    readonly versions: readonly ManagedVersion[];
  };
  readonly deprecation?: {
    readonly to: Deprecation | null;
    /** The public id of the rule by which they are. */
    readonly rule?: string;
    readonly versions: readonly ManagedVersion[];
  };
}

export interface ChangeAuthor {
  readonly principal: Principal;
  readonly origin?: Origin | undefined;
  /** What the events of a bulk change have in common; none where only one version changes. */
  readonly batch?: { readonly id: string; readonly size: number } | undefined;
}

/**
 * Writes a change of some or of thousands of versions: rows, one event for each, one catalog entry for each that readers of
 * the catalog know, and one new revision. Everybody's mutations wait for this one, so rows are written many at a time.
 */
export async function recordVersionChanges(
  deps: { readonly clock: Clock; readonly random: Random },
  tx: Tx,
  author: ChangeAuthor,
  changes: VersionChanges,
): Promise<void> {
  const now = deps.clock.now();
  const { listing, deprecation, registrationId } = changes;
  if (listing !== undefined) await updateListedOfAll(tx, idsOf(listing.versions), listing, now);
  if (deprecation !== undefined) {
    const json = deprecation.to === null ? null : JSON.stringify(deprecation.to);
    await updateDeprecationOfAll(tx, idsOf(deprecation.versions), json, now);
  }
  await advanceRevision(tx, registrationId, now);
  const happened = happenings(changes);
  const events = happened.map((each) => eventOf(changes.idKey, author, now, each));
  const seqs = await appendEvents(tx, events);
  // A version that changed in two ways has two events and one entry, which is the later one's.
  const entries = new Map<string, number>();
  for (const [i, { version }] of happened.entries()) {
    if (version.state === 'available') entries.set(version.versionKey, seqs[i] ?? 0);
  }
  await appendCatalogEntries(
    { ...deps, tx },
    {
      kind: 'details',
      registrationId,
      versions: [...entries].map(([versionKey, eventSeq]) => ({ versionKey, eventSeq })),
    },
  );
}

interface Happening {
  readonly kind: NewEvent['kind'];
  readonly version: ManagedVersion;
  readonly data: object;
}

/** In ascending order of versions, which come with the highest first. */
function happenings({ listing, deprecation }: VersionChanges): Happening[] {
  const relisted: Happening[] = (listing?.versions ?? []).toReversed().map((version) => ({
    kind: listing?.listed === true ? 'version_relisted' : 'version_unlisted',
    version,
    data: listing?.reason === undefined || listing.reason === '' ? {} : { reason: listing.reason },
  }));
  const rule = deprecation?.rule === undefined ? {} : { rule: deprecation.rule };
  const deprecated: Happening[] = (deprecation?.versions ?? []).toReversed().map((version) => ({
    kind: 'version_deprecated',
    version,
    data: { deprecation: deprecation?.to ?? null, ...rule },
  }));
  return [...relisted, ...deprecated];
}

function eventOf(idKey: string, author: ChangeAuthor, at: Instant, { kind, version, data }: Happening): NewEvent {
  const { principal, origin, batch } = author;
  return {
    at,
    kind,
    ...authorship(principal),
    subject: `version:${idKey}/${version.versionKey}`,
    data: batch === undefined ? data : { ...data, batch },
    ...(origin === undefined ? {} : { origin }),
  };
}

function idsOf(versions: readonly ManagedVersion[]): number[] {
  return versions.map(({ id }) => id);
}
