/** Downloads as they would have been: fewer at weekends, more from month to month, the newest versions most. */
import { lastDays } from '../../src/downloads/days.ts';
import type { ClientName } from '../../src/downloads/client-name.ts';
import type { DownloadCount } from '../../src/downloads/download-count.ts';
import { seeded, type Seeded } from '../differential/seeded.ts';

export const SEED_DAYS = 90;

const CLIENTS: readonly (readonly [client: ClientName, share: number])[] = [
  ['dotnet', 0.62],
  ['visual-studio', 0.16],
  ['rider', 0.09],
  ['msbuild', 0.08],
  ['browser', 0.03],
  ['curl', 0.02],
];

export interface SeededVersion {
  readonly versionId: number;
  readonly registrationId: number;
  /** `yyyy-mm-dd`. */
  readonly publishedOn: string;
  readonly isPreview: boolean;
}

/** Counts of one package. `versions` are the oldest first; `daily` is a usual working day. */
export function seedDownloads(daily: number, versions: readonly SeededVersion[], now: number): DownloadCount[] {
  const random = seeded(versions[0]?.registrationId ?? 1);
  return lastDays(now, SEED_DAYS).flatMap((day, at) => {
    const there = versions.filter(({ publishedOn }) => publishedOn <= day);
    const all = Math.max(
      1,
      there.reduce((sum, version, place) => sum + weight(version, there.length - place), 0),
    );
    const downloads = daily * weekday(day) * (0.7 + (0.5 * at) / SEED_DAYS) * wobble(random, 0.12);
    return there.flatMap((version, place) => {
      const share = weight(version, there.length - place) / all;
      return share < 0.002 ? [] : clientsOf(random, version, day, downloads * share);
    });
  });
}

function clientsOf(random: Seeded, version: SeededVersion, day: string, downloads: number): DownloadCount[] {
  const { versionId, registrationId } = version;
  return CLIENTS.flatMap(([client, share]) => {
    const count = Math.round(downloads * share * wobble(random, 0.3));
    return count < 1 ? [] : [{ versionId, registrationId, day, client, count }];
  });
}

/** The newest has most; previews have few; what is old is still restored. `age` is 1 for the newest. */
function weight({ isPreview }: SeededVersion, age: number): number {
  return (isPreview ? 0.12 : 1) / age ** 1.4;
}

function weekday(day: string): number {
  return [0.24, 1, 1.08, 1.1, 1.05, 0.9, 0.3][new Date(day).getUTCDay()] ?? 1;
}

function wobble(random: Seeded, by: number): number {
  return 1 - by + (random.below(1_000) / 1_000) * 2 * by;
}
