/**
 * Writes zip files field by field, honest by default and as hostile as a test asks: every number of a record can be
 * overridden by itself, so that local header, descriptor, directory and end record can be made to disagree.
 */
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipRecordFields {
  readonly versionNeeded?: number;
  readonly flags?: number;
  readonly method?: number;
  readonly crc32?: number;
  readonly compressedLength?: number;
  readonly length?: number;
  readonly name?: string | Uint8Array;
  readonly extra?: Uint8Array;
}

export interface ZipFile {
  readonly name: string | Uint8Array;
  readonly data?: string | Uint8Array;
  /** 8 unless the data is empty. Any other number than 8 writes the bytes as they are. */
  readonly method?: number;
  readonly flags?: number;
  readonly modified?: Date;
  readonly extra?: Uint8Array;
  /** The bytes that stand in the archive, in place of the deflated data. */
  readonly stored?: Uint8Array;
  /** Sizes behind the data, as writers without a way back do; `unsigned` leaves the descriptor's signature out. */
  readonly descriptor?: 'signed' | 'unsigned';
  readonly descriptorFields?: Pick<ZipRecordFields, 'crc32' | 'compressedLength' | 'length'>;
  /** What the local header alone says. */
  readonly local?: ZipRecordFields;
  /** What the central directory alone says. */
  readonly central?: ZipRecordFields & {
    readonly madeBy?: number;
    readonly externalAttributes?: number;
    readonly disk?: number;
    readonly headerOffset?: number;
    readonly comment?: Uint8Array;
  };
  /** Bytes between this file and what follows. */
  readonly gapAfter?: Uint8Array;
  /** Only in the directory: the local part is left out. */
  readonly withoutLocal?: boolean;
  /** Only as a local record: the directory does not name it. */
  readonly withoutCentral?: boolean;
}

export interface ZipShape {
  readonly prefix?: Uint8Array;
  readonly suffix?: Uint8Array;
  readonly comment?: Uint8Array;
  readonly beforeDirectory?: Uint8Array;
  readonly beforeEnd?: Uint8Array;
  readonly end?: {
    readonly disk?: number;
    readonly directoryDisk?: number;
    readonly entriesOnDisk?: number;
    readonly entries?: number;
    readonly directorySize?: number;
    readonly directoryOffset?: number;
    readonly commentLength?: number;
  };
}

const UTF8_FLAG = 0x0800;
const DESCRIPTOR_FLAG = 0x0008;
const DEFAULT_TIME = new Date('2026-01-02T03:04:06Z');

/** One archive. Names that are not ASCII get the UTF-8 flag, unless `flags` says otherwise. */
export function buildZip(files: readonly ZipFile[], shape: ZipShape = {}): Uint8Array {
  const locals: Uint8Array[] = [shape.prefix ?? new Uint8Array()];
  const centrals: Uint8Array[] = [];
  let offset = shape.prefix?.length ?? 0;
  for (const file of files) {
    const record = recordOf(file);
    if (file.withoutCentral !== true) centrals.push(centralHeader(file, record, offset));
    const local = file.withoutLocal === true ? new Uint8Array() : localPart(file, record);
    locals.push(local);
    offset += local.length;
  }
  const before = shape.beforeDirectory ?? new Uint8Array();
  const directory = Buffer.concat(centrals);
  const end = endRecord(shape, centrals.length, directory.length, offset + before.length);
  return new Uint8Array(
    Buffer.concat([
      ...locals,
      before,
      directory,
      shape.beforeEnd ?? new Uint8Array(),
      end,
      shape.suffix ?? new Uint8Array(),
    ]),
  );
}

/** An extra field: its id, its length, its bytes. `length` may lie. */
export function extraField(id: number, data: Uint8Array, length = data.length): Uint8Array {
  return new Uint8Array(Buffer.concat([u16(id), u16(length), data]));
}

export function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'utf8'));
}

interface Record {
  readonly name: Uint8Array;
  readonly body: Uint8Array;
  readonly method: number;
  readonly flags: number;
  readonly crc32: number;
  readonly length: number;
}

function recordOf(file: ZipFile): Record {
  const name = rawName(file.name);
  const data = typeof file.data === 'string' ? bytesOf(file.data) : (file.data ?? new Uint8Array());
  const method = file.method ?? (data.length === 0 && file.stored === undefined ? 0 : 8);
  const flags =
    file.flags ??
    (name.some((byte) => byte > 0x7f) ? UTF8_FLAG : 0) | (file.descriptor === undefined ? 0 : DESCRIPTOR_FLAG);
  const body = file.stored ?? (method === 8 ? deflateRawSync(data) : data);
  return { name, body, method, flags, crc32: crc32(data), length: data.length };
}

function rawName(name: string | Uint8Array): Uint8Array {
  return typeof name === 'string' ? bytesOf(name) : name;
}

function localPart(file: ZipFile, record: Record): Uint8Array {
  const local = file.local ?? {};
  const name = rawName(local.name ?? record.name);
  const extra = local.extra ?? file.extra ?? new Uint8Array();
  const later = file.descriptor !== undefined;
  const header = Buffer.concat([
    u32(0x04034b50),
    u16(local.versionNeeded ?? 20),
    u16(local.flags ?? record.flags),
    u16(local.method ?? record.method),
    dosTime(file.modified ?? DEFAULT_TIME),
    u32(local.crc32 ?? (later ? 0 : record.crc32)),
    u32(local.compressedLength ?? (later ? 0 : record.body.length)),
    u32(local.length ?? (later ? 0 : record.length)),
    u16(name.length),
    u16(extra.length),
    name,
    extra,
  ]);
  return Buffer.concat([header, record.body, descriptorOf(file, record), file.gapAfter ?? new Uint8Array()]);
}

function descriptorOf(file: ZipFile, record: Record): Uint8Array {
  if (file.descriptor === undefined) return new Uint8Array();
  const fields = file.descriptorFields ?? {};
  return Buffer.concat([
    file.descriptor === 'signed' ? u32(0x08074b50) : new Uint8Array(),
    u32(fields.crc32 ?? record.crc32),
    u32(fields.compressedLength ?? record.body.length),
    u32(fields.length ?? record.length),
  ]);
}

function centralHeader(file: ZipFile, record: Record, offset: number): Uint8Array {
  const central = file.central ?? {};
  const name = rawName(central.name ?? record.name);
  const extra = central.extra ?? file.extra ?? new Uint8Array();
  const comment = central.comment ?? new Uint8Array();
  return Buffer.concat([
    u32(0x02014b50),
    u16(central.madeBy ?? 20),
    u16(central.versionNeeded ?? 20),
    u16(central.flags ?? record.flags),
    u16(central.method ?? record.method),
    dosTime(file.modified ?? DEFAULT_TIME),
    u32(central.crc32 ?? record.crc32),
    u32(central.compressedLength ?? record.body.length),
    u32(central.length ?? record.length),
    u16(name.length),
    u16(extra.length),
    u16(comment.length),
    u16(central.disk ?? 0),
    u16(0),
    u32(central.externalAttributes ?? 0),
    u32(central.headerOffset ?? offset),
    name,
    extra,
    comment,
  ]);
}

function endRecord(shape: ZipShape, count: number, size: number, offset: number): Uint8Array {
  const end = shape.end ?? {};
  const comment = shape.comment ?? new Uint8Array();
  return Buffer.concat([
    u32(0x06054b50),
    u16(end.disk ?? 0),
    u16(end.directoryDisk ?? 0),
    u16((end.entriesOnDisk ?? count) & 0xffff),
    u16((end.entries ?? count) & 0xffff),
    u32(end.directorySize ?? size),
    u32(end.directoryOffset ?? offset),
    u16(end.commentLength ?? comment.length),
    comment,
  ]);
}

/** Two seconds' steps, no time zone: what the format has. */
function dosTime(at: Date): Uint8Array {
  const time = (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1);
  const date = ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate();
  return Buffer.concat([u16(time), u16(date)]);
}

export function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value & 0xffff);
  return bytes;
}

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}
