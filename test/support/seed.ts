/**
 * `npm run seed`: fills the gallery that the settings name with believable packages, through the same use cases as a push:
 * people, organizations, reserved prefixes, libraries and tools with a history of versions, previews, dependencies on each
 * other, deprecated and unlisted versions, and ninety days of downloads. An empty gallery gets it as if it had happened in
 * the last ten months. Seeding twice adds nothing but the keys to push with, which last a day more.
 */
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { accountByName } from '../../src/accounts/accounts.queries.ts';
import { createApiKey } from '../../src/accounts/keys/create-api-key.ts';
import { createKeyAuthenticator } from '../../src/accounts/keys/key-authenticator.ts';
import { createOrganization } from '../../src/accounts/organizations/create-organization.ts';
import { createPerson } from '../../src/accounts/people/create-person.ts';
import type { KeyPrincipal } from '../../src/accounts/principal.ts';
import { dayOf, MICROSECONDS_PER_DAY, systemClock } from '../../src/base/clock.ts';
import { silentLogger } from '../../src/base/logger.ts';
import { Problem } from '../../src/base/problem.ts';
import { systemRandom } from '../../src/base/random.ts';
import { readConfig } from '../../src/config.ts';
import { recordDownloads } from '../../src/downloads/record-downloads.ts';
import { newestEventSeq } from '../../src/log/events.queries.ts';
import { parsePackageId, type PackageId } from '../../src/nuget/package-id.ts';
import { parseVersion } from '../../src/nuget/version.ts';
import { deprecate } from '../../src/packages/deprecation/deprecate.ts';
import { NO_DEPRECATION } from '../../src/packages/deprecation/deprecation-wish.ts';
import { createInspector } from '../../src/packages/inspection.ts';
import { setListed } from '../../src/packages/listing.ts';
import { reservePrefix } from '../../src/packages/prefixes/reserve-prefix.ts';
import { publish } from '../../src/packages/publish.ts';
import { ownedRegistration, versionByKey } from '../../src/packages/registrations.queries.ts';
import { openStorage } from '../../src/storage/open-storage.ts';
import {
  seedDeprecations,
  seedOrganizations,
  seedPackages,
  seedPeople,
  seedUnlisted,
  type SeedPackage,
} from './seed-catalog.ts';
import { seedDownloads, type SeededVersion } from './seed-downloads.ts';
import { seedPackageBytes } from './seed-package.ts';

const HISTORY_DAYS = 300;

const { config } = readConfig();
const storage = await openStorage(config);
const end = systemClock.now();
/** Begins in the past where nothing has happened yet: no event may come before one that is there. */
const isEmpty = (await newestEventSeq(storage.database.read)) === 0;
let behind = isEmpty ? HISTORY_DAYS * MICROSECONDS_PER_DAY : 0;
const clock = { now: () => systemClock.now() - behind };
const parts = { ...storage, clock, random: systemRandom, logger: silentLogger };
const inspector = createInspector(parts);
const operator = { kind: 'operator' } as const;
const keys = createKeyAuthenticator(parts);

/** The account's number; made where it is missing. */
async function requireAccountOf(name: string, make: () => Promise<unknown>): Promise<void> {
  if ((await accountByName(storage.database, name.toLowerCase())) === undefined) await make();
}

async function keyOf(owner: string): Promise<KeyPrincipal> {
  const wish = {
    owner,
    name: 'seed',
    scopes: ['push', 'unlist'],
    packages: ['*'],
    days: isEmpty ? HISTORY_DAYS + 1 : 1,
  };
  const key = await createApiKey(parts, operator, wish);
  return keys.authenticate(key.reveal(), { address: '', userAgent: '' });
}

async function pushOnce(owner: KeyPrincipal, bytes: Uint8Array): Promise<boolean> {
  const temporaryPath = storage.blobs.temporaryFile();
  await writeFile(temporaryPath, bytes);
  const sha512Hex = createHash('sha512').update(bytes).digest('hex');
  try {
    await publish({ ...parts, inspector }, owner, { temporaryPath, sizeBytes: bytes.byteLength, sha512Hex });
    return true;
  } catch (error) {
    if (error instanceof Problem && error.code === 'version_exists') return false;
    throw error;
  }
}

function requireId(text: string): PackageId {
  const id = parsePackageId(text);
  if (id === undefined) throw new Error(`${text} is no id`);
  return id;
}

interface Release {
  readonly seed: SeedPackage;
  readonly version: string;
  /** When it came, as a share of the whole history. */
  readonly at: number;
}

/** All versions of all packages in the order in which they came. */
function releases(): Release[] {
  return seedPackages
    .flatMap((seed, place) => {
      const start = 0.02 + (place % 7) * 0.03;
      const step = (0.97 - start) / seed.versions.length;
      return seed.versions.map((version, index) => ({
        seed,
        version,
        at: start + step * (index + ((place * 13) % 10) / 10),
      }));
    })
    .sort((a, b) => a.at - b.at);
}

async function versionIn(id: PackageId, text: string): Promise<SeededVersion | undefined> {
  const version = parseVersion(text);
  const owned = await ownedRegistration(storage.database, id.key);
  const row = owned && version && (await versionByKey(storage.database, owned.registration.id, version.key));
  if (row === undefined) return undefined;
  const { id: versionId, registrationId } = row;
  return { versionId, registrationId, publishedOn: dayOf(clock.now()), isPreview: version?.isPrerelease === true };
}

async function unlist(owners: ReadonlyMap<string, KeyPrincipal>): Promise<void> {
  for (const [idText, versions, reason] of seedUnlisted) {
    const owner = owners.get(idText.split('.')[0] ?? '');
    for (const text of versions) {
      const [id, version] = [requireId(idText), parseVersion(text)];
      if (owner === undefined || version === undefined) throw new Error(`${idText} ${text} is nobody's`);
      await setListed(parts, owner, { id, version, listed: false, reason });
    }
  }
}

async function deprecateSome(): Promise<void> {
  for (const { id, range, reason, instead, message } of seedDeprecations) {
    const words = {
      ...NO_DEPRECATION,
      isLegacy: reason === 'legacy',
      hasCriticalBugs: reason === 'bugs',
      alternatePackageId: instead,
      message,
    };
    await deprecate(parts, operator, { id: requireId(id), selection: { kind: 'range', text: range }, words });
  }
}

for (const name of seedPeople) {
  await requireAccountOf(name, () => createPerson(parts, operator, { name, email: `${name}@gallery.example` }));
}
const owners = new Map<string, KeyPrincipal>();
for (const [name, administrator] of seedOrganizations) {
  const email = `${name.toLowerCase()}@gallery.example`;
  await requireAccountOf(name, () => createOrganization(parts, operator, { name, email, administrator }));
  owners.set(name, await keyOf(name));
  if (name !== 'Wingtip')
    await reservePrefix(parts, operator, { prefix: `${name}.*`, owners: [name], isPublic: false });
}

const pushed = new Map<SeedPackage, SeededVersion[]>();
for (const { seed, version, at } of releases()) {
  const owner = owners.get(seed.owner);
  if (owner === undefined) throw new Error(`${seed.owner} is nobody`);
  if (isEmpty) behind = Math.round((1 - at) * HISTORY_DAYS * MICROSECONDS_PER_DAY);
  if (!(await pushOnce(owner, seedPackageBytes(seed, version)))) continue;
  const row = await versionIn(requireId(seed.id), version);
  if (row !== undefined) pushed.set(seed, [...(pushed.get(seed) ?? []), row]);
}
behind = isEmpty ? MICROSECONDS_PER_DAY : 0;
if (pushed.size > 0) {
  await unlist(owners);
  await deprecateSome();
}
behind = 0;
for (const [seed, versions] of pushed) {
  const counts = seedDownloads(seed.daily, versions, end);
  await storage.database.transaction((tx) => recordDownloads(tx, counts, end));
}
await keys.close();
await inspector.close();
await storage.close();
const count = [...pushed.values()].flat().length;
process.stderr.write(`${count} versions of ${seedPackages.length} packages are new in ${config.dataFolder}.\n`);
