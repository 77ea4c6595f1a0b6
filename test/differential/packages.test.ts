import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { describePackage } from '../../src/nuget/describe-package.ts';
import { bytesInMemory } from '../../src/nuget/file-bytes.ts';
import type { Finding } from '../../src/nuget/finding.ts';
import { readPackageBytes } from '../../src/nuget/nupkg.ts';
import type { PackageManifest } from '../../src/nuget/manifest.ts';
import { parseNuspec } from '../../src/nuget/nuspec.ts';
import type { Nuspec } from '../../src/nuget/nuspec.ts';
import { ordinalIgnoreCaseKey } from '../../src/nuget/ordinal-ignore-case.ts';
import { parseVersion } from '../../src/nuget/version.ts';
import { readEntry } from '../../src/nuget/zip-content.ts';
import { checkPackage } from '../../src/packages/check-package.ts';
import { buildPackage, packageFiles } from '../support/package-builder.ts';
import { buildZip, bytesOf } from '../support/zip-builder.ts';
import type { ZipFile } from '../support/zip-builder.ts';
import { handPicked, makeNuspec } from './nuspec-samples.ts';
import { startRealNuGet, type RealNuGet } from './real-nuget.ts';
import { distinct, SEED, seeded } from './seeded.ts';

/** What the real reader says of one thing: a value, or that it throws. */
type Said = { readonly value: unknown } | { readonly error: string };
type RealNuspec = Readonly<Record<string, Said>>;

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

describe(`NuspecReader (seed ${String(SEED)})`, () => {
  let real: RealNuGet;
  before(async () => {
    real = await startRealNuGet();
  });
  after(() => real.close());

  /** Compares one nuspec; answers with what differs. */
  async function compare(samples: readonly Uint8Array[]): Promise<string[]> {
    const answers = await real.ask(
      'nuspec',
      samples.map((bytes) => [base64(bytes)]),
    );
    const differences: string[] = [];
    for (const [index, bytes] of samples.entries()) {
      const answer = answers[index];
      assert.ok(answer !== undefined);
      const text = Buffer.from(bytes).toString();
      const { nuspec, findings } = parseNuspec(bytes);
      if ('error' in answer) {
        if (nuspec !== undefined) differences.push(`${text}: the client throws ${answer.error}`);
      } else if (nuspec === undefined) {
        // Without metadata the client throws at the first question, not when it is made.
        const said = answer.result as RealNuspec;
        if ('value' in (said['id'] ?? {})) differences.push(`${text}: refused here, ${JSON.stringify(findings)}`);
      } else {
        const own = await allFindings(bytes);
        differences.push(...differencesOf(nuspec, own, answer.result as RealNuspec).map((what) => `${text}: ${what}`));
      }
    }
    return differences;
  }

  it('reads hand-picked nuspecs as we do', async () => {
    assert.deepEqual(await compare(handPicked.map(bytesOf)), []);
  });

  it('reads byte order marks and encodings as we do', async () => {
    const text = '<package><metadata><id>A</id><version>1.0</version><title>é😀</title></metadata></package>';
    const declared = `<?xml version="1.0" encoding="utf-16"?>${text}`;
    const big = (content: string): Uint8Array =>
      Buffer.concat([Buffer.of(0xfe, 0xff), Buffer.from(content, 'utf16le').swap16()]);
    const little = (content: string): Uint8Array =>
      Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from(content, 'utf16le')]);
    const samples = [
      bytesOf(`\ufeff${text}`),
      bytesOf(`\ufeff${declared}`),
      bytesOf(declared),
      little(text),
      little(declared),
      big(text),
      big(declared),
      Buffer.concat([bytesOf('<package><metadata><id>A'), Buffer.of(0xff), bytesOf('</id></metadata></package>')]),
    ];
    assert.deepEqual(await compare(samples), []);
  });

  it('is more lenient than we are only where a text could be read in two ways', async () => {
    const text = '<package><metadata><id>A</id><version>1.0</version><title>\xe9</title></metadata></package>';
    const latin = Buffer.from(`<?xml version="1.0" encoding="iso-8859-1"?>${text}`, 'latin1');
    const unmarked = Buffer.from(text, 'utf16le');
    assert.deepEqual(
      (await compare([latin, unmarked])).map((difference) => /refused here.*xml_\w+/u.test(difference)),
      [true, true],
    );
  });

  it('reads thousands of generated nuspecs as we do', async () => {
    const random = seeded();
    const samples = distinct(4000, () => makeNuspec(random)).map(bytesOf);
    assert.deepEqual((await compare(samples)).slice(0, 5), []);
  });
});

async function allFindings(nuspec: Uint8Array): Promise<Finding[]> {
  return checkPackage(await readPackageBytes(bytesInMemory(buildPackage({ id: 'A', version: '1.0.0', nuspec }))), {
    now: 0,
  });
}

/** Each thing by itself. Where the client throws, a push must be refused here. */
function differencesOf(nuspec: Nuspec, findings: readonly Finding[], real: RealNuspec): string[] {
  const isRefused = findings.some(({ severity }) => severity === 'rule' || severity === 'identity');
  return Object.entries(ours(nuspec)).flatMap(([name, own]) => {
    const said = real[name];
    assert.ok(said !== undefined, name);
    if ('error' in said)
      return isRefused ? [] : [`${name}: the client throws ${said.error}, and nothing is found here`];
    const theirs = JSON.stringify(normal(name, said.value));
    return theirs === JSON.stringify(own) ? [] : [`${name}: ${theirs} is ${JSON.stringify(own)} here`];
  });
}

/**
 * The client sorts framework assemblies by its own order of frameworks, and makes an empty group of an assembly without
 * a name, which we leave out. Absent texts are null or empty, as it likes.
 */
function normal(name: string, value: unknown): unknown {
  if (name === 'frameworkAssemblies') {
    const groups = value as { framework: string; items: string[] }[];
    return groups.filter(({ items }) => items.length > 0).sort((a, b) => (a.framework < b.framework ? -1 : 1));
  }
  if (value !== null) return value;
  return ['id', 'language', 'licenseUrl'].includes(name) ? '' : null;
}

/** What we read, in the shape and order of the client's answers. */
function ours(nuspec: Nuspec): Record<string, unknown> {
  const manifest = describePackage(nuspec, { paths: [], isSigned: false });
  const { repository, license } = nuspec;
  return {
    id: nuspec.id,
    version: parseVersion(nuspec.version)?.full ?? null,
    title: nuspec.title,
    authors: nuspec.authors,
    description: nuspec.description,
    summary: nuspec.summary,
    releaseNotes: nuspec.releaseNotes,
    copyright: nuspec.copyright,
    tags: nuspec.tags,
    projectUrl: nuspec.projectUrl,
    iconUrl: nuspec.iconUrl,
    licenseUrl: nuspec.licenseUrl,
    language: nuspec.language,
    icon: nuspec.icon ?? null,
    readme: nuspec.readme ?? null,
    requireLicenseAcceptance: nuspec.requireLicenseAcceptance,
    developmentDependency: nuspec.developmentDependency,
    serviceable: nuspec.serviceable,
    minClientVersion: parseVersion(nuspec.minClientVersion ?? '')?.full ?? null,
    license: license === undefined ? null : { type: license.type, value: license.value },
    repository:
      repository === undefined
        ? ['', '', '', '']
        : [repository.type, repository.url, repository.branch, repository.commit],
    packageTypes: nuspec.packageTypes.map(({ name, version }) => [name, version ?? '0.0']),
    dependencyGroups: manifest.dependencyGroups.map(({ targetFramework = 'any', dependencies }) => ({
      framework: targetFramework,
      dependencies: dependencies.map(({ id, range, include = [], exclude = [] }) => ({ id, range, include, exclude })),
    })),
    frameworkAssemblies: assembliesByFramework(manifest),
    references: manifest.references.map(({ targetFramework = 'any', files }) => ({
      framework: targetFramework,
      items: files,
    })),
    contentFiles: manifest.contentFiles.map(({ include, exclude, buildAction, copyToOutput, flatten }) => ({
      include,
      exclude: exclude ?? null,
      buildAction: buildAction ?? null,
      copyToOutput: copyToOutput ?? null,
      flatten: flatten ?? null,
    })),
    frameworkReferences: manifest.frameworkReferences.map(({ targetFramework, names }) => ({
      framework: targetFramework,
      items: names.toSorted((a, b) => (ordinalIgnoreCaseKey(a) < ordinalIgnoreCaseKey(b) ? -1 : 1)),
    })),
  };
}

function assembliesByFramework({ frameworkAssemblies }: PackageManifest): object[] {
  const groups = new Map<string, Map<string, string>>();
  for (const { assemblyName, targetFrameworks } of frameworkAssemblies) {
    for (const framework of targetFrameworks.length === 0 ? ['any'] : targetFrameworks) {
      const names = groups.get(framework) ?? new Map<string, string>();
      groups.set(framework, names);
      const key = ordinalIgnoreCaseKey(assemblyName);
      if (!names.has(key)) names.set(key, assemblyName);
    }
  }
  const sorted = (entries: Iterable<[string, string | object]>): (string | object)[] =>
    [...entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
  return sorted([...groups].map(([framework, names]) => [framework, { framework, items: sorted(names) }])) as object[];
}

describe('PackageArchiveReader', () => {
  let real: RealNuGet;
  before(async () => {
    real = await startRealNuGet();
  });
  after(() => real.close());

  /** Names and hashes out of our own reading; undefined when we refuse the archive. */
  async function readHere(
    bytes: Uint8Array,
  ): Promise<{ id: string; isSigned: boolean; files: string[][] } | undefined> {
    const source = bytesInMemory(bytes);
    const { id, manifest, zipEntries, findings } = await readPackageBytes(source);
    if (id === undefined || findings.some(({ severity }) => severity === 'safety' || severity === 'identity'))
      return undefined;
    const files: string[][] = [];
    for (const entry of zipEntries) {
      const { bytes: content } = await readEntry(source, entry, true);
      assert.ok(content !== undefined);
      files.push([entry.path, createHash('sha256').update(content).digest('hex').toUpperCase()]);
    }
    return { id: id.display, isSigned: manifest?.isSigned ?? false, files };
  }

  it('reads what .NET wrote without a way back, data descriptors and all', async () => {
    const files = Object.fromEntries(
      packageFiles({ id: 'A', version: '1.0.0' }).map(({ name, data }) => [name, String(data)]),
    );
    const [zip] = await real.results('streamedZip', [[files]]);
    const bytes = Buffer.from(String(zip), 'base64');
    assert.ok(bytes.includes(Buffer.from('PK\u0007\u0008')), 'there is a data descriptor');
    const here = await readHere(bytes);
    assert.deepEqual((await real.results('package', [[base64(bytes)]]))[0], here);
    assert.equal(here?.files.length, 5);
  });

  it('sees the same names and the same bytes in every package that we accept', async () => {
    const random = seeded();
    const samples = Array.from({ length: 300 }, () => {
      const extra = Array.from({ length: random.below(5) }, (_, at): ZipFile => {
        const name = random.one(
          () => `lib/net8.0/${String(at)}.dll`,
          () => `content/with%20space${String(at)}`,
          () => `content/%C3%A9%zz${String(at)}`,
          () => `content/é${String(at)}`,
        );
        const descriptor = random.below(3) === 0 ? { descriptor: random.pick(['signed', 'unsigned'] as const) } : {};
        return { name, data: 'x'.repeat(1 + random.below(5000)), ...descriptor };
      });
      const bytes = buildZip([...packageFiles({ id: 'A', version: '1.0.0' }), ...extra]);
      for (let flips = random.below(3); flips > 0; flips -= 1) bytes[random.below(bytes.length)] = random.below(256);
      return bytes;
    });
    const answers = await real.ask(
      'package',
      samples.map((bytes) => [base64(bytes)]),
    );
    let accepted = 0;
    for (const [index, bytes] of samples.entries()) {
      const here = await readHere(bytes);
      if (here === undefined) continue;
      accepted += 1;
      const answer = answers[index];
      assert.deepEqual(answer !== undefined && 'result' in answer ? answer.result : answer, here);
    }
    assert.ok(accepted > 100, String(accepted));
  });
});
