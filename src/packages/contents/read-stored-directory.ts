import { Problem } from '../../base/problem.ts';
import { packageLimits } from '../../nuget/limits.ts';
import { readZipDirectory, type ZipRecord } from '../../nuget/zip-directory.ts';

const END_SIGNATURE = Buffer.from([0x50, 0x4b, 0x05, 0x06]);
const END_BYTES = 22;
const COMMENT_BYTES = 0xffff;

/**
 * The directory of an archive that was accepted, in two reads: its end, which has one end record and no other, and the
 * directory that this names.
 */
export async function readStoredDirectory(
  read: (start: number, end: number) => Promise<Buffer>,
  sizeBytes: number,
): Promise<readonly ZipRecord[]> {
  const tailStart = Math.max(0, sizeBytes - END_BYTES - COMMENT_BYTES);
  const tail = await read(tailStart, sizeBytes);
  const at = tail.lastIndexOf(END_SIGNATURE);
  if (at === -1 || at + END_BYTES > tail.length) throw unreadable();
  const entries = tail.readUInt16LE(at + 10);
  const directoryOffset = tail.readUInt32LE(at + 16);
  const position = tailStart + at;
  const size = position - directoryOffset;
  if (size < 0 || size > packageLimits.directoryBytes) throw unreadable();
  const directory =
    directoryOffset >= tailStart
      ? tail.subarray(directoryOffset - tailStart, at)
      : await read(directoryOffset, position);
  const source = {
    size: sizeBytes,
    read: (start: number, length: number) =>
      directory.subarray(start - directoryOffset, start - directoryOffset + length),
  };
  const records = readZipDirectory(source, { position, entries, directoryOffset }, packageLimits);
  if ('severity' in records) throw unreadable();
  return records;
}

function unreadable(): Problem {
  return new Problem(
    'storage_unavailable',
    'A stored package cannot be read: an administrator must look at the storage.',
  );
}
