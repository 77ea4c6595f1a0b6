import { lowerInvariant } from '../../nuget/lower-case.ts';
import { compareVersions, parseVersion } from '../../nuget/version.ts';
import type { Database } from '../../storage/database.ts';
import { highestOffered, type OfferedVersion } from './highest-offered.queries.ts';

/**
 * What `latest` means in an address: the highest stable version (`stable`), the highest preview (`prerelease`), or whichever
 * is higher (`absolute`). Only listed versions count, and where there is none of the kind, the highest there is.
 */
export type LatestKind = 'stable' | 'prerelease' | 'absolute';

const MAX_SUFFIX_LENGTH = 64;
const SUFFIX = /^[0-9a-z.-]+$/;

export interface LatestWish {
  readonly kind: LatestKind;
  /** For `prerelease`: what the version has to have in it, such as `beta`; without such a one, any preview will do. */
  readonly suffix?: string;
}

/** The key of that version; undefined when nothing is listed. */
export async function latestVersionKey(
  database: Database,
  registrationId: number,
  { kind, suffix }: LatestWish,
): Promise<string | undefined> {
  const part = readSuffix(suffix);
  const named =
    kind === 'prerelease' && part !== undefined
      ? await highestOffered(database, registrationId, { isPrerelease: true, part })
      : undefined;
  if (named !== undefined) return named.versionKey;
  const [stable, preview] = await Promise.all(
    [false, true].map((isPrerelease) => highestOffered(database, registrationId, { isPrerelease })),
  );
  const latest = {
    stable: stable ?? preview,
    prerelease: preview ?? stable,
    absolute: higherOf(stable, preview),
  };
  return latest[kind]?.versionKey;
}

function higherOf(a: OfferedVersion | undefined, b: OfferedVersion | undefined): OfferedVersion | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const [left, right] = [parseVersion(a.normalizedVersion), parseVersion(b.normalizedVersion)];
  return left !== undefined && right !== undefined && compareVersions(left, right) < 0 ? b : a;
}

function readSuffix(text: string | undefined): string | undefined {
  const suffix = text === undefined || text.length > MAX_SUFFIX_LENGTH ? undefined : lowerInvariant(text);
  return suffix !== undefined && SUFFIX.test(suffix) ? suffix : undefined;
}
