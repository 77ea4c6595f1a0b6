import { rm } from 'node:fs/promises';
import type { SessionPrincipal } from '../../accounts/principal.ts';
import { requireUsable } from '../../accounts/relation.ts';
import type { Clock } from '../../base/clock.ts';
import { publicId } from '../../base/ids.ts';
import { Problem } from '../../base/problem.ts';
import type { Random } from '../../base/random.ts';
import { quotable } from '../../nuget/finding.ts';
import type { Blobs } from '../../storage/blobs.ts';
import type { Database } from '../../storage/database.ts';
import type { Inspector, PackageReading } from '../inspection.ts';
import { requireAcceptable } from '../publish.ts';
import { storePackage, type ArrivedFile } from '../store-package.ts';
import { MAX_FILE_NAME_LENGTH, MAX_WAITING_UPLOADS, UPLOAD_LIFE, type Upload } from './upload.ts';
import { insertUpload, lockUploadsOf, renewUpload, waitingUploadsOf } from './uploads.queries.ts';

interface Deps {
  readonly database: Database;
  readonly blobs: Blobs;
  readonly inspector: Inspector;
  readonly clock: Clock;
  readonly random: Random;
}

export interface SentFile extends ArrivedFile {
  /** As the browser says it. */
  readonly fileName: string;
}

/** `waiting`: it can be published. `refused`: it never can, and is not kept; `problem` has every mistake. */
export type StagedUpload =
  | { readonly kind: 'waiting'; readonly publicId: string }
  | { readonly kind: 'refused'; readonly reading: PackageReading; readonly problem: Problem };

/**
 * Reads a package that a person has sent and keeps it for them until they publish or cancel it, for a day at most. Its
 * bytes lie where those of published packages lie, so that every node has them and publishing has nothing to move; no
 * version names them, so nobody can see or fetch them. If the process dies before the row is there, they are an orphan.
 *
 * The same file, sent again, is the same upload. The temporary file is gone afterwards, whatever happened.
 */
export async function stageUpload(deps: Deps, principal: SessionPrincipal, file: SentFile): Promise<StagedUpload> {
  try {
    await requireUsable(deps.database, principal);
    const { temporaryPath } = file;
    const [reading] = await Promise.all([deps.inspector.inspect(temporaryPath), deps.blobs.flush(temporaryPath)]);
    const refusal = refusalOf(reading);
    if (refusal === undefined) return { kind: 'waiting', publicId: await keep(deps, principal, file, reading) };
    return { kind: 'refused', reading, problem: refusal };
  } finally {
    await rm(file.temporaryPath, { force: true });
  }
}

function refusalOf(reading: PackageReading): Problem | undefined {
  try {
    requireAcceptable(reading, ['safety', 'identity', 'rule']);
    return undefined;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

async function keep(
  deps: Deps,
  { actorId }: SessionPrincipal,
  file: SentFile,
  reading: PackageReading,
): Promise<string> {
  const { id, version } = requireAcceptable(reading, []);
  const now = deps.clock.now();
  const same = sameOrRoom(await waitingUploadsOf(deps.database, actorId, now), file);
  await storePackage(deps.blobs, file);
  const upload = {
    publicId: same?.publicId ?? publicId(deps.random),
    fileName: quotable(file.fileName.toWellFormed().trim()).slice(0, MAX_FILE_NAME_LENGTH),
    sizeBytes: file.sizeBytes,
    sha512Hex: file.sha512Hex,
    displayId: id.display,
    normalizedVersion: version.normalized,
    reading,
    createdAt: now,
    expiresAt: now + UPLOAD_LIFE,
  };
  return deps.database.transaction(async (tx) => {
    // SQLite's transactions come one after the other anyway.
    if (deps.database.dialect === 'postgres') await lockUploadsOf(tx, actorId);
    const waiting = sameOrRoom(await waitingUploadsOf({ read: tx }, actorId, now), file);
    if (waiting === undefined) await insertUpload(tx, actorId, upload);
    else await renewUpload(tx, waiting.publicId, upload);
    return waiting?.publicId ?? upload.publicId;
  });
}

/** The upload of the same bytes; undefined where there is none and room for it, else a Problem. */
function sameOrRoom(waiting: readonly Upload[], { sha512Hex }: SentFile): Upload | undefined {
  const same = waiting.find((upload) => upload.sha512Hex === sha512Hex);
  if (same !== undefined || waiting.length < MAX_WAITING_UPLOADS) return same;
  throw new Problem(
    'conflict',
    `${MAX_WAITING_UPLOADS} packages wait for you to publish them already: publish or cancel one of them, then upload again.`,
  );
}
