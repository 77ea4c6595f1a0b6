/**
 * `npm run seed`: fills the gallery that the settings name with believable packages, through the same use cases as a push:
 * people, an organization, libraries and tools with a history of versions, previews, dependencies on each other, unlisted
 * versions and downloads. Seeding twice adds nothing but the keys to push with, which last a day.
 */
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { accountByName } from '../../src/accounts/accounts.queries.ts';
import { createApiKey } from '../../src/accounts/keys/create-api-key.ts';
import { createKeyAuthenticator } from '../../src/accounts/keys/key-authenticator.ts';
import { createPerson } from '../../src/accounts/people/create-person.ts';
import { createOrganization } from '../../src/accounts/organizations/create-organization.ts';
import type { KeyPrincipal } from '../../src/accounts/principal.ts';
import { systemClock } from '../../src/base/clock.ts';
import { silentLogger } from '../../src/base/logger.ts';
import { Problem } from '../../src/base/problem.ts';
import { systemRandom } from '../../src/base/random.ts';
import { readConfig } from '../../src/config.ts';
import { startCountingDownloads } from '../../src/downloads/count-downloads.ts';
import { parsePackageId } from '../../src/nuget/package-id.ts';
import { parseVersion } from '../../src/nuget/version.ts';
import { createInspector } from '../../src/packages/inspection.ts';
import { setListed } from '../../src/packages/listing.ts';
import { publish } from '../../src/packages/publish.ts';
import { ownedRegistration, versionByKey } from '../../src/packages/registrations.queries.ts';
import { openStorage } from '../../src/storage/open-storage.ts';
import { buildPackage, onePixelPng, type TestPackage } from './package-builder.ts';

const { config } = readConfig();
const storage = await openStorage(config);
const parts = { ...storage, clock: systemClock, random: systemRandom, logger: silentLogger };
const inspector = createInspector(parts);
const downloads = startCountingDownloads(parts);
const operator = { kind: 'operator' } as const;
const keys = createKeyAuthenticator(parts);

const PEOPLE = ['olga', 'pavel', 'mina', 'jonas', 'aiko', 'ruth'];
const FAMILIES = ['Acme', 'Contoso', 'Northwind', 'Fabrikam', 'Tailspin', 'Wingtip'];
const LIBRARIES: readonly [name: string, what: string, tags: string][] = [
  ['Http', 'A small typed HTTP client with retries and time limits.', 'http client retry'],
  ['Json', 'Reads and writes JSON without reflection.', 'json serializer'],
  ['Logging', 'Structured logging that stays out of the way.', 'logging structured'],
  ['Caching', 'A cache in memory with limits by size and by time.', 'cache memory'],
  ['Csv', 'Streams comma-separated values of any size.', 'csv parser streaming'],
  ['Mail', 'Composes and sends mail over SMTP.', 'mail smtp'],
  ['Scheduling', 'Runs jobs at the times they should run.', 'cron jobs scheduler'],
  ['Validation', 'Rules for values, with messages that people understand.', 'validation rules'],
  ['Testing', 'Builders and assertions for tests.', 'testing assertions'],
  ['Cli', 'Parses command lines and prints help.', 'cli command-line'],
];
const VERSIONS = ['1.0.0', '1.1.0', '1.2.0-beta.1', '1.2.0', '2.0.0-preview.1', '2.0.0', '2.0.1', '3.0.0-rc.1'];
const CLIENTS = ['NuGet .NET Core MSBuild Task/7.0.0 (Linux)', 'NuGet VS VSIX/7.0.0', 'curl/8.5.0'];

function describe(family: string, at: number, version: string): TestPackage {
  const [name, what, tags] = LIBRARIES[at] ?? LIBRARIES[0] ?? ['', '', ''];
  const base = LIBRARIES[(at + 1) % LIBRARIES.length]?.[0] ?? 'Json';
  return {
    id: `${family}.${name}`,
    version,
    title: `${family} ${name}`,
    authors: family,
    description: what,
    tags: `${tags} ${family.toLowerCase()}`,
    projectUrl: 'https://gallery.example/',
    repository: { type: 'git', url: 'https://gallery.example/source.git' },
    readme: `# ${family}.${name}\n\n${what}\n\n\`\`\`sh\ndotnet add package ${family}.${name}\n\`\`\`\n`,
    icon: onePixelPng,
    ...(at % 2 === 0
      ? { dependencies: [{ targetFramework: 'net8.0', dependencies: [{ id: `${family}.${base}`, version: '1.0.0' }] }] }
      : {}),
    files: { [`lib/net8.0/${family}.${name}.dll`]: `${family}.${name} ${version}`.repeat(200) },
  };
}

/** The account's number; made where it is missing. */
async function accountId(name: string, make: () => Promise<unknown>): Promise<number> {
  const known = await accountByName(storage.database, name.toLowerCase());
  if (known !== undefined) return known.id;
  await make();
  return accountId(name, make);
}

async function pushOnce(owner: KeyPrincipal, description: TestPackage): Promise<boolean> {
  const bytes = buildPackage(description);
  const temporaryPath = storage.blobs.temporaryFile();
  await writeFile(temporaryPath, bytes);
  const file = {
    temporaryPath,
    sizeBytes: bytes.byteLength,
    sha512Hex: createHash('sha512').update(bytes).digest('hex'),
  };
  try {
    await publish({ ...parts, inspector }, owner, file);
    return true;
  } catch (error) {
    if (error instanceof Problem && error.code === 'version_exists') return false;
    throw error;
  }
}

async function countDownloads(idKey: string, versionKey: string, times: number): Promise<void> {
  const owned = await ownedRegistration(storage.database, idKey);
  const version = owned && (await versionByKey(storage.database, owned.registration.id, versionKey));
  if (version === undefined) return;
  for (let at = 0; at < times; at += 1) {
    downloads.countDownload({
      registrationId: version.registrationId,
      versionId: version.id,
      userAgent: CLIENTS[at % CLIENTS.length],
    });
  }
}

/** Pushes the whole history of one package, and gives how many of its versions are new. */
async function seedPackage(owner: KeyPrincipal, family: number, at: number): Promise<number> {
  let pushed = 0;
  for (const [age, text] of VERSIONS.slice(0, 3 + ((family + at) % 6)).entries()) {
    const description = describe(owner.ownerName, at, text);
    const [id, version] = [parsePackageId(description.id), parseVersion(text)];
    if (id === undefined || version === undefined) throw new Error(`${description.id} ${text} is no package`);
    if (!(await pushOnce(owner, description))) continue;
    pushed += 1;
    await countDownloads(id.key, version.key, (10 - at) * (age + 1) * (6 - family) * 7);
    if (text === '1.1.0' && at % 4 === 0) await setListed(parts, owner, { id, version, listed: false });
  }
  return pushed;
}

for (const name of PEOPLE) {
  await accountId(name, () => createPerson(parts, operator, { name, email: `${name}@gallery.example` }));
}
let pushed = 0;
for (const [family, name] of FAMILIES.entries()) {
  const administrator = PEOPLE[family] ?? 'olga';
  await accountId(name, () =>
    createOrganization(parts, operator, { name, email: `${name.toLowerCase()}@gallery.example`, administrator }),
  );
  const wish = { owner: name, name: 'seed', scopes: ['push', 'unlist'], packages: ['*'], days: 1 };
  const key = await createApiKey(parts, operator, wish);
  const owner = await keys.authenticate(key.reveal(), { address: '', userAgent: '' });
  for (const at of LIBRARIES.keys()) pushed += await seedPackage(owner, family, at);
}
await downloads.close();
await keys.close();
await inspector.close();
await storage.close();
process.stderr.write(
  `${pushed} versions of ${FAMILIES.length * LIBRARIES.length} packages are new in ${config.dataFolder}.\n`,
);
