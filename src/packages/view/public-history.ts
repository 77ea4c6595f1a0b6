/**
 * What everybody may know of a package's past: when versions came, were listed again, deprecated or withdrawn, with the
 * reasons that were given to the public. A version that is unlisted is not named, as in every other list. Never who did it, with which credential and from where: that is for its managers.
 */
import { readData } from '../../accounts/history/history-entry.ts';
import type { Instant } from '../../base/clock.ts';
import type { EventKind } from '../../log/event-kinds.ts';
import type { HistoryRow } from '../../log/history.queries.ts';
import { packageEvents } from '../../log/package-events.queries.ts';
import type { Database } from '../../storage/database.ts';
import { visibilityOf } from '../visibility.ts';
import type { PackageInView } from './package-in-view.ts';
import { standingsAmong, type NamedStanding } from './public-history.queries.ts';

export const PUBLIC_EVENTS_PER_PAGE = 50;

/** The kinds that everybody may see. What is no member of the union below is of no interest, or nobody's business. */
const publicKinds = [
  'version_published',
  'version_imported',
  'version_unlisted',
  'version_relisted',
  'version_deprecated',
  'version_state_changed',
  'deprecation_rule_added',
  'deprecation_rule_removed',
  'registration_locked',
  'registration_unlocked',
] as const satisfies readonly EventKind[];

export type PublicEventKind = (typeof publicKinds)[number];

export interface PublicEvent {
  readonly seq: number;
  readonly at: Instant;
  readonly kind: PublicEventKind;
  /** Normalized; undefined for what happened to all of the package. */
  readonly version: string | undefined;
  /** What was said to the public. */
  readonly reason: string | undefined;
  /** Whether a version came unlisted, or a deprecation was taken back: what the sentence turns on. */
  readonly isUndone: boolean;
  /** Of a deprecation rule. */
  readonly range: string | undefined;
  /** Of a change of state: what it became. */
  readonly state: string | undefined;
}

export interface PublicHistory {
  /** The newest first. */
  readonly events: readonly PublicEvent[];
  /** What `before` is for the next page; undefined on the last. */
  readonly next: number | undefined;
}

export async function publicHistory(
  database: Database,
  { idKey, registrationId }: Pick<PackageInView, 'idKey' | 'registrationId'>,
  before = Number.MAX_SAFE_INTEGER,
): Promise<PublicHistory> {
  const limit = PUBLIC_EVENTS_PER_PAGE;
  const found = await packageEvents(database.scan, idKey, { before, limit: limit + 1, kinds: publicKinds });
  const rows = found.slice(0, limit);
  const keys = rows.flatMap(({ subject }) => versionKeyOf(subject) ?? []);
  const standings = await standingsAmong(database, registrationId, [...new Set(keys)]);
  return {
    events: rows.flatMap((row) => publicEvent(row, standings) ?? []),
    next: found.length > limit ? rows.at(-1)?.seq : undefined,
  };
}

function publicEvent(row: HistoryRow, standings: ReadonlyMap<string, NamedStanding>): PublicEvent | undefined {
  const kind = publicKinds.find((each) => each === row.kind);
  const key = versionKeyOf(row.subject);
  const standing = key === undefined ? undefined : standings.get(key);
  if (kind === undefined || (key !== undefined && standing === undefined)) return undefined;
  const visibility = standing === undefined ? 'shown' : visibilityOf('packagePage', standing, 'anyone');
  // `marked` is what is unlisted: its own page says so, and no list names it.
  if (visibility === 'hidden' || visibility === 'marked') return undefined;
  const data = readData(row);
  const text = (member: string) => (typeof data[member] === 'string' ? data[member] : undefined);
  const saysWhy = (kind === 'version_unlisted' || kind === 'version_relisted') && visibility !== 'notice';
  return {
    seq: row.seq,
    at: row.at,
    kind,
    version: standing?.normalizedVersion,
    reason: saysWhy ? text('reason') : undefined,
    isUndone: data['listed'] === false || data['deprecation'] === null,
    range: text('range'),
    state: kind === 'version_state_changed' ? text('to') : undefined,
  };
}

function versionKeyOf(subject: string): string | undefined {
  return subject.startsWith('version:') ? subject.slice(subject.indexOf('/') + 1) : undefined;
}
