/**
 * Adds downloads to their counts and to every sum that is kept of them, so that a page never adds up what it shows.
 *
 * The tables come in one order, and in each the rows in the order of their keys: two nodes that write at the same time
 * wait for each other, and never in a circle. The table of counts is the first, which a rebuild relies on.
 */
import type { Instant } from '../base/clock.ts';
import type { Tx } from '../storage/database.ts';
import type { DownloadCount } from './download-count.ts';
import {
  addDownloads,
  addToGalleryDays,
  addToRegistrationDays,
  addToRegistrations,
  addToTotals,
} from './downloads.queries.ts';

/** Each version, day and client occurs once among `counts`. */
export async function recordDownloads(tx: Tx, counts: readonly DownloadCount[], now: Instant): Promise<void> {
  await addDownloads(
    tx,
    summed(counts, ({ versionId, day, client }) => [versionId, day, client]),
  );
  await addToTotals(
    tx,
    summed(counts, ({ versionId }) => [versionId]),
    now,
  );
  await addToRegistrationDays(
    tx,
    summed(counts, ({ registrationId, day, client }) => [registrationId, day, client]),
  );
  await addToGalleryDays(
    tx,
    summed(counts, ({ day, client }) => [day, client]),
  );
  await addToRegistrations(
    tx,
    summed(counts, ({ registrationId }) => [registrationId]),
  );
}

type Key = readonly (number | string)[];

/** One count for each key, in the order of the keys; what is not in the key is that of any of the summed. */
function summed(counts: readonly DownloadCount[], keyOf: (count: DownloadCount) => Key): DownloadCount[] {
  const sums = new Map<string, { key: Key; sum: DownloadCount }>();
  for (const count of counts) {
    const key = keyOf(count);
    const name = key.join(' ');
    const known = sums.get(name);
    if (known === undefined) sums.set(name, { key, sum: { ...count } });
    else known.sum.count += count.count;
  }
  return [...sums.values()].sort((a, b) => compareKeys(a.key, b.key)).map(({ sum }) => sum);
}

function compareKeys(a: Key, b: Key): number {
  const at = a.findIndex((part, index) => part !== b[index]);
  const [left = 0, right = 0] = [a[at], b[at]];
  return left < right ? -1 : left > right ? 1 : 0;
}
