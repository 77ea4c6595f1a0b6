import { MICROSECONDS_PER_DAY } from '../base/clock.ts';
import type { Instant } from '../base/clock.ts';
import { finding } from '../nuget/finding.ts';
import type { Finding } from '../nuget/finding.ts';
import type { ZipEntry } from '../nuget/zip.ts';

/** Zip times have no zone, so up to a day ahead is anybody's noon; more breaks tools that compare times of files. */
export function checkArchive(entries: readonly ZipEntry[], now: Instant): Finding[] {
  const latest = (now + MICROSECONDS_PER_DAY) / 1000;
  return entries
    .filter(({ modified }) => modified > latest)
    .map(({ rawName }) => {
      const detail = 'An entry is dated in the future: set the clock of the machine that packs, and pack again.';
      return finding('rule', 'zip_future_time', detail, rawName);
    });
}
