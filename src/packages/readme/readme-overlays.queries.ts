import type { Insertable } from 'kysely';
import type { Instant } from '../../base/clock.ts';
import type { Database, Tx } from '../../storage/database.ts';
import type { ReadmeOverlaysTable } from '../../storage/gallery-tables.ts';

type Readable = Pick<Database, 'read'>;

/** A text that stands in place of the package's readme; null text: the package's own stands again. */
export interface ReadmeOverlay {
  readonly publicId: string;
  readonly text: string | null;
  readonly createdAt: Instant;
}

/** What holds now; undefined when the readme of this version was never changed. */
export async function currentOverlay(rows: Readable, versionId: number): Promise<ReadmeOverlay | undefined> {
  return rows.read
    .selectFrom('readme_overlays')
    .select(['public_id as publicId', 'text', 'created_at as createdAt'])
    .where('version_id', '=', versionId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

export interface RecordedOverlay {
  readonly publicId: string;
  readonly isOwn: boolean;
  readonly createdAt: Instant;
  /** Null for the operator, and for an account that is gone. */
  readonly author: string | null;
}

/** Overlays that are shown of one version. */
export const MAX_SHOWN_OVERLAYS = 50;

/** The newest first, without their texts. */
export async function recordedOverlays(rows: Readable, versionId: number): Promise<RecordedOverlay[]> {
  const found = await rows.read
    .selectFrom('readme_overlays')
    .leftJoin('accounts', (join) =>
      join.onRef('accounts.id', '=', 'readme_overlays.created_by').on('accounts.status', '<>', 'deleted'),
    )
    .select((row) => [
      'readme_overlays.public_id as publicId',
      'readme_overlays.created_at as createdAt',
      'accounts.name as author',
      row.case().when('text', 'is', null).then(1).else(0).end().as('isOwn'),
    ])
    .where('version_id', '=', versionId)
    .orderBy('readme_overlays.id', 'desc')
    .limit(MAX_SHOWN_OVERLAYS)
    .execute();
  return found.map((row) => ({ ...row, isOwn: row.isOwn === 1 }));
}

/** One overlay of this version. */
export async function overlayByPublicId(
  rows: Readable,
  versionId: number,
  publicId: string,
): Promise<ReadmeOverlay | undefined> {
  return rows.read
    .selectFrom('readme_overlays')
    .select(['public_id as publicId', 'text', 'created_at as createdAt'])
    .where('public_id', '=', publicId)
    .where('version_id', '=', versionId)
    .executeTakeFirst();
}

/** Rows are added and never changed. */
export async function insertOverlay(tx: Tx, overlay: Insertable<ReadmeOverlaysTable>): Promise<void> {
  await tx.insertInto('readme_overlays').values(overlay).execute();
}
