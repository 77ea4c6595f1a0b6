/** Walks the local records from the first byte of an archive and holds each against its record in the directory. */
import type { Finding } from './finding.ts';
import { finding } from './finding.ts';
import type { ByteSource } from './file-bytes.ts';
import { recordFault, ZIP_DEFLATED, ZIP_FLAG_DESCRIPTOR, ZIP_FLAGS_DEFLATE_LEVEL } from './zip-directory.ts';
import type { RecordFault, ZipRecord } from './zip-directory.ts';
import type { ZipEnd } from './zip-end.ts';
import { checkExtraFields } from './zip-extra.ts';

const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_BYTES = 30;
const DESCRIPTOR_SIGNATURE = 0x08074b50;
const SIGNED_DESCRIPTOR_BYTES = 16;
const UNSIGNED_DESCRIPTOR_BYTES = 12;

/**
 * All records in the order of their bytes; fills in where their data begins.
 *
 * Stops at the first record whose place is wrong, since nothing behind it can be believed; goes on where only its
 * fields disagree.
 */
export function checkLocalRecords(source: ByteSource, records: readonly ZipRecord[], end: ZipEnd): Finding[] {
  const findings: Finding[] = [];
  let position = 0;
  for (const [index, record] of records.entries()) {
    if (record.headerOffset !== position) return [...findings, misplaced(record, position)];
    const next = records[index + 1]?.headerOffset ?? end.directoryOffset;
    const local = readLocal(source, record);
    if (local === undefined) return [...findings, overlap(record)];
    if (local.fault !== undefined) findings.push(recordFault(local.fault, record.rawName));
    record.dataOffset = local.dataOffset;
    const dataEnd = local.dataOffset + record.compressedLength;
    const room = next - dataEnd;
    if (room < 0) return [...findings, overlap(record)];
    if ((record.flags & ZIP_FLAG_DESCRIPTOR) === 0) {
      position = dataEnd;
    } else {
      const fault = checkDescriptor(source, record, { position: dataEnd, length: room });
      if (fault !== undefined) return [...findings, recordFault(fault, record.rawName)];
      position = next;
    }
  }
  return position === end.directoryOffset ? findings : [...findings, gap];
}

interface LocalRecord {
  readonly dataOffset: number;
  readonly fault?: RecordFault;
}

/** Undefined when there is no local record at this place. */
function readLocal(source: ByteSource, record: ZipRecord): LocalRecord | undefined {
  const expected = LOCAL_BYTES + record.nameBytes.length;
  const header = source.read(record.headerOffset, expected);
  if (header.length < expected || header.readUInt32LE(0) !== LOCAL_SIGNATURE) return undefined;
  const nameLength = header.readUInt16LE(26);
  const extraLength = header.readUInt16LE(28);
  const dataOffset = record.headerOffset + LOCAL_BYTES + nameLength + extraLength;
  if (nameLength !== record.nameBytes.length || !header.subarray(LOCAL_BYTES).equals(record.nameBytes)) {
    return { dataOffset, fault: 'zip_local_cd_mismatch' };
  }
  if (!sameFields(header, record)) return { dataOffset, fault: 'zip_local_cd_mismatch' };
  if (extraLength === 0) return { dataOffset };
  const extra = source.read(record.headerOffset + expected, extraLength);
  const fault = extra.length < extraLength ? 'zip_extra' : checkExtraFields(extra, record.nameBytes);
  return fault === undefined ? { dataOffset } : { dataOffset, fault };
}

/** The two bits of the deflate level say nothing to a reader, and some writers set them in one place only. */
function sameFields(header: Buffer, record: ZipRecord): boolean {
  const flagsDiffer = (header.readUInt16LE(6) ^ record.flags) & ~ZIP_FLAGS_DEFLATE_LEVEL;
  if (flagsDiffer !== 0 || header.readUInt16LE(8) !== record.method) return false;
  const stated = [header.readUInt32LE(14), header.readUInt32LE(18), header.readUInt32LE(22)];
  const known = [record.crc32, record.compressedLength, record.length];
  const later = (record.flags & ZIP_FLAG_DESCRIPTOR) !== 0;
  return stated.every((value, index) => value === known[index] || (later && value === 0));
}

/**
 * The descriptor behind the data, with its signature or without, must fill the room to the next record exactly and
 * repeat the directory. Only deflated data may have one: a reader from the front finds the end of stored data by
 * searching for the descriptor, and data can contain one.
 */
function checkDescriptor(
  source: ByteSource,
  record: ZipRecord,
  room: { readonly position: number; readonly length: number },
): RecordFault | undefined {
  if (record.method !== ZIP_DEFLATED) return 'zip_descriptor';
  if (room.length !== SIGNED_DESCRIPTOR_BYTES && room.length !== UNSIGNED_DESCRIPTOR_BYTES) return 'zip_descriptor';
  const bytes = source.read(room.position, room.length);
  if (bytes.length < room.length) return 'zip_descriptor';
  const isSigned = room.length === SIGNED_DESCRIPTOR_BYTES;
  if (isSigned && bytes.readUInt32LE(0) !== DESCRIPTOR_SIGNATURE) return 'zip_descriptor';
  const at = isSigned ? 4 : 0;
  const agrees =
    bytes.readUInt32LE(at) === record.crc32 &&
    bytes.readUInt32LE(at + 4) === record.compressedLength &&
    bytes.readUInt32LE(at + 8) === record.length;
  return agrees ? undefined : 'zip_descriptor';
}

function misplaced(record: ZipRecord, position: number): Finding {
  if (record.headerOffset < position) return overlap(record);
  return position === 0 ? prepended : gap;
}

function overlap(record: ZipRecord): Finding {
  const detail = 'An entry shares its bytes with another one: pack it again.';
  return finding('safety', 'zip_overlap', detail, record.rawName);
}

const gap = finding(
  'safety',
  'zip_gap',
  'There are bytes between the entries that no directory record names: pack it again.',
);
const prepended = finding(
  'safety',
  'zip_prepended',
  'There are bytes before the archive: remove everything in front of the first entry.',
);
