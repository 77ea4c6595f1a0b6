import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { IndexGallery, type IndexSeed } from '../../test/support/index-gallery.ts';
import { filterScopes, type FrameworkFilter, type PackageFilters } from './package-filters.ts';
import { parseQuery } from './parse-query.ts';
import { prepareSearch, type IndexQuestion } from './search-file.queries.ts';
import { OFFERED_VIEW } from './search-view.ts';

const DAY = 86_400_000_000;
const NOW = 20_000 * DAY;

function galleryWith(seeds: Readonly<Record<string, IndexSeed>>): IndexGallery {
  const gallery = new IndexGallery();
  for (const [id, seed] of Object.entries(seeds)) gallery.add(id, seed);
  return gallery;
}

function browse(
  gallery: IndexGallery,
  { text = '', filters = {}, ...asked }: Partial<IndexQuestion> & { text?: string; filters?: PackageFilters } = {},
): string[] {
  const parsed = parseQuery(text);
  if ('code' in parsed) throw new Error(parsed.detail);
  const query = { ...parsed, scopes: [...parsed.scopes, ...filterScopes(filters)] };
  const question = { view: OFFERED_VIEW, limit: 100, isExactFirst: true, ...asked, query } as const;
  const { registrationIds } = prepareSearch(gallery.index)(question);
  return [...registrationIds].map((id) => gallery.ids[id - 1] ?? '?');
}

describe('filters', () => {
  const gallery = galleryWith({
    New: { supportedFrameworks: ['net8.0', 'net8.0-windows10.0.19041'] },
    Standard: { supportedFrameworks: ['netstandard2.0'] },
    Old: { supportedFrameworks: ['net45'] },
    Both: { supportedFrameworks: ['net472', 'net6.0'] },
    Meta: { dependencyGroups: [{ targetFramework: 'netcoreapp3.1', dependencies: [] }] },
    Any: {},
  });
  const found = (frameworks: Partial<FrameworkFilter>) =>
    browse(gallery, {
      filters: {
        frameworks: { generations: [], names: [], mode: 'all', includesUsable: true, ...frameworks },
      },
    }).sort();

  it('by framework find what a project of it could use', () => {
    assert.deepEqual(found({ names: ['net8.0'] }), ['Both', 'Meta', 'New', 'Standard']);
    assert.deepEqual(found({ names: ['net48'] }), ['Both', 'Old', 'Standard']);
    assert.deepEqual(found({ names: ['netstandard2.0'] }), ['Standard']);
    assert.deepEqual(found({ names: ['net8.0-windows10.0.19041'] }), ['New']);
  });

  it('by framework find only what names it, where that is asked', () => {
    assert.deepEqual(found({ names: ['net8.0'], includesUsable: false }), ['New']);
    assert.deepEqual(found({ names: ['net7.0'], includesUsable: false }), []);
  });

  it('by generation find all of its frameworks', () => {
    assert.deepEqual(found({ generations: ['net'], includesUsable: false }), ['Both', 'New']);
    assert.deepEqual(found({ generations: ['netframework'] }), ['Both', 'Old', 'Standard']);
    assert.deepEqual(found({ generations: ['netcoreapp'], includesUsable: false }), ['Meta']);
  });

  it('by several want all of them, or any', () => {
    const two = { generations: ['net', 'netframework'], includesUsable: false } as const;
    assert.deepEqual(found(two), ['Both']);
    assert.deepEqual(found({ ...two, mode: 'any' }), ['Both', 'New', 'Old']);
    assert.deepEqual(found({ generations: ['net'], names: ['net45'], mode: 'any', includesUsable: false }), [
      'Both',
      'New',
      'Old',
    ]);
  });

  it('by licence read the expression, not a file', () => {
    const licensed = galleryWith({
      Mit: { license: { type: 'expression', value: 'MIT' } },
      Either: { license: { type: 'expression', value: '(MIT OR Apache-2.0)' } },
      File: { license: { type: 'file', value: 'MIT' } },
    });
    assert.deepEqual(browse(licensed, { filters: { license: 'mit' } }).sort(), ['Either', 'Mit']);
    assert.deepEqual(browse(licensed, { filters: { license: 'Apache-2.0' } }), ['Either']);
  });

  it('leave out what is deprecated, in everything and in a search', () => {
    const some = galleryWith({ 'Good.One': {}, 'Good.Bad': { isDeprecated: true } });
    assert.deepEqual(browse(some).length, 2);
    assert.deepEqual(browse(some, { filters: { hidesDeprecated: true } }), ['Good.One']);
    assert.deepEqual(browse(some, { text: 'good', filters: { hidesDeprecated: true } }), ['Good.One']);
  });

  it('by time count whole days', () => {
    const some = galleryWith({
      Today: { publishedAt: NOW },
      Week: { publishedAt: NOW - 7 * DAY },
      Year: { publishedAt: 5 },
    });
    const within = (days: number) => browse(some, { filters: { updatedWithin: { days, now: NOW } } }).sort();
    assert.deepEqual(within(6), ['Today']);
    assert.deepEqual(within(7), ['Today', 'Week']);
  });
});

describe('the order', () => {
  const gallery = galleryWith({
    'Acme.Json': { downloads: 10, publishedAt: NOW - 700 * DAY },
    Json: { downloads: 0, publishedAt: NOW - 3 * DAY },
    'Big.Json': { downloads: 100_000, publishedAt: NOW - 100 * DAY },
    'Other.Thing': { downloads: 50, publishedAt: NOW, description: 'Wraps json.' },
  });

  it('of relevance has the very id first, however little it is used', () => {
    assert.equal(browse(gallery, { text: 'JSON' })[0], 'Json');
    assert.equal(browse(gallery, { text: 'JSON', isExactFirst: false })[0], 'Big.Json');
  });

  it('of downloads counts every match alike', () => {
    const order = 'downloads' as const;
    assert.deepEqual(browse(gallery, { text: 'json', order }), ['Big.Json', 'Other.Thing', 'Acme.Json', 'Json']);
    assert.deepEqual(browse(gallery, { order })[0], 'Big.Json');
  });

  it('of time has the newest first, in everything and among matches, whatever the span they lie in', () => {
    const newest = ['Other.Thing', 'Json', 'Big.Json', 'Acme.Json'];
    assert.deepEqual(browse(gallery, { order: 'updated' }), newest);
    for (const limit of [1, 2, 3, 4, 100]) {
      assert.deepEqual(browse(gallery, { text: 'json', order: 'updated', limit }), newest.slice(0, limit), `${limit}`);
    }
  });
});

describe('the view of the site', () => {
  it('has each package once, by its stable version where there is one', () => {
    const gallery = new IndexGallery();
    gallery.add('Stable.Only');
    gallery.add('Preview.Only', { views: [1, 3] });
    gallery.add('Hidden', { views: [] });
    assert.deepEqual(browse(gallery).sort(), ['Preview.Only', 'Stable.Only']);
    assert.deepEqual(browse(gallery, { view: 2 }), ['Stable.Only']);
  });
});
