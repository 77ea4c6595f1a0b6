/** What is downloaded most, out of indexes in that order. What nobody may discover is passed over. */
import { isVisibleTo } from '../packages/visibility.ts';
import type { Database } from '../storage/database.ts';
import { ROWS_PER_READ } from '../storage/few-or-all.ts';
import {
  packagesInOrder,
  versionsInOrder,
  type TopPackageRow,
  type TopPlace,
  type TopVersionRow,
} from './statistics.queries.ts';

/** A gallery in which thousands of its most downloaded versions are unlisted shows a shorter list. */
const MOST_READS = 20;

/** All downloads of the id, its unlisted versions among them. */
export function topPackages(database: Pick<Database, 'read'>, most: number): Promise<TopPackageRow[]> {
  return walk(
    most,
    (after, limit) => packagesInOrder(database, after, limit),
    ({ isOffered }) => isOffered,
  );
}

export function topVersions(database: Pick<Database, 'read'>, most: number): Promise<TopVersionRow[]> {
  return walk(
    most,
    (after, limit) => versionsInOrder(database, after, limit),
    (version) => isVisibleTo('discovery', version, 'anyone'),
  );
}

async function walk<Row extends TopPlace>(
  most: number,
  read: (after: TopPlace | undefined, limit: number) => Promise<Row[]>,
  isShown: (row: Row) => boolean,
): Promise<Row[]> {
  const found: Row[] = [];
  let after: TopPlace | undefined;
  for (let reads = 0; reads < MOST_READS && found.length < most; reads += 1) {
    const limit = Math.min(ROWS_PER_READ, most - found.length + Math.ceil(most / 10));
    const rows = await read(after, limit);
    found.push(...rows.filter(isShown));
    if (rows.length < limit) break;
    after = rows.at(-1);
  }
  return found.slice(0, most);
}
