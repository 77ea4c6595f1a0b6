/**
 * Finds the one end record of an archive, and refuses every file in which another reader could find another one.
 *
 * Readers look for it backwards, but differ in what they check: the NuGet client takes the last signature in the whole
 * file whatever its comment length says, others the last one whose comment ends with the file. So both must be the same
 * record, and no other record may end with the file.
 */
import type { Finding } from './finding.ts';
import { finding } from './finding.ts';
import type { ByteSource } from './file-bytes.ts';

export interface ZipEnd {
  /** Where the end record begins, and so where the central directory ends. */
  readonly position: number;
  readonly entries: number;
  readonly directoryOffset: number;
}

const END_SIGNATURE = 0x06054b50;
const END_BYTES = 22;
const COMMENT_BYTES = 0xffff;
const ZIP64_LOCATOR_SIGNATURE = 0x07064b50;
const ZIP64_LOCATOR_BYTES = 20;
const LOCAL_SIGNATURE = 0x04034b50;
const SCAN_BYTES = 256 * 1024;
const signature = Buffer.from([0x50, 0x4b, 0x05, 0x06]);

export function readZipEnd(source: ByteSource): ZipEnd | Finding {
  const head = source.read(0, 512, SCAN_BYTES);
  const startsAsZip = head.length >= 4 && head.readUInt32LE(0) === LOCAL_SIGNATURE;
  const isTar = isTarHeader(head);
  const last = lastSignature(source);
  if (last === undefined) return startsAsZip ? truncated : notAPackage;
  if (!startsAsZip) return last === 0 ? notAPackage : prepended;
  if (isTar) return notAPackage;
  const rivals = recordsThatEndTheFile(source);
  if (rivals.length > 1 || (rivals.length === 1 && rivals[0] !== last)) return severalEnds;
  if (rivals.length === 0) return unmatchedEnd(source, last);
  return parseEnd(source, last);
}

function parseEnd(source: ByteSource, position: number): ZipEnd | Finding {
  const view = source.read(position, END_BYTES);
  const disks = view.readUInt16LE(4) + view.readUInt16LE(6);
  const entriesHere = view.readUInt16LE(8);
  const entries = view.readUInt16LE(10);
  const directorySize = view.readUInt32LE(12);
  const directoryOffset = view.readUInt32LE(16);
  if (hasZip64Locator(source, position)) return zip64;
  if (disks !== 0 || entriesHere !== entries) return inconsistent('it spans several disks');
  if (directoryOffset + directorySize !== position) {
    return inconsistent('the directory does not end where the end record begins');
  }
  return { position, entries, directoryOffset };
}

function hasZip64Locator(source: ByteSource, end: number): boolean {
  if (end < ZIP64_LOCATOR_BYTES) return false;
  return source.read(end - ZIP64_LOCATOR_BYTES, 4).readUInt32LE(0) === ZIP64_LOCATOR_SIGNATURE;
}

/** Positions of all records whose comment ends exactly with the file. */
function recordsThatEndTheFile(source: ByteSource): number[] {
  const length = Math.min(source.size, END_BYTES + COMMENT_BYTES);
  const start = source.size - length;
  const tail = source.read(start, length);
  const positions: number[] = [];
  for (let at = tail.indexOf(signature); at !== -1; at = tail.indexOf(signature, at + 1)) {
    if (at + END_BYTES <= tail.length && at + END_BYTES + tail.readUInt16LE(at + 20) === tail.length) {
      positions.push(start + at);
    }
  }
  return positions;
}

/** The last end signature of the whole file, as the client looks for it. */
function lastSignature(source: ByteSource): number | undefined {
  for (let end = source.size; end > 0;) {
    const start = Math.max(0, end - SCAN_BYTES);
    const at = source.read(start, end - start).lastIndexOf(signature);
    if (at !== -1) return start + at;
    if (start === 0) return undefined;
    end = start + signature.length - 1;
  }
  return undefined;
}

function unmatchedEnd(source: ByteSource, last: number): Finding {
  const record = source.read(last, END_BYTES);
  const isWhole = record.length === END_BYTES && record.readUInt32LE(0) === END_SIGNATURE;
  return isWhole && last + END_BYTES + record.readUInt16LE(20) < source.size ? trailing : truncated;
}

/** A tar archive whose first name begins like a zip: its own checksum tells. */
function isTarHeader(head: Buffer): boolean {
  if (head.length < 512 || head.toString('latin1', 257, 262) !== 'ustar') return false;
  const stated = Number.parseInt(head.toString('latin1', 148, 156).replaceAll('\0', ' ').trim(), 8);
  const sum = head.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 0x20 : byte), 0);
  return stated === sum;
}

const notAPackage = finding('safety', 'not_a_package', 'This is not a NuGet package: send the .nupkg file itself.');
const truncated = finding(
  'safety',
  'zip_truncated',
  'The archive ends before its directory: the upload or the file was cut off, send the whole .nupkg again.',
);
const prepended = finding(
  'safety',
  'zip_prepended',
  'There are bytes before the archive: remove everything in front of the first entry.',
);
const trailing = finding(
  'safety',
  'zip_trailing',
  'There are bytes behind the archive: remove everything that follows the end record.',
);
const severalEnds = finding(
  'safety',
  'zip_eocd',
  'The archive has more than one end record, so readers could see different content: pack it again without a comment.',
);
const zip64 = finding(
  'safety',
  'zip_zip64',
  'The archive uses ZIP64, which cannot be signed: pack it again with fewer or smaller files, without ZIP64.',
);

function inconsistent(reason: string): Finding {
  return finding('safety', 'zip_eocd', `The end record of the archive is wrong, ${reason}: pack it again.`);
}
