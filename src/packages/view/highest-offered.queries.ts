import type { Instant } from '../../base/clock.ts';
import type { Database } from '../../storage/database.ts';
import { isOffered } from './standings.queries.ts';

export interface OfferedVersion {
  readonly versionKey: string;
  readonly normalizedVersion: string;
  readonly publishedAt: Instant;
}

interface OfferWish {
  readonly isPrerelease: boolean;
  /** What the version's key has to have in it; letters, digits, dots and dashes. */
  readonly part?: string;
}

/** The highest listed version of an id, of its stable or of its preview ones. */
export function highestOffered(
  { read, scan }: Pick<Database, 'read' | 'scan'>,
  registrationId: number,
  { isPrerelease, part }: OfferWish,
): Promise<OfferedVersion | undefined> {
  // What has to be searched for a part may have to be read to its end.
  const offered = (part === undefined ? read : scan)
    .selectFrom('versions')
    .select(['version_key as versionKey', 'normalized_version as normalizedVersion', 'published_at as publishedAt'])
    .where('registration_id', '=', registrationId)
    .where('is_prerelease', '=', isPrerelease ? 1 : 0)
    .where(isOffered())
    .orderBy('sort_key', 'desc')
    .orderBy('version_key', 'desc')
    .limit(1);
  return (part === undefined ? offered : offered.where('version_key', 'like', `%${part}%`)).executeTakeFirst();
}
