import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { anyVersion } from '../../test/support/version-arbitraries.ts';
import {
  findBestMatch,
  formatVersionRange,
  isFloating,
  parseVersionRange,
  rangeSemVerLevel,
  satisfies,
  type VersionRange,
} from './version-range.ts';
import { compareVersions, parseVersion, type NuGetVersion } from './version.ts';

function range(text: string): VersionRange {
  const parsed = parseVersionRange(text);
  assert.ok(parsed !== undefined, `${text} is a range`);
  return parsed;
}

function version(text: string): NuGetVersion {
  const parsed = parseVersion(text);
  assert.ok(parsed !== undefined, `${text} is a version`);
  return parsed;
}

describe('parseVersionRange', () => {
  const forms: readonly (readonly [text: string, normalized: string])[] = [
    ['1.0', '[1.0.0, )'],
    ['[1.0]', '[1.0.0, 1.0.0]'],
    ['[1.0,2.0]', '[1.0.0, 2.0.0]'],
    ['(1.0,2.0)', '(1.0.0, 2.0.0)'],
    [' [ 1.0 , 2.0 ) ', '[1.0.0, 2.0.0)'],
    ['(1.0,2.0]', '(1.0.0, 2.0.0]'],
    ['[1.0,)', '[1.0.0, )'],
    ['[1.0,]', '[1.0.0, )'],
    ['(1.0,)', '(1.0.0, )'],
    ['(,1.0]', '(, 1.0.0]'],
    ['[,1.0]', '(, 1.0.0]'],
    ['(,1.0)', '(, 1.0.0)'],
    ['(, )', '(, )'],
    ['[ ]', '(, )'],
    ['(1.0,1.0)', '(1.0.0, 1.0.0)'],
    ['[1.0-Beta+x,2.0]', '[1.0.0-Beta, 2.0.0]'],
  ];
  for (const [text, normalized] of forms) {
    it(`reads ${JSON.stringify(text)} as ${normalized}`, () => {
      assert.equal(formatVersionRange(range(text)), normalized);
      assert.ok(!isFloating(range(text)));
    });
  }

  const refused = [
    ...'| |(,)|[,]|()|[]|( )|(1.0)|[1.0)|(1.0]|[1.0|1.0]|(|[|1.0,2.0|[1,2,3]'.split('|'),
    ...'[2.0,1.0] [1.0,1.0) (1.0,1.0] [a,2] [1,b] {1.0} [[1.0]] [1.0,2.*] [,*] [*] [1.*]'.split(' '),
  ];
  for (const text of refused) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.equal(parseVersionRange(text), undefined);
    });
  }

  it('refuses texts over 256 characters unread', () => {
    assert.notEqual(parseVersionRange(`[1.0,${' '.repeat(250)})`), undefined);
    assert.equal(parseVersionRange(`[1.0,${' '.repeat(251)})`), undefined);
    assert.equal(parseVersionRange('['.repeat(10_000_000)), undefined);
  });

  it('has no inclusive bound where there is none', () => {
    const { min, minInclusive, max, maxInclusive } = range('[ , ]');
    assert.deepEqual(
      { min, minInclusive, max, maxInclusive },
      { min: undefined, minInclusive: false, max: undefined, maxInclusive: false },
    );
  });

  it('needs SemVer 2 when a bound does, also by metadata that the normal form drops', () => {
    for (const text of ['1.0', '[1.0-a,2.0]', '(, )']) assert.equal(rangeSemVerLevel(range(text)), 1, text);
    for (const text of ['1.0-a.b', '[1.0,2.0-a.b)', '[1.0+x]', '(,2.0+x]'])
      assert.equal(rangeSemVerLevel(range(text)), 2, text);
  });

  it('reads its normal form back as the same range', () => {
    const bound = fc.option(anyVersion, { nil: undefined });
    fc.assert(
      fc.property(bound, fc.boolean(), bound, fc.boolean(), (min, minInclusive, max, maxInclusive) => {
        const text = `${minInclusive ? '[' : '('}${min?.full ?? ' '},${max?.full ?? ' '}${maxInclusive ? ']' : ')'}`;
        const parsed = parseVersionRange(text);
        if (parsed === undefined) {
          assert.ok(min !== undefined && max !== undefined && compareVersions(min, max) >= 0, text);
          return;
        }
        const again = range(formatVersionRange(parsed));
        assert.equal(formatVersionRange(again), formatVersionRange(parsed));
        assert.equal(again.min?.key, parsed.min?.key);
        assert.equal(again.max?.key, parsed.max?.key);
        assert.equal(again.minInclusive, parsed.minInclusive);
        assert.equal(again.maxInclusive, parsed.maxInclusive);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('satisfies', () => {
  it('looks at bounds alone', () => {
    const cases: readonly (readonly [range: string, inside: string, outside: string])[] = [
      ['1.0', '1.0 1.0.0.1 2.0-a 99', '0.9 1.0-a 1.0.0-z'],
      ['[1.0]', '1 1.0.0.0 1.0+x', '1.0.0.1 1.0-a'],
      ['(1.0,2.0)', '1.0.0.1 1.5 2.0-a', '1.0 2.0 2.0.1'],
      ['(,1.0)', '0.1 1.0-a', '1.0 2'],
      ['[1.0-b,2.0-b]', '1.0-B 1.0-c 1.0 2.0-a 2.0-B', '1.0-a 2.0-c 2.0'],
      ['(, )', '0.0.0-0 1 99-a', ''],
    ];
    for (const [text, inside, outside] of cases) {
      for (const each of inside.split(' ')) assert.ok(satisfies(range(text), version(each)), `${each} in ${text}`);
      for (const each of outside.split(' ').filter(Boolean))
        assert.ok(!satisfies(range(text), version(each)), `${each} not in ${text}`);
    }
  });
});

describe('findBestMatch', () => {
  const cases: readonly (readonly [range: string, versions: string, best: string | undefined])[] = [
    ['1.0', '0.9 1.5 1.1 2.0', '1.1'],
    ['1.0', '1.1-a 1.2', '1.2'],
    ['1.0-a', '1.1-a 1.2', '1.1-a'],
    ['[1.0,2.0-a]', '1.1-a 1.2', '1.1-a'],
    ['[1.0]', '1.1', undefined],
    ['1.0', '', undefined],
    ['*', '1.0 3.0-a 2.0', '2.0'],
    ['*-*', '1.0 3.0-a 2.0', '3.0-a'],
    ['1.*', '1.0 1.9 2.0 1.10-a', '1.9'],
    ['1.*', '2.5 2.0', '2.0'],
    ['1.*-*', '1.0 1.9 2.0 1.10-a', '1.10-a'],
    ['1.*-rc*', '1.0 1.9 1.10-a 1.11-RC.1', '1.11-RC.1'],
    ['1.0.0-beta*', '1.0.0-alpha 1.0.0-beta1 1.0.0-Beta9 1.0.0-rc 1.0.1', '1.0.0-Beta9'],
    ['1.0.0-beta*', '1.0.0 1.0.0-beta9', '1.0.0'],
    ['[1.*,1.5)', '1.2 1.4 1.6', '1.4'],
    ['1.1.1.*', '1.1.1.1 1.1.1.7 1.1.2', '1.1.1.7'],
  ];
  for (const [text, versions, best] of cases) {
    it(`takes ${best ?? 'nothing'} for ${text} out of ${versions || 'nothing'}`, () => {
      const list = versions.split(' ').filter(Boolean).map(version);
      assert.equal(findBestMatch(range(text), list)?.original, best);
      assert.equal(findBestMatch(range(text), list.toReversed())?.original, best);
    });
  }
});

describe('floating ranges', () => {
  const forms: readonly (readonly [text: string, behavior: string, normalized: string])[] = [
    ['*', 'Major', '[*, )'],
    ['1.*', 'Minor', '[1.*, )'],
    ['1.1.*', 'Patch', '[1.1.*, )'],
    ['1.1.1.*', 'Revision', '[1.1.1.*, )'],
    ['1.0.0-*', 'Prerelease', '[1.0.0-*, )'],
    ['1.0.0.1-beta.*', 'Prerelease', '[1.0.0.1-beta.*, )'],
    ['*-*', 'AbsoluteLatest', '[*-*, )'],
    ['*-rc*', 'PrereleaseMajor', '[*-rc*, )'],
    ['1.*-*', 'PrereleaseMinor', '[1.*-*, )'],
    ['1.1.*-rc.*', 'PrereleasePatch', '[1.1.*-rc.*, )'],
    ['1.1.1.*-a*', 'PrereleaseRevision', '[1.1.1.*-a*, )'],
    ['(1.*,2.0)', 'Minor', '(1.*, 2.0.0)'],
  ];
  for (const [text, behavior, normalized] of forms) {
    it(`recognises ${text}`, () => {
      const parsed = range(text);
      assert.ok(isFloating(parsed));
      assert.deepEqual([parsed.float?.behavior, formatVersionRange(parsed)], [behavior, normalized]);
      assert.equal(formatVersionRange(range(normalized)), normalized);
    });
  }

  it('does not float where the library does not, though there is a star', () => {
    assert.equal(formatVersionRange(range('1*')), '[10.0.0, )');
    assert.ok(!isFloating(range('1*')));
  });

  for (const text of [
    '**',
    '*.1',
    '1.*.*',
    '1.*.1',
    '1.*-',
    '1.0.0+*',
    '1.*+a',
    '1.*-01*',
    '1.1.1.1.*',
    '1.0.0-*-*',
    '*-',
  ]) {
    it(`refuses ${text}`, () => {
      assert.equal(parseVersionRange(text), undefined);
    });
  }
});
