/** Downloads of one package by version and client. Who does not manage it never sees versions that are not listed. */
import type { Database } from '../storage/database.ts';
import { registrationClients, type ClientCount, type DayRange } from './statistics.queries.ts';
import { highest, mostDownloaded, versionClients, type CountedVersion } from './version-statistics.queries.ts';

/** Versions that a page compares: half of them the most downloaded of all time, half the newest. */
export const MOST_VERSIONS = 50;

export interface VersionDownloads {
  readonly version: CountedVersion;
  readonly count: number;
  readonly clients: readonly ClientCount[];
}

export interface PackageStatistics {
  readonly total: number;
  readonly clients: readonly ClientCount[];
  /** The most downloaded in these days first. */
  readonly versions: readonly VersionDownloads[];
  /** Downloads of versions that are not among them. */
  readonly others: number;
  /** Whether every version that the reader may see is among them, so that the others are those that are not listed. */
  readonly hasAllVersions: boolean;
}

interface Wish extends DayRange {
  readonly registrationId: number;
  readonly isEverything: boolean;
}

export async function packageStatistics(database: Database, wish: Wish): Promise<PackageStatistics> {
  const { versions, isAll } = await versionsToCompare(database, wish);
  const [clients, rows] = await Promise.all([
    registrationClients(database.scan, wish.registrationId, wish),
    versionClients(
      database.scan,
      versions.map(({ versionId }) => versionId),
      wish,
    ),
  ]);
  const compared = versions
    .map((version) =>
      withClients(
        version,
        rows.filter(({ versionId }) => versionId === version.versionId),
      ),
    )
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || a.version.versionId - b.version.versionId);
  const total = sum(clients);
  return { total, clients, versions: compared, others: Math.max(0, total - sum(compared)), hasAllVersions: isAll };
}

async function versionsToCompare(
  database: Database,
  { registrationId, isEverything }: Wish,
): Promise<{ versions: CountedVersion[]; isAll: boolean }> {
  const wish = { registrationId, isEverything };
  const newest = await highest(database.read, { ...wish, limit: MOST_VERSIONS + 1 });
  if (newest.length <= MOST_VERSIONS) return { versions: newest, isAll: true };
  const most = await mostDownloaded(database.scan, { ...wish, limit: MOST_VERSIONS / 2 });
  const both = new Map([...newest.slice(0, MOST_VERSIONS / 2), ...most].map((each) => [each.versionId, each]));
  return { versions: [...both.values()], isAll: false };
}

function withClients(version: CountedVersion, clients: readonly ClientCount[]): VersionDownloads {
  return { version, count: sum(clients), clients };
}

export function sum(counts: readonly { readonly count: number }[]): number {
  return counts.reduce((all, { count }) => all + count, 0);
}
