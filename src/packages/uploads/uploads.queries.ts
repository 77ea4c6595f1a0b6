import type { Instant } from '../../base/clock.ts';
import type { Database, Tx } from '../../storage/database.ts';
import type { PackageReading } from '../inspection.ts';
import type { Upload, UploadWithReading } from './upload.ts';

/** The database, or a transaction as `{ read: tx }`. */
type Readable = Pick<Database, 'read'>;

const UPLOAD_COLUMNS = [
  'public_id as publicId',
  'file_name as fileName',
  'size_bytes as sizeBytes',
  'sha512_key as sha512Hex',
  'display_id as displayId',
  'normalized_version as normalizedVersion',
  'created_at as createdAt',
  'expires_at as expiresAt',
] as const;

/** What of a person's waits, the newest first; never many. */
export function waitingUploadsOf({ read }: Readable, accountId: number, now: Instant): Promise<Upload[]> {
  return read
    .selectFrom('uploads')
    .select(UPLOAD_COLUMNS)
    .where('account_id', '=', accountId)
    .where('expires_at', '>', now)
    .orderBy('id', 'desc')
    .execute();
}

/** Undefined where there is none, where it is somebody else's, and where its time is over. */
export async function uploadOf(
  { read }: Readable,
  accountId: number,
  publicId: string,
  now: Instant,
): Promise<UploadWithReading | undefined> {
  const row = await read
    .selectFrom('uploads')
    .select(['id', 'reading', ...UPLOAD_COLUMNS])
    .where('public_id', '=', publicId)
    .where('account_id', '=', accountId)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return row === undefined ? undefined : { ...row, reading: JSON.parse(row.reading) as PackageReading };
}

/** PostgreSQL: until the commit nobody else counts and adds what waits of this account. */
export async function lockUploadsOf(tx: Tx, accountId: number): Promise<void> {
  await tx.selectFrom('accounts').select('id').where('id', '=', accountId).forNoKeyUpdate().execute();
}

export async function insertUpload(tx: Tx, accountId: number, upload: Omit<UploadWithReading, 'id'>): Promise<void> {
  await tx
    .insertInto('uploads')
    .values({
      public_id: upload.publicId,
      account_id: accountId,
      file_name: upload.fileName,
      size_bytes: upload.sizeBytes,
      sha512_key: upload.sha512Hex,
      display_id: upload.displayId,
      normalized_version: upload.normalizedVersion,
      reading: JSON.stringify(upload.reading),
      created_at: upload.createdAt,
      expires_at: upload.expiresAt,
    })
    .execute();
}

/** The same file came again: it waits anew. */
export async function renewUpload(
  tx: Tx,
  publicId: string,
  { fileName, expiresAt }: Pick<Upload, 'fileName' | 'expiresAt'>,
): Promise<void> {
  await tx
    .updateTable('uploads')
    .set({ file_name: fileName, expires_at: expiresAt })
    .where('public_id', '=', publicId)
    .execute();
}

/** Whether there was one. */
export async function deleteUpload(tx: Tx, accountId: number, publicId: string): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('uploads')
    .where('public_id', '=', publicId)
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Says how many. */
export async function deleteExpiredUploads(tx: Tx, now: Instant): Promise<number> {
  const { numDeletedRows } = await tx.deleteFrom('uploads').where('expires_at', '<=', now).executeTakeFirst();
  return Number(numDeletedRows);
}

/** The version that a person has published with exactly these bytes; undefined where it is not so. */
export async function versionPublishedBy(
  { read }: Readable,
  { personId, idKey, versionKey, sha512Hex }: PublishedBytes,
): Promise<{ readonly displayId: string; readonly normalizedVersion: string } | undefined> {
  return read
    .selectFrom('versions')
    .innerJoin('registrations', 'registrations.id', 'versions.registration_id')
    .select(['versions.display_id as displayId', 'normalized_version as normalizedVersion'])
    .where('id_key', '=', idKey)
    .where('version_key', '=', versionKey)
    .where('pushed_by', '=', personId)
    .where('sha512_key', '=', sha512Hex)
    .executeTakeFirst();
}

export interface PublishedBytes {
  readonly personId: number;
  readonly idKey: string;
  readonly versionKey: string;
  readonly sha512Hex: string;
}
