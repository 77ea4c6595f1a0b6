/**
 * A large gallery of packages, written straight into the rows: so many packages, each with a description, tags, a
 * dependency on one of a few that everybody uses, and downloads; and one with very many versions.
 */
import { createHash } from 'node:crypto';
import { createPerson } from '../../src/accounts/people/create-person.ts';
import { accountByName } from '../../src/accounts/accounts.queries.ts';
import { dayOf, systemClock } from '../../src/base/clock.ts';
import { publicId } from '../../src/base/ids.ts';
import { systemRandom } from '../../src/base/random.ts';
import { lastDays } from '../../src/downloads/days.ts';
import { recordDownloads } from '../../src/downloads/record-downloads.ts';
import { versionSortKey } from '../../src/nuget/version-sort-key.ts';
import { parseVersion } from '../../src/nuget/version.ts';
import type { Database, Tx } from '../../src/storage/database.ts';
import { bareManifest } from '../support/bare-manifest.ts';

export const OWNER = 'bench';
/** Its dependents are all of the others. */
export const POPULAR_PACKAGE = 'Bench.Lib.000001';
export const BIG_PACKAGE = 'Bench.Big';
export const BIG_VERSIONS = 5_000;

const PACKAGES_PER_CHUNK = 500;
const OWNED = 1_000;
const DAYS = 90;
const WORDS = ['json', 'http', 'logging', 'cache', 'csv', 'mail', 'jobs', 'rules', 'tests', 'cli', 'sql', 'graphs'];
const deps = { clock: systemClock, random: systemRandom };

/** Fills an empty database. */
export async function seedPages(database: Database, packages: number): Promise<void> {
  await createPerson({ ...deps, database }, { kind: 'operator' }, { name: OWNER, email: `${OWNER}@gallery.example` });
  const owner = await accountByName(database, OWNER);
  if (owner === undefined) throw new Error('there is no owner');
  for (let first = 1; first <= packages; first += PACKAGES_PER_CHUNK) {
    const numbers = Array.from({ length: Math.min(PACKAGES_PER_CHUNK, packages - first + 1) }, (_, at) => first + at);
    await database.transaction((tx) => insertPackages(tx, numbers, owner.id));
  }
  await database.transaction((tx) => insertBigPackage(tx, packages + 1, owner.id));
  await addDownloads(database, packages);
}

function nameOf(number: number): string {
  return `Bench.Lib.${String(number).padStart(6, '0')}`;
}

/** Registration, version and manifest of a package have one number. */
async function insertPackages(tx: Tx, numbers: readonly number[], ownerId: number): Promise<void> {
  const now = systemClock.now();
  for (const number of numbers) {
    const id = nameOf(number);
    await insertRegistration(tx, number, id);
    await insertVersion(tx, {
      number,
      registration: number,
      id,
      version: `1.${number % 10}.0`,
      isDependent: number > 1,
    });
    await tx.updateTable('registrations').set({ offered_version_id: number }).where('id', '=', number).execute();
    if (number > OWNED) continue;
    await tx
      .insertInto('owners')
      .values({
        registration_id: number,
        account_id: ownerId,
        created_at: now,
        registration_key: id.toLowerCase(),
        is_offered: 1,
      })
      .execute();
  }
}

async function insertBigPackage(tx: Tx, registration: number, ownerId: number): Promise<void> {
  await insertRegistration(tx, registration, BIG_PACKAGE);
  for (let at = 0; at < BIG_VERSIONS; at += 1) {
    const version = `${1 + Math.floor(at / 500)}.${Math.floor((at % 500) / 25)}.${at % 25}`;
    await insertVersion(tx, { number: registration + at, registration, id: BIG_PACKAGE, version, isDependent: false });
  }
  const offered = registration + BIG_VERSIONS - 1;
  await tx.updateTable('registrations').set({ offered_version_id: offered }).where('id', '=', registration).execute();
  const registrationKey = BIG_PACKAGE.toLowerCase();
  await tx
    .insertInto('owners')
    .values({
      registration_id: registration,
      account_id: ownerId,
      created_at: systemClock.now(),
      registration_key: registrationKey,
      is_offered: 1,
    })
    .execute();
}

async function insertRegistration(tx: Tx, number: number, id: string): Promise<void> {
  await tx
    .insertInto('registrations')
    .values({
      id: number,
      id_key: id.toLowerCase(),
      display_id: id,
      revision: 1,
      locked_at: null,
      created_at: systemClock.now(),
    })
    .execute();
}

interface NewVersion {
  readonly number: number;
  readonly registration: number;
  readonly id: string;
  readonly version: string;
  readonly isDependent: boolean;
}

async function insertVersion(
  tx: Tx,
  { number, registration, id, version: text, isDependent }: NewVersion,
): Promise<void> {
  const version = parseVersion(text);
  if (version === undefined) throw new Error(`${text} is no version`);
  const published = systemClock.now() - (number % 700) * 86_400_000_000;
  const [word = '', other = ''] = [WORDS[number % WORDS.length], WORDS[(number * 7) % WORDS.length]];
  const manifest = bareManifest(id, text, {
    authors: OWNER,
    description: `Does ${word} and ${other} in a way that is easy to follow, for number ${number} of many.`,
    tags: [word, other],
    ...(isDependent
      ? {
          dependencyGroups: [
            { targetFramework: 'net8.0', dependencies: [{ id: POPULAR_PACKAGE, range: '[1.0.0, )' }] },
          ],
        }
      : {}),
  });
  await tx
    .insertInto('manifests')
    .values({ id: number, manifest: JSON.stringify(manifest), entries: '[]' })
    .execute();
  await tx
    .insertInto('versions')
    .values({
      id: number,
      public_id: publicId(systemRandom),
      registration_id: registration,
      version_key: version.key,
      sort_key: versionSortKey(version),
      normalized_version: version.normalized,
      full_version: version.full,
      display_id: id,
      is_prerelease: 0,
      semver_level: 1,
      state: 'available',
      listed: 1,
      created_at: published,
      published_at: published,
      edited_at: null,
      size_bytes: 100_000,
      sha512_key: createHash('sha512').update(`${id} ${text}`).digest('hex'),
      parts: '{}',
      manifest_id: number,
      deprecation: null,
      pushed_by: null,
      origin: null,
    })
    .execute();
  if (!isDependent) return;
  await tx
    .insertInto('dependencies')
    .values({
      version_id: number,
      dependency_key: POPULAR_PACKAGE.toLowerCase(),
      registration_id: registration,
      registration_key: id.toLowerCase(),
      ranges: '["[1.0.0, )"]',
      is_offered: 1,
    })
    .execute();
}

/** A day's downloads of each package, and ninety days of one in a hundred and of a thousand versions of the big one. */
async function addDownloads(database: Database, packages: number): Promise<void> {
  const now = systemClock.now();
  const today = dayOf(now);
  for (let first = 1; first <= packages; first += 5_000) {
    const counts = Array.from({ length: Math.min(5_000, packages - first + 1) }, (_, at) => {
      const number = first + at;
      return {
        versionId: number,
        registrationId: number,
        day: today,
        client: 'dotnet',
        count: 1 + ((number * 7_919) % 9_973),
      } as const;
    });
    await database.transaction((tx) => recordDownloads(tx, counts, now));
  }
  const big = packages + 1;
  for (const day of lastDays(now, DAYS)) {
    const counts = (['dotnet', 'visual-studio', 'rider'] as const).flatMap((client) => [
      ...Array.from({ length: Math.ceil(packages / 100) }, (_, at) => ({
        versionId: 1 + at * 100,
        registrationId: 1 + at * 100,
        day,
        client,
        count: 10 + (at % 50),
      })),
      ...Array.from({ length: 1_000 }, (_, at) => ({
        versionId: big + at * 5,
        registrationId: big,
        day,
        client,
        count: 1 + (at % 40),
      })),
    ]);
    await database.transaction((tx) => recordDownloads(tx, counts, now));
  }
}
