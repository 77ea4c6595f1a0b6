/** Walks the central directory of an archive: every byte of it must belong to one of the records that were promised. */
import type { Finding } from './finding.ts';
import { finding } from './finding.ts';
import type { ByteSource } from './file-bytes.ts';
import type { PackageLimits } from './limits.ts';
import type { ZipEnd } from './zip-end.ts';
import { checkExtraFields } from './zip-extra.ts';
import { decodeEntryName } from './zip-names.ts';

export interface ZipRecord {
  readonly nameBytes: Buffer;
  /** As the archive spells it. */
  readonly rawName: string;
  readonly flags: number;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly crc32: number;
  readonly compressedLength: number;
  readonly length: number;
  /** As written: two-second steps, in the packer's own time zone, here read as UTC. Milliseconds since 1970. */
  readonly modified: number;
  readonly externalAttributes: number;
  readonly headerOffset: number;
  /** Where the data begins; found with the local record. */
  dataOffset: number;
}

export const ZIP_FLAG_DESCRIPTOR = 0x0008;
export const ZIP_FLAG_UTF8 = 0x0800;
export const ZIP_FLAGS_DEFLATE_LEVEL = 0x0006;
export const ZIP_STORED = 0;
export const ZIP_DEFLATED = 8;

const RECORD_SIGNATURE = 0x02014b50;
const RECORD_BYTES = 46;
const KNOWN_FLAGS = ZIP_FLAG_DESCRIPTOR | ZIP_FLAG_UTF8 | ZIP_FLAGS_DEFLATE_LEVEL;
const ZIP64_VALUE = 0xffffffff;
const HIGHEST_VERSION_NEEDED = 45;

/** The records in the order of their local headers, or the first reason not to trust them. */
export function readZipDirectory(source: ByteSource, end: ZipEnd, limits: PackageLimits): ZipRecord[] | Finding {
  if (end.entries > limits.entries) return tooMany(limits);
  const size = end.position - end.directoryOffset;
  if (size > limits.directoryBytes) return tooMany(limits);
  // Copied, because the local headers are read through the same window while names still point here.
  const directory = Buffer.from(source.read(end.directoryOffset, size));
  const records: ZipRecord[] = [];
  let at = 0;
  while (at < size) {
    const parsed = parseRecord(directory, at, limits);
    if ('severity' in parsed) return parsed;
    records.push(parsed.record);
    at = parsed.next;
  }
  if (records.length !== end.entries) return miscounted;
  return records.sort((a, b) => a.headerOffset - b.headerOffset);
}

function parseRecord(
  directory: Buffer,
  at: number,
  limits: PackageLimits,
): { readonly record: ZipRecord; readonly next: number } | Finding {
  if (at + RECORD_BYTES > directory.length || directory.readUInt32LE(at) !== RECORD_SIGNATURE) return broken;
  const nameEnd = at + RECORD_BYTES + directory.readUInt16LE(at + 28);
  const extraEnd = nameEnd + directory.readUInt16LE(at + 30);
  const next = extraEnd + directory.readUInt16LE(at + 32);
  if (next > directory.length) return broken;
  const nameBytes = directory.subarray(at + RECORD_BYTES, nameEnd);
  const rawName = decodeEntryName(nameBytes);
  if (rawName === undefined) return notUtf8;
  if (nameBytes.length > limits.nameBytes) return overlong(limits);
  const extraFault = checkExtraFields(directory.subarray(nameEnd, extraEnd), nameBytes);
  if (extraFault !== undefined) return recordFault(extraFault, rawName);
  const record: ZipRecord = {
    nameBytes,
    rawName,
    flags: directory.readUInt16LE(at + 8),
    method: directory.readUInt16LE(at + 10),
    crc32: directory.readUInt32LE(at + 16),
    compressedLength: directory.readUInt32LE(at + 20),
    length: directory.readUInt32LE(at + 24),
    modified: dosTime(directory.readUInt16LE(at + 12), directory.readUInt16LE(at + 14)),
    externalAttributes: directory.readUInt32LE(at + 38),
    headerOffset: directory.readUInt32LE(at + 42),
    dataOffset: 0,
  };
  const fault = checkRecord(record, directory.readUInt16LE(at + 6), directory.readUInt16LE(at + 34));
  return fault ?? { record, next };
}

function checkRecord(record: ZipRecord, versionNeeded: number, disk: number): Finding | undefined {
  const { flags, method, rawName } = record;
  if ((flags & ~KNOWN_FLAGS) !== 0 || (method !== ZIP_STORED && method !== ZIP_DEFLATED)) {
    return recordFault('zip_method', rawName);
  }
  // The upper byte names a system in some writers' records, and no reader looks at it.
  if ((versionNeeded & 0xff) > HIGHEST_VERSION_NEEDED) return recordFault('zip_method', rawName);
  if (record.compressedLength === ZIP64_VALUE || record.length === ZIP64_VALUE || record.headerOffset === ZIP64_VALUE) {
    return recordFault('zip_zip64', rawName);
  }
  if (disk !== 0) return recordFault('zip_eocd', rawName);
  return undefined;
}

/** Milliseconds since 1970. Fields that no calendar has are carried over, as .NET's readers fall back to 1980. */
function dosTime(time: number, date: number): number {
  const month = (date >> 5) & 0x0f;
  const day = date & 0x1f;
  if (month < 1 || month > 12 || day < 1) return Date.UTC(1980, 0, 1);
  return Date.UTC(1980 + (date >> 9), month - 1, day, time >> 11, (time >> 5) & 0x3f, (time & 0x1f) * 2);
}

const recordDetails = {
  zip_extra: 'An entry has an extra field that cannot be read: pack it again with another tool.',
  zip_zip64: 'An entry uses ZIP64, which cannot be signed: pack it again with smaller files, without ZIP64.',
  zip_local_cd_mismatch: 'An entry has different properties in its own record and in the directory: pack it again.',
  zip_method:
    'An entry is encrypted or packed in a way other than stored or deflated: pack it again with plain deflate.',
  zip_eocd: 'An entry lies on another disk: pack it again into one file.',
  zip_descriptor: 'An entry has a data descriptor that does not fit its data: pack it again.',
} as const;

export type RecordFault = keyof typeof recordDetails;

export function recordFault(code: RecordFault, rawName: string): Finding {
  return finding('safety', code, recordDetails[code], rawName);
}

const broken = finding('safety', 'zip_directory_broken', 'The directory of the archive cannot be read: pack it again.');
const miscounted = finding(
  'safety',
  'zip_eocd',
  'The archive counts other entries than its directory has: pack it again.',
);
const notUtf8 = finding(
  'safety',
  'zip_name_encoding',
  'An entry has a name that is not UTF-8: rename it and pack again.',
);

function overlong(limits: PackageLimits): Finding {
  return finding('safety', 'zip_name_length', `An entry's name has more than ${limits.nameBytes} bytes: shorten it.`);
}

function tooMany(limits: PackageLimits): Finding {
  const detail = `The archive has more than ${limits.entries} entries: leave out files or split the package.`;
  return finding('safety', 'zip_too_many_entries', detail);
}
