import { rm } from 'node:fs/promises';
import type { Origin, Publisher } from '../accounts/principal.ts';
import type { Clock } from '../base/clock.ts';
import { Problem } from '../base/problem.ts';
import type { Random } from '../base/random.ts';
import type { Finding } from '../nuget/finding.ts';
import type { PackageEntry, PackageManifest, PackageParts } from '../nuget/manifest.ts';
import { isNewPackageIdAllowed, parsePackageId, type PackageId } from '../nuget/package-id.ts';
import { parseVersion, type NuGetVersion } from '../nuget/version.ts';
import type { Blobs } from '../storage/blobs.ts';
import type { Database, Tx } from '../storage/database.ts';
import { principalNow, requireMayPush } from './authorize.ts';
import type { Inspector, PackageReading } from './inspection.ts';
import { refreshMarks } from './prefixes/marks.queries.ts';
import { requireNewIdFree } from './prefixes/require-new-id-free.ts';
import { mutationWithVersion, recordVersion, versionExists, type FirstAppearance } from './record-version.ts';
import {
  insertOwner,
  insertRegistration,
  ownedRegistration,
  versionByKey,
  type RegistrationRow,
} from './registrations.queries.ts';
import type { BlobOutcome } from '../storage/blobs.ts';
import type { HashedFile } from '../storage/write-hashed.ts';
import { requireStored, storePackage, type ArrivedFile } from './store-package.ts';

export interface PublishDeps {
  readonly database: Database;
  readonly blobs: Blobs;
  readonly inspector: Inspector;
  readonly clock: Clock;
  readonly random: Random;
}

export interface Published {
  readonly id: PackageId;
  readonly version: NuGetVersion;
  /** The event's number: who waits for a follower to pass it finds the version in search. */
  readonly eventSeq: number;
  /** Sentences for the author about what was accepted and could be better. */
  readonly warnings: readonly string[];
}

const PUSHED: FirstAppearance = { listed: true, publishedAt: undefined, deprecation: null, origin: undefined };

/**
 * Publishes one package version, or throws a Problem that lists everything the author must change.
 *
 * The bytes are stored before the first row is written, so a version that can be seen can always be downloaded. If the
 * commit fails the bytes are orphans, and the sweep removes them after a day.
 *
 * A version that exists is a conflict even when it is unlisted or the bytes are equal: clients rely on 409 for
 * `--skip-duplicate`, and a version number is never used twice. The file is gone from its temporary place afterwards,
 * whatever happened.
 */
export async function publish(
  deps: PublishDeps,
  publisher: Publisher,
  file: ArrivedFile,
  origin?: Origin,
): Promise<Published> {
  try {
    const { temporaryPath } = file;
    const [reading] = await Promise.all([deps.inspector.inspect(temporaryPath), deps.blobs.flush(temporaryPath)]);
    const source = { ...file, reading, store: () => storePackage(deps.blobs, file) };
    return await publishRead(deps, publisher, source, origin === undefined ? {} : { origin });
  } catch (error) {
    await rm(file.temporaryPath, { force: true });
    throw error;
  }
}

/** A package that was read. `store` makes its bytes durable under their key; nothing of it is seen before. */
export interface ReadPackage extends HashedFile {
  readonly reading: PackageReading;
  readonly store: () => Promise<BlobOutcome>;
}

export interface PublishWish {
  readonly origin?: Origin;
  /** Whether discovery offers the version from the start; yes, where nothing is said. */
  readonly listed?: boolean;
  /** What is written with the version, or not at all. */
  readonly alongside?: (tx: Tx) => Promise<void>;
}

/** The same for a package that was read before: all of publishing but the arrival of the file. */
export async function publishRead(
  deps: Omit<PublishDeps, 'inspector'>,
  publisher: Publisher,
  source: ReadPackage,
  { origin, listed = true, alongside }: PublishWish,
): Promise<Published> {
  const accepted = requireAcceptable(source.reading, ['safety', 'identity', 'rule']);
  await requirePublishable(deps, publisher, accepted);
  const outcome = await source.store();
  const stored = { ...accepted, sizeBytes: source.sizeBytes, sha512Hex: source.sha512Hex };
  const eventSeq = await mutationWithVersion(deps.database, stored, async (tx) => {
    await requireStored(deps.blobs, source, outcome);
    await alongside?.(tx);
    const registration = await claimRegistration(deps, tx, publisher, accepted.id);
    const author = { principal: publisher, ...(origin === undefined ? {} : { address: origin }) };
    return recordVersion({ ...deps, tx }, author, registration, { stored, first: { ...PUSHED, listed } });
  });
  return { id: accepted.id, version: accepted.version, eventSeq, warnings: warningsOf(source.reading.findings) };
}

/** A package that may be accepted, with what it is. */
export interface IdentifiedPackage {
  readonly id: PackageId;
  readonly version: NuGetVersion;
  readonly manifest: PackageManifest;
  readonly entries: readonly PackageEntry[];
  readonly parts: PackageParts;
}

/** Throws `package_invalid` with every finding of these severities. */
export function requireAcceptable(reading: PackageReading, refused: readonly Finding['severity'][]): IdentifiedPackage {
  const { manifest, entries, parts } = reading;
  const faults = reading.findings.filter((finding) => refused.includes(finding.severity));
  const id = manifest === undefined ? undefined : parsePackageId(manifest.id);
  const version = manifest === undefined ? undefined : parseVersion(manifest.version);
  if (faults.length > 0 || manifest === undefined || id === undefined || version === undefined) {
    const [only] = faults;
    const detail =
      faults.length === 1 && only !== undefined ? only.detail : `The package has ${faults.length} mistakes.`;
    throw new Problem('package_invalid', detail, {
      faults: faults.map(({ code, detail, at }) => ({ code, detail, ...(at === undefined ? {} : { at }) })),
    });
  }
  return { manifest, entries, parts, id, version };
}

/** Refuses what cannot succeed before its bytes are stored. The transaction asks the same again, and decides. */
async function requirePublishable(
  { database }: Pick<PublishDeps, 'database'>,
  publisher: Publisher,
  { id, version }: IdentifiedPackage,
): Promise<void> {
  const existing = await ownedRegistration(database, id.key);
  await requireMayPush(database, publisher, id, existing);
  if (existing === undefined) {
    if (!isNewPackageIdAllowed(id.display)) throw newIdRefused(id);
    await requireFreeFor({ read: database.read }, publisher, id);
    return;
  }
  const { registration } = existing;
  if ((await versionByKey(database, registration.id, version.key)) !== undefined)
    throw versionExists(registration.displayId, version);
}

export function newIdRefused(id: PackageId): Problem {
  const detail = `${id.display} cannot be a new id: it may only hold ASCII letters, digits and _, with single . or - between them.`;
  return new Problem('package_invalid', detail, { faults: [{ code: 'id_not_ascii', detail, at: 'id' }] });
}

/** The id's registration, made and owned by the pusher's account when this is its first version. */
async function claimRegistration(
  deps: Pick<PublishDeps, 'clock'>,
  tx: Tx,
  publisher: Publisher,
  id: PackageId,
): Promise<RegistrationRow> {
  const now = deps.clock.now();
  const existing = await ownedRegistration({ read: tx }, id.key);
  await requireMayPush({ read: tx }, await principalNow({ read: tx }, publisher, now), id, existing);
  if (existing !== undefined) return existing.registration;
  await requireFreeFor({ read: tx }, publisher, id);
  const registration = await insertRegistration(tx, id, now);
  if (publisher.kind !== 'operator') {
    await insertOwner(tx, registration.id, publisher.ownerId, now);
    await refreshMarks(tx, [registration.id]);
  }
  return registration;
}

/** Prefixes are reserved for accounts: the operator of the machine stands above them. */
async function requireFreeFor(rows: Pick<Database, 'read'>, publisher: Publisher, id: PackageId): Promise<void> {
  if (publisher.kind === 'operator') return;
  await requireNewIdFree(rows, id, { accountId: publisher.ownerId, name: publisher.ownerName });
}

function warningsOf(findings: readonly Finding[]): string[] {
  return findings.filter((finding) => finding.severity === 'warning').map((finding) => finding.detail);
}
