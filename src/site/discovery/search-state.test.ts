import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import {
  everyPackage,
  isWordy,
  MAX_PAGE,
  parseSearchState,
  searchParameters,
  searchStateUrl,
  type SearchState,
} from './search-state.ts';

const urls = { search: '/packages' };

function parsed(query: string): SearchState {
  const state = parseSearchState(new URLSearchParams(query));
  if ('faults' in state) throw new Error(state.faults.map(({ detail }) => detail).join(' '));
  return state;
}

function faultsOf(query: string): (string | undefined)[] {
  const state = parseSearchState(new URLSearchParams(query));
  return 'faults' in state ? state.faults.map(({ at }) => at) : [];
}

const states: fc.Arbitrary<SearchState> = fc.record(
  {
    q: fc.string({ unit: 'grapheme' }).map((text) => text.trim()),
    page: fc.integer({ min: 1, max: MAX_PAGE }),
    generations: fc.subarray(['net', 'netcoreapp', 'netstandard', 'netframework'] as const),
    frameworks: fc.subarray(['net8.0', 'netstandard2.0', 'net472', 'net8.0-windows10.0.19041']),
    frameworkMode: fc.constantFrom('all', 'any'),
    isNamedOnly: fc.boolean(),
    packageType: fc.constantFrom('', 'Dependency', 'DotnetTool', 'msbuildsdk', 'My.Type'),
    license: fc.constantFrom('', 'MIT', 'GPL-2.0-or-later', 'Apache-2.0'),
    updatedWithin: fc.option(fc.integer({ min: 1, max: 3_650 }), { nil: undefined }),
    isStableOnly: fc.boolean(),
    hidesDeprecated: fc.boolean(),
    order: fc.constantFrom('relevance', 'downloads', 'updated'),
  },
  { noNullPrototype: true },
);

describe('the address of a search', () => {
  it('says all that is asked, and what it says is read again', () => {
    fc.assert(
      fc.property(states, (state) => {
        const url = searchStateUrl(urls, state);
        assert.deepEqual(parsed(url.split('?')[1] ?? ''), state);
      }),
    );
  });

  it('leaves out what is as always', () => {
    assert.equal(searchStateUrl(urls, everyPackage), '/packages');
    assert.deepEqual(searchParameters({ ...everyPackage, q: 'json', order: 'downloads' }), [
      ['q', 'json'],
      ['sortby', 'totalDownloads-desc'],
    ]);
  });

  it('is read whatever the case of names and values, as nuget.org writes them', () => {
    const state = parsed(
      'Q=Json&PAGE=2&Prerel=FALSE&Frameworks=NET,netStandard&TFMs=NET8.0&SORTBY=TOTALDOWNLOADS-DESC' +
        '&frameworkfiltermode=ANY&includecomputedframeworks=False&packageType=DOTNETTOOL&deprecated=False',
    );
    assert.deepEqual(state, {
      ...everyPackage,
      q: 'Json',
      page: 2,
      isStableOnly: true,
      generations: ['net', 'netstandard'],
      frameworks: ['net8.0'],
      frameworkMode: 'any',
      isNamedOnly: true,
      packageType: 'DotnetTool',
      hidesDeprecated: true,
      order: 'downloads',
    });
    assert.deepEqual(parsed('packagetype=all&prerel=true&sortby=relevance'), everyPackage);
    assert.deepEqual(parsed('frameworks=net&frameworks=netstandard&tfms=net8.0,net8.0'), {
      ...everyPackage,
      generations: ['net', 'netstandard'],
      frameworks: ['net8.0'],
    });
  });

  it('is refused with everything that is wrong', () => {
    for (const page of ['0', '-1', '1.5', 'x', String(MAX_PAGE + 1), '1e1', '99999999999999999999']) {
      assert.deepEqual(faultsOf(`page=${page}`), ['page'], page);
    }
    const wrong =
      'page=0&prerel=maybe&frameworks=java&tfms=x!&frameworkFilterMode=some&sortby=name&updated=0&licence=a%20b';
    assert.deepEqual(
      new Set(faultsOf(`${wrong}&packagetype=%3Cb%3E`)),
      new Set([
        'frameworkFilterMode',
        'frameworks',
        'licence',
        'packagetype',
        'page',
        'prerel',
        'sortby',
        'tfms',
        'updated',
      ]),
    );
    assert.deepEqual(faultsOf(`tfms=${Array.from({ length: 21 }, (_, i) => `net${i + 5}.0`).join()}`), ['tfms']);
    assert.deepEqual(faultsOf('utm_source=x&page='), []);
  });

  it('is long where a form was sent, and only there', () => {
    assert.ok(isWordy(new URLSearchParams('q=json&licence=')));
    assert.ok(isWordy(new URLSearchParams('frameworks=net&frameworks=netstandard')));
    assert.ok(!isWordy(new URLSearchParams('q=&prerel=true')));
  });
});
