import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bareManifest } from '../../test/support/bare-manifest.ts';
import { assertGoldenJson } from '../../test/support/golden.ts';
import { parseInstant } from '../base/clock.ts';
import { catalogIndexDocument, catalogPageDocument } from './catalog-documents.ts';
import { catalogLeafDocument } from './catalog-leaf.ts';
import { catalogLeafTime, catalogTime, pageOfEntry, parseCatalogLeafTime } from './entry.ts';
import type { CatalogEntry, CatalogLeaf, CatalogUrls } from './entry.ts';

const urls: CatalogUrls = {
  catalogIndex: 'https://gallery.example/v3/catalog/index.json',
  catalogPage: (page) => `https://gallery.example/v3/catalog/page${page}.json`,
  catalogLeaf: (time, id, version) => `https://gallery.example/v3/catalog/data/${time}/${id}.${version}.json`,
};
const at = parseInstant('2026-05-01T10:00:00.123456Z');

function entry(seq: number, more: Partial<CatalogEntry> = {}): CatalogEntry {
  return {
    seq,
    at: at + seq,
    commitId: `00000000-0000-4000-8000-${String(seq).padStart(12, '0')}`,
    kind: 'details',
    idKey: 'acme.tools',
    versionKey: '1.0.0-beta',
    displayId: 'Acme.Tools',
    fullVersion: '1.0.0-Beta+build.7',
    ...more,
  };
}

const leaf: CatalogLeaf = {
  ...entry(1),
  format: 1,
  state: {
    listed: true,
    created: at,
    published: at,
    edited: null,
    deprecation: null,
    progress: { created: at, edited: null, deleted: null },
  },
  isPrerelease: true,
  sha512: 'ab'.repeat(64),
  sizeBytes: 12_345,
  files: [
    { fullName: 'Acme.Tools.nuspec', length: 900, compressedLength: 400 },
    { fullName: 'lib/net8.0/Acme Tools#1.dll', length: 9000, compressedLength: 4000 },
  ],
  manifest: {
    id: 'Acme.Tools',
    version: '1.0-Beta+build.7',
    title: 'Tools',
    authors: 'Acme, Others',
    description: 'Tools for “everything” <b>.',
    summary: 'Tools',
    releaseNotes: 'First.',
    copyright: '(c) Acme',
    language: 'en-US',
    tags: ['build', 'tools'],
    projectUrl: 'https://acme.example/',
    iconUrl: 'https://acme.example/icon.png',
    licenseUrl: 'https://licenses.example/MIT',
    license: { type: 'expression', value: 'MIT' },
    icon: 'images/icon.png',
    readme: 'README.md',
    requireLicenseAcceptance: true,
    developmentDependency: true,
    serviceable: true,
    minClientVersion: '2.12',
    repository: { type: 'git', url: 'https://acme.example/tools.git', branch: 'main', commit: 'abc123' },
    packageTypes: [{ name: 'DotnetTool' }, { name: 'Custom', version: '1.0.0' }],
    dependencyGroups: [
      {
        targetFramework: 'net8.0',
        dependencies: [{ id: 'Acme.Core', range: '[1.2.0, )', include: ['All'], exclude: ['Build'] }],
      },
      { targetFramework: 'netstandard2.0', written: '.NETStandard2.0', dependencies: [] },
      { dependencies: [{ id: 'Acme.Any', range: '(, )' }] },
    ],
    frameworkAssemblies: [
      { assemblyName: 'System.Xml', targetFrameworks: ['net45', 'net46'] },
      { assemblyName: 'System.Web', targetFrameworks: ['net45'] },
      { assemblyName: 'System', targetFrameworks: [] },
    ],
    frameworkReferences: [],
    references: [],
    contentFiles: [],
    supportedFrameworks: ['net8.0'],
    isSigned: false,
  },
};

describe('catalogLeafDocument', () => {
  it('says everything about a version', () => {
    assertGoldenJson('catalog/leaf-details.json', catalogLeafDocument(leaf, urls));
  });

  it('says what a bare, unlisted, deprecated and edited one has, and nothing else', () => {
    const state = {
      ...leaf.state,
      listed: false,
      edited: at + 5,
      deprecation: { reasons: ['Legacy'], message: 'Use Acme.New.', alternate: { id: 'Acme.New', range: '[2.0.0, )' } },
    };
    const bare = {
      ...leaf,
      state,
      manifest: bareManifest('Acme.Tools', '1.0.0'),
      files: [],
      fullVersion: '1.0.0',
      versionKey: '1.0.0',
    };
    assertGoldenJson('catalog/leaf-unlisted.json', catalogLeafDocument(bare, urls));
  });

  it('says of a withdrawn one only that it went, and when', () => {
    assertGoldenJson('catalog/leaf-delete.json', catalogLeafDocument({ ...leaf, kind: 'delete' }, urls));
  });
});

describe('catalogPageDocument', () => {
  it('lists its entries in their order', () => {
    const entries = [entry(551), entry(552, { kind: 'delete' })];
    assertGoldenJson('catalog/page.json', catalogPageDocument(1, entries, urls));
  });
});

describe('catalogIndexDocument', () => {
  const progress = { created: at, edited: at + 1, deleted: null };

  it('is whole when there is nothing in it', () => {
    assertGoldenJson('catalog/index-empty.json', catalogIndexDocument({ fullPages: [], newest: undefined }, urls));
  });

  it('counts full pages and the newest', () => {
    const content = { fullPages: [entry(550), entry(1100)], newest: { ...entry(1101), progress } };
    assertGoldenJson('catalog/index.json', catalogIndexDocument(content, urls));
  });

  it('names a page that has just become full once', () => {
    const content = { fullPages: [entry(550)], newest: { ...entry(550), progress } };
    const { count, items } = catalogIndexDocument(content, urls) as { count: number; items: { count: number }[] };
    assert.equal(count, 1);
    assert.deepEqual(
      items.map((item) => item.count),
      [550],
    );
  });
});

describe('catalog times', () => {
  it('have seven digits in documents and six in URLs', () => {
    assert.equal(catalogTime(at), '2026-05-01T10:00:00.1234560Z');
    assert.equal(catalogLeafTime(at), '2026.05.01.10.00.00.123456');
  });

  it('are read back from URLs, and nothing else is', () => {
    assert.equal(parseCatalogLeafTime('2026.05.01.10.00.00.123456'), at);
    for (const text of [
      '',
      '2026.05.01.10.00.00',
      '2026.05.01.10.00.00.1234567',
      '2026.13.01.10.00.00.123456',
      '2026.02.30.10.00.00.123456',
      '2026.05.01.24.00.00.123456',
      'x2026.05.01.10.00.00.123456',
    ]) {
      assert.equal(parseCatalogLeafTime(text), undefined, text);
    }
  });
});

describe('pageOfEntry', () => {
  it('is arithmetic', () => {
    assert.deepEqual([1, 550, 551, 1100, 1101].map(pageOfEntry), [0, 0, 1, 1, 2]);
  });
});
