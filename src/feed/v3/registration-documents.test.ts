import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bareManifest } from '../../../test/support/bare-manifest.ts';
import { assertGoldenJson } from '../../../test/support/golden.ts';
import { parseInstant } from '../../base/clock.ts';
import type { PackageManifest } from '../../nuget/manifest.ts';
import { versionSortKey } from '../../nuget/version-sort-key.ts';
import { parseVersion } from '../../nuget/version.ts';
import type { RegistrationVersion } from '../../packages/versions.queries.ts';
import { createFeedUrls } from '../feed-urls.ts';
import type { RegistrationHive } from '../feed-urls.ts';
import { inlinedIndexDocument, leafDocument, pageDocument, pagedIndexDocument } from './registration-documents.ts';

const at = parseInstant('2026-05-01T10:00:00.123456Z');
const place = (hive: RegistrationHive) => ({
  urls: createFeedUrls('https://gallery.example'),
  hive,
  idKey: 'acme.tools',
});

const bare = bareManifest('Acme.Tools', '1.0.0');

const full: PackageManifest = {
  ...bare,
  title: 'Tools',
  authors: 'Acme, Others',
  description: 'Tools for “everything”.',
  summary: 'Tools',
  language: 'en-US',
  tags: ['build', 'tools'],
  projectUrl: 'https://acme.example/',
  iconUrl: 'https://acme.example/icon.png',
  licenseUrl: 'https://licenses.example/MIT',
  license: { type: 'expression', value: 'MIT' },
  requireLicenseAcceptance: true,
  minClientVersion: '2.12',
  dependencyGroups: [
    { targetFramework: 'net8.0', dependencies: [{ id: 'Acme.Core', range: '[1.2.0, )', include: ['All'] }] },
    { targetFramework: 'netstandard2.0', written: '.NETStandard2.0', dependencies: [] },
  ],
};

function version(text: string, more: Partial<RegistrationVersion> = {}): RegistrationVersion {
  const parsed = parseVersion(text);
  assert.ok(parsed);
  return {
    sortKey: versionSortKey(parsed),
    versionKey: parsed.key,
    normalizedVersion: parsed.normalized,
    fullVersion: parsed.full,
    displayId: 'Acme.Tools',
    listed: true,
    publishedAt: at,
    deprecation: null,
    manifest: bare,
    entryAt: at + 1,
    ...more,
  };
}

const versions = [
  version('1.0.0', { manifest: full, displayId: 'ACME.Tools' }),
  version('1.1.0-Beta+build.7', { listed: false }),
  version('2.0.0', {
    manifest: {
      ...bare,
      icon: 'icon.png',
      iconUrl: 'not absolute',
      projectUrl: 'acme.example',
      license: { type: 'file', value: 'LICENSE.txt' },
      licenseUrl: 'https://acme.example/general',
    },
    deprecation: { reasons: ['Legacy', 'Other'], message: 'Old.', alternate: { id: 'Acme.New', range: '*' } },
    entryAt: null,
  }),
];

type Item = { catalogEntry: Record<string, unknown> };

function itemsOf(document: object): Item[] {
  return (document as { items: { items: Item[] }[] }).items.flatMap((page) => page.items);
}

describe('inlinedIndexDocument', () => {
  it('says everything in the newest hive', () => {
    assertGoldenJson('feed/registration-index.json', inlinedIndexDocument(place('gz-semver2'), versions));
  });

  it('keeps deprecations from the older hives, and its links inside its own', () => {
    const document = inlinedIndexDocument(place('semver1'), versions);
    assert.ok(!JSON.stringify(document).includes('deprecation'));
    assert.ok(!JSON.stringify(document).includes('registration-gz-'));
  });

  it('says "unlisted" as a real boolean and as the year 1900', () => {
    const [listed, unlisted] = itemsOf(inlinedIndexDocument(place('gz-semver2'), versions));
    assert.equal(listed?.catalogEntry['listed'], true);
    assert.equal(listed.catalogEntry['published'], '2026-05-01T10:00:00.123456+00:00');
    assert.equal(unlisted?.catalogEntry['listed'], false);
    assert.equal(unlisted.catalogEntry['published'], '1900-01-01T00:00:00+00:00');
  });

  it('leaves out URLs that older clients would throw on', () => {
    const [, , third] = itemsOf(inlinedIndexDocument(place('gz-semver2'), versions));
    assert.equal(third?.catalogEntry['projectUrl'], undefined);
    assert.equal(third?.catalogEntry['iconUrl'], 'https://gallery.example/v3/flatcontainer/acme.tools/2.0.0/icon');
    assert.equal(
      third?.catalogEntry['licenseUrl'],
      'https://gallery.example/v3/flatcontainer/acme.tools/2.0.0/license',
    );
  });

  it('is the same text for the same rows', () => {
    const once = JSON.stringify(inlinedIndexDocument(place('gz-semver2'), versions));
    assert.equal(JSON.stringify(inlinedIndexDocument(place('gz-semver2'), versions)), once);
  });
});

describe('pagedIndexDocument', () => {
  it('names pages of 64 by their bounds', () => {
    const many = Array.from({ length: 130 }, (_, i) => version(`1.${i}.0-RC`));
    assertGoldenJson('feed/registration-index-paged.json', pagedIndexDocument(place('gz-semver2'), many));
  });
});

describe('pageDocument', () => {
  it('has the URL that was asked for and the bounds that lie in it now', () => {
    const bounds = { lowerKey: '0.9.0', upperKey: '1.5.0' };
    assertGoldenJson('feed/registration-page.json', pageDocument(place('gz-semver2'), bounds, versions.slice(0, 2)));
  });
});

describe('leafDocument', () => {
  it('names the newest catalog leaf by URL', () => {
    assertGoldenJson('feed/registration-leaf.json', leafDocument(place('gz-semver2'), version('1.0.0')));
  });
});
