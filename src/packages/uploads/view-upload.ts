import { organizationsForKeys } from '../../accounts/keys/key-lists.queries.ts';
import type { SessionPrincipal } from '../../accounts/principal.ts';
import type { Clock } from '../../base/clock.ts';
import { isPublicId } from '../../base/ids.ts';
import { Problem, type Fault } from '../../base/problem.ts';
import { isNewPackageIdAllowed } from '../../nuget/package-id.ts';
import type { Finding } from '../../nuget/finding.ts';
import type { Database } from '../../storage/database.ts';
import { requireMayPush } from '../authorize.ts';
import { newIdRefused, requireAcceptable, type IdentifiedPackage } from '../publish.ts';
import { accountsFreeFor, requireNewIdFree } from '../prefixes/require-new-id-free.ts';
import { versionExists } from '../record-version.ts';
import { ownedRegistration, versionByKey, type OwnedRegistration } from '../registrations.queries.ts';
import type { Upload, UploadWithReading } from './upload.ts';
import { uploadOf, waitingUploadsOf } from './uploads.queries.ts';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
}

/** An account that a person may publish an upload for. */
export interface PublishingAccount {
  readonly id: number;
  readonly name: string;
  readonly kind: 'person' | 'organization';
}

export interface UploadInView {
  readonly upload: Upload;
  readonly package_: IdentifiedPackage;
  /** Whether the id is not in the gallery yet. */
  readonly isNewId: boolean;
  readonly warnings: readonly Finding[];
  /** Why it cannot be published now; each says who can change that. Publishing asks all of it again. */
  readonly obstacles: readonly Fault[];
  /** Empty where nobody may be chosen, which an obstacle explains. */
  readonly accounts: readonly PublishingAccount[];
}

/** What of a person's waits, the newest first. */
export function waitingUploads({ database, clock }: Deps, { actorId }: SessionPrincipal): Promise<Upload[]> {
  return waitingUploadsOf(database, actorId, clock.now());
}

/** `not_found` for what is nobody's, somebody else's, or over: the same for all. */
export async function requireUpload(
  { database, clock }: Deps,
  { actorId }: SessionPrincipal,
  publicId: string,
): Promise<UploadWithReading> {
  const upload = isPublicId(publicId) ? await uploadOf(database, actorId, publicId, clock.now()) : undefined;
  if (upload !== undefined) return upload;
  throw uploadGone();
}

export function uploadGone(): Problem {
  return new Problem(
    'not_found',
    'This upload does not wait any more: it was published or cancelled, or a day has passed. Upload the package again.',
  );
}

/** Everything that a person is to see before they publish what they have uploaded. */
export async function viewUpload(deps: Deps, principal: SessionPrincipal, publicId: string): Promise<UploadInView> {
  const { reading, ...upload } = await requireUpload(deps, principal, publicId);
  const package_ = requireAcceptable(reading, []);
  const existing = await ownedRegistration(deps.database, package_.id.key);
  const own = await accountsToPublishFor(deps, principal);
  const accounts =
    existing === undefined
      ? await accountsFreeFor(deps.database, package_.id, own)
      : own.filter(({ id }) => existing.ownerIds.includes(id));
  return {
    upload,
    package_,
    isNewId: existing === undefined,
    warnings: reading.findings.filter(({ severity }) => severity === 'warning'),
    obstacles: await obstaclesOf(deps, principal, package_, { existing, accounts }),
    accounts,
  };
}

async function accountsToPublishFor({ database }: Deps, principal: SessionPrincipal): Promise<PublishingAccount[]> {
  const self = { id: principal.actorId, name: principal.name, kind: 'person' } as const;
  return [self, ...(await organizationsForKeys(database, principal.actorId))];
}

interface Standing {
  readonly existing: OwnedRegistration | undefined;
  readonly accounts: readonly PublishingAccount[];
}

async function obstaclesOf(
  { database }: Deps,
  principal: SessionPrincipal,
  { id, version }: IdentifiedPackage,
  { existing, accounts }: Standing,
): Promise<Fault[]> {
  const problems: Problem[] = [];
  if (existing === undefined && !isNewPackageIdAllowed(id.display)) problems.push(newIdRefused(id));
  if (existing !== undefined) {
    const { registration } = existing;
    if ((await versionByKey(database, registration.id, version.key)) !== undefined)
      problems.push(versionExists(registration.displayId, version));
  }
  const [account] = accounts;
  if (account !== undefined) {
    const publisher = { ...principal, ownerId: account.id, ownerName: account.name };
    problems.push(...(await refusalOf(requireMayPush(database, publisher, id, existing))));
  } else if (existing === undefined) {
    const owner = { accountId: principal.actorId, name: principal.name };
    problems.push(...(await refusalOf(requireNewIdFree(database, id, owner))));
  } else problems.push(notAnOwner(existing.registration.displayId));
  return problems.map(({ code, message }) => ({ code, detail: message }));
}

/** What is said of the first account that can be chosen: a locked id is locked for all of them. */
async function refusalOf(asked: Promise<void>): Promise<Problem[]> {
  try {
    await asked;
    return [];
  } catch (error) {
    if (error instanceof Problem) return [error];
    throw error;
  }
}

function notAnOwner(displayId: string): Problem {
  return new Problem(
    'forbidden',
    `${displayId} belongs to other accounts, and only they publish new versions of it: ask one of its owners to add you, or choose another id.`,
  );
}
