import type { Origin, SessionPrincipal } from '../../accounts/principal.ts';
import { requireAccount } from '../../accounts/require-account.ts';
import type { Clock } from '../../base/clock.ts';
import { Problem } from '../../base/problem.ts';
import type { Random } from '../../base/random.ts';
import { parsePackageId } from '../../nuget/package-id.ts';
import { parseVersion } from '../../nuget/version.ts';
import type { Blobs } from '../../storage/blobs.ts';
import type { Database } from '../../storage/database.ts';
import { publishRead, type Published } from '../publish.ts';
import { deleteUpload, versionPublishedBy } from './uploads.queries.ts';
import { requireUpload, uploadGone } from './view-upload.ts';

interface Deps {
  readonly database: Database;
  readonly blobs: Blobs;
  readonly clock: Clock;
  readonly random: Random;
}

export interface PublishUploadWish {
  readonly publicId: string;
  /** The name of the account to publish for. */
  readonly owner: string;
  readonly listed: boolean;
}

/**
 * Publishes what a person has uploaded and looked at: all of `publish` but the arrival of the file. The upload is forgotten
 * in the transaction that writes the version, so that its bytes are always named by one or the other, and a second click
 * finds nothing to publish.
 */
export async function publishUpload(
  deps: Deps,
  principal: SessionPrincipal,
  { publicId, owner, listed }: PublishUploadWish,
  origin: Origin,
): Promise<Published> {
  const upload = await requireUpload(deps, principal, publicId);
  if (owner === '') throw ownerMissing();
  const account = await requireAccount(deps.database, owner);
  const publisher = { ...principal, ownerId: account.id, ownerName: account.name };
  const alongside = async (tx: Parameters<typeof deleteUpload>[0]) => {
    if (!(await deleteUpload(tx, principal.actorId, publicId))) throw uploadGone();
  };
  // Its bytes lie under their key since it was uploaded.
  const source = { ...upload, store: () => Promise.resolve('reused' as const) };
  return publishRead(deps, publisher, source, { origin, listed, alongside });
}

function ownerMissing(): Problem {
  const detail = 'Choose the account that the package belongs to.';
  return new Problem('bad_request', detail, { faults: [{ code: 'owner', detail, at: 'owner' }] });
}

/** What a form said that it was about to publish. */
export interface SentUpload {
  readonly id: string;
  readonly version: string;
  readonly sha512Hex: string;
}

/**
 * What the same form has published already, for the second of two clicks: a browser shows the answer to that one only.
 * Undefined for everything that this person has not published themselves.
 */
export async function publishedBefore(
  { database }: Pick<Deps, 'database'>,
  { actorId }: SessionPrincipal,
  sent: SentUpload,
): Promise<{ readonly displayId: string; readonly normalizedVersion: string } | undefined> {
  const [id, version] = [parsePackageId(sent.id), parseVersion(sent.version)];
  if (id === undefined || version === undefined) return undefined;
  const bytes = { idKey: id.key, versionKey: version.key, sha512Hex: sent.sha512Hex };
  return versionPublishedBy(database, { personId: actorId, ...bytes });
}
