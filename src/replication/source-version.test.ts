import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseInstant } from '../base/clock.ts';
import { parseCatalogLeaf, parseDeprecation, parseRegistrationLeaf, parseTime } from './source-version.ts';

describe('parseRegistrationLeaf', () => {
  it('reads what the source says of a version', () => {
    const leaf = {
      packageContent: 'https://gallery.example/acme.1.0.0.nupkg',
      catalogEntry: {
        '@id': 'https://gallery.example/catalog/1.json',
        version: '1.0.0+build',
        listed: false,
        published: '2020-01-02T03:04:05.1234567+00:00',
      },
    };
    const parsed = parseRegistrationLeaf(leaf);
    assert.equal(parsed?.version.key, '1.0.0');
    assert.equal(parsed.listed, false);
    assert.equal(parsed.publishedAt, parseInstant('2020-01-02T03:04:05.123456Z'));
    assert.equal(parsed.catalogEntry?.href, 'https://gallery.example/catalog/1.json');
    assert.equal(parsed.packageContent?.href, 'https://gallery.example/acme.1.0.0.nupkg');
  });

  it('takes a missing `listed` as true, and the text "False" as false', () => {
    const listed = (value: unknown) =>
      parseRegistrationLeaf({ catalogEntry: { version: '1.0', listed: value } })?.listed;
    assert.deepEqual([listed(undefined), listed(true), listed('False'), listed('true')], [true, true, false, true]);
  });

  it('gives nothing for what has no version, whatever shape it has', () => {
    const shapes = [
      undefined,
      null,
      1,
      'x',
      [],
      {},
      { catalogEntry: 'https://x.example' },
      { catalogEntry: { version: '1.0.0-' } },
    ];
    for (const shape of shapes) assert.equal(parseRegistrationLeaf(shape), undefined);
    assert.equal(
      parseRegistrationLeaf({ catalogEntry: { version: '1.0', '@id': 'javascript:alert(1)' } })?.catalogEntry,
      undefined,
    );
  });
});

describe('parseTime', () => {
  it('takes the years 1 and 1900 and other text as no time', () => {
    for (const value of ['1900-01-01T00:00:00+00:00', '0001-01-01T00:00:00Z', 'yesterday', '', 5, null, '2020-01-01']) {
      assert.equal(parseTime(value), undefined);
    }
    assert.equal(parseTime('2020-01-01T02:00:00+02:00'), parseInstant('2020-01-01T00:00:00Z'));
  });
});

describe('parseDeprecation', () => {
  it('keeps reasons that NuGet knows, in its spelling, and counts others as Other', () => {
    assert.deepEqual(parseDeprecation({ reasons: ['criticalbugs', 'Legacy', 'Whim'] }), {
      reasons: ['Legacy', 'CriticalBugs'],
    });
    assert.deepEqual(parseDeprecation({ reasons: 'Whim' }), { reasons: ['Other'] });
    assert.equal(parseDeprecation({ reasons: [] }), undefined);
    assert.equal(parseDeprecation('deprecated'), undefined);
  });

  it('keeps message and alternative', () => {
    const alternate = (range: unknown) =>
      parseDeprecation({ reasons: ['Other'], message: 'm', alternatePackage: { id: 'Acme.New', range } });
    assert.deepEqual(alternate('[2.0.0, )'), {
      reasons: ['Other'],
      message: 'm',
      alternate: { id: 'Acme.New', range: '[2.0.0, )' },
    });
    assert.deepEqual(alternate('*')?.alternate, { id: 'Acme.New', range: '*' });
    assert.deepEqual(alternate('nonsense')?.alternate, { id: 'Acme.New', range: '*' });
    assert.equal(parseDeprecation({ reasons: ['Other'], alternatePackage: { id: '../x' } })?.alternate, undefined);
  });
});

describe('parseCatalogLeaf', () => {
  it('reads size and hash, and nothing where they are none', () => {
    const hash = Buffer.alloc(64, 7);
    const leaf = { packageHash: hash.toString('base64'), packageHashAlgorithm: 'SHA512', packageSize: 12 };
    assert.equal(parseCatalogLeaf(leaf).sha512Hex, hash.toString('hex'));
    assert.equal(parseCatalogLeaf(leaf).sizeBytes, 12);
    assert.equal(parseCatalogLeaf({ ...leaf, packageHashAlgorithm: 'SHA256' }).sha512Hex, undefined);
    assert.equal(parseCatalogLeaf({ packageHash: 'short', packageSize: -1 }).sizeBytes, undefined);
    assert.equal(parseCatalogLeaf({ packageHash: 'short', packageSize: 1.5 }).sha512Hex, undefined);
  });
});
