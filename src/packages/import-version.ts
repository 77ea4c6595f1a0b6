import { rm } from 'node:fs/promises';
import type { OperatorPrincipal } from '../accounts/principal.ts';
import type { Instant } from '../base/clock.ts';
import { Problem } from '../base/problem.ts';
import type { Finding } from '../nuget/finding.ts';
import type { PackageId } from '../nuget/package-id.ts';
import type { NuGetVersion } from '../nuget/version.ts';
import type { Tx } from '../storage/database.ts';
import { refreshMarks } from './prefixes/marks.queries.ts';
import { requireAcceptable, type IdentifiedPackage, type PublishDeps } from './publish.ts';
import { mutationWithVersion, recordVersion } from './record-version.ts';
import {
  insertOwner,
  insertRegistration,
  ownedRegistration,
  versionByKey,
  type RegistrationRow,
} from './registrations.queries.ts';
import { requireStored, storePackage, type ArrivedFile } from './store-package.ts';

/** What the source said of the version; it stays true here. */
export interface ImportedState {
  readonly listed: boolean;
  readonly publishedAt: Instant | undefined;
  /** JSON as in `versions.deprecation`. */
  readonly deprecation: string | null;
  readonly origin: { readonly source: string; readonly catalogEntry?: string };
}

export interface ImportWish extends ImportedState {
  readonly file: ArrivedFile;
  /** Who owns ids that nobody owns yet; null leaves them without an owner, and nobody can push to them. */
  readonly ownerId: number | null;
  /** What the source called the package; a nuspec that says otherwise is refused. */
  readonly expected?: { readonly id: PackageId; readonly version: NuGetVersion };
}

/**
 * - `imported`: the version is here now
 * - `exists`: it was here already with the same bytes
 * - `differs`: it was here already with other bytes, which stay
 * - `refused`: the package is unsafe, cannot be identified, or is not what the source said
 */
export interface ImportOutcome {
  readonly outcome: 'imported' | 'exists' | 'differs' | 'refused';
  readonly id?: string;
  readonly version?: string;
  readonly remarks: readonly Finding[];
  readonly eventSeq?: number;
}

/**
 * Takes one version over from elsewhere. Only safety and identity refuse: a package that was once accepted by its own
 * registry keeps restoring here, and what breaks today's rules is a remark. The file is gone from its temporary place
 * afterwards, whatever happened.
 */
export async function importVersion(
  deps: PublishDeps,
  principal: OperatorPrincipal,
  wish: ImportWish,
): Promise<ImportOutcome> {
  const { file, expected } = wish;
  try {
    const reading = await deps.inspector.inspect(file.temporaryPath);
    const refusals = reading.findings.filter(({ severity }) => severity === 'safety' || severity === 'identity');
    if (refusals.length > 0) return { outcome: 'refused', remarks: refusals };
    const accepted = requireAcceptable(reading, ['safety', 'identity']);
    const named = { id: accepted.id.display, version: accepted.version.normalized };
    if (expected !== undefined && !isExpected(accepted, expected)) {
      return { outcome: 'refused', ...named, remarks: [notAsNamed(accepted, expected)] };
    }
    return { ...named, ...(await takeOver(deps, principal, wish, accepted)), remarks: reading.findings };
  } finally {
    await rm(file.temporaryPath, { force: true });
  }
}

async function takeOver(
  deps: PublishDeps,
  principal: OperatorPrincipal,
  wish: ImportWish,
  accepted: IdentifiedPackage,
): Promise<Pick<ImportOutcome, 'outcome' | 'eventSeq'>> {
  const before = await outcomeOfKnown(deps, accepted, wish.file);
  if (before !== undefined) return { outcome: before };
  const outcome = await storePackage(deps.blobs, wish.file);
  const stored = { ...accepted, ...wish.file };
  try {
    const eventSeq = await mutationWithVersion(deps.database, stored, async (tx) => {
      await requireStored(deps.blobs, wish.file, outcome);
      const registration = await registrationFor(deps, tx, accepted.id, wish.ownerId);
      return recordVersion({ ...deps, tx }, { principal }, registration, { stored, first: wish });
    });
    return { outcome: 'imported', eventSeq };
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'version_exists') throw error;
    // Somebody was faster, and with which bytes is not known yet.
    return { outcome: (await outcomeOfKnown(deps, accepted, wish.file)) ?? 'exists' };
  }
}

/** Undefined for a version that is not here. */
async function outcomeOfKnown(
  { database }: PublishDeps,
  { id, version }: IdentifiedPackage,
  file: ArrivedFile,
): Promise<'exists' | 'differs' | undefined> {
  const existing = await ownedRegistration(database, id.key);
  const known = existing && (await versionByKey(database, existing.registration.id, version.key));
  if (known === undefined) return undefined;
  return known.sha512 === file.sha512Hex ? 'exists' : 'differs';
}

async function registrationFor(
  deps: PublishDeps,
  tx: Tx,
  id: PackageId,
  ownerId: number | null,
): Promise<RegistrationRow> {
  const now = deps.clock.now();
  const existing = await ownedRegistration({ read: tx }, id.key);
  const registration = existing?.registration ?? (await insertRegistration(tx, id, now));
  if (ownerId !== null && (existing?.ownerIds.length ?? 0) === 0) {
    await insertOwner(tx, registration.id, ownerId, now);
    await refreshMarks(tx, [registration.id]);
  }
  return registration;
}

function isExpected(accepted: IdentifiedPackage, expected: { id: PackageId; version: NuGetVersion }): boolean {
  return accepted.id.key === expected.id.key && accepted.version.key === expected.version.key;
}

function notAsNamed(accepted: IdentifiedPackage, expected: { id: PackageId; version: NuGetVersion }): Finding {
  const detail = `The source calls it ${expected.id.display} ${expected.version.normalized}, the package itself ${accepted.id.display} ${accepted.version.normalized}.`;
  return { severity: 'identity', code: 'not_as_named', detail, at: 'id' };
}
