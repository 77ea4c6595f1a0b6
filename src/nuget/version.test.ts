import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import {
  compareVersions,
  isLegacyCompatibleVersion,
  isLegacyReadable,
  MAX_VERSION_TEXT_LENGTH,
  parseVersion,
  type NuGetVersion,
} from './version.ts';
import { anyText, anyVersion, anyVersionText } from '../../test/support/version-arbitraries.ts';

function version(text: string): NuGetVersion {
  const parsed = parseVersion(text);
  assert.ok(parsed !== undefined, `${text} is a version`);
  return parsed;
}

describe('parseVersion', () => {
  it('says everything of a version', () => {
    assert.deepEqual(version('1.02.3.4-Beta.1-x+Build.01'), {
      major: 1,
      minor: 2,
      patch: 3,
      revision: 4,
      labels: ['Beta', '1-x'],
      metadata: 'Build.01',
      original: '1.02.3.4-Beta.1-x+Build.01',
      normalized: '1.2.3.4-Beta.1-x',
      full: '1.2.3.4-Beta.1-x+Build.01',
      key: '1.2.3.4-beta.1-x',
      isPrerelease: true,
      semVerLevel: 2,
    });
  });

  const forms: readonly (readonly [text: string, normalized: string, full?: string])[] = [
    ['1', '1.0.0'],
    ['1.02', '1.2.0'],
    ['1.0.0.0-Beta', '1.0.0-Beta'],
    ['1.0.1.2+x.01', '1.0.1.2', '1.0.1.2+x.01'],
    ['0.0.0.1', '0.0.0.1'],
    ['00001.0', '1.0.0'],
    ['2147483647.0.0', '2147483647.0.0'],
    ['1.0.0-0', '1.0.0-0'],
    ['1.0.0-0a', '1.0.0-0a'],
    ['1.0.0--', '1.0.0--'],
    ['1-a-b', '1.0.0-a-b'],
    ['1+a-b', '1.0.0', '1.0.0+a-b'],
    [' 1.2 ', '1.2.0'],
    ['1 . 2 .3 -a', '1.2.3-a'],
    ['1\t.\u00a02', '1.2.0'],
  ];
  for (const [text, normalized, full = normalized] of forms) {
    it(`reads ${JSON.stringify(text)} as ${full}`, () => {
      assert.deepEqual([version(text).normalized, version(text).full], [normalized, full]);
    });
  }

  it('keeps what was written, without spaces', () => {
    assert.equal(version(' 1 . 02 -Beta ').original, '1.02-Beta');
    assert.equal(version('1\t.2').original, '1\t.2');
  });

  const refused = [
    ...'| |a|v1.0|-1|+1|.1|1.|1..2|1.2.3.4.5|1,0|1 2|1.a|1e3|0x1|٣.0'.split('|'),
    ...'2147483648.0 99999999999999999999.0 1.0.0- 1.0.0-+a 1.0.0+ 1.0.0-a+ 1.0.0-a..b 1.0.0-.a'.split(' '),
    ...'1.0.0-01|1.0.0-a.00|1.0.0-a_b|1.0.0-é|1.0.0-a b|1.0.0+a+b|1.0.0+a..b|1.0.0\u0000|1.*|\ufeff1.0'.split('|'),
  ];
  for (const text of refused) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.equal(parseVersion(text), undefined);
    });
  }

  it('refuses texts over 256 characters unread', () => {
    const longest = `1.0.0-${'a'.repeat(MAX_VERSION_TEXT_LENGTH - 6)}`;
    assert.notEqual(parseVersion(longest), undefined);
    assert.equal(parseVersion(`${longest}a`), undefined);
    assert.equal(parseVersion('1.'.repeat(5_000_000)), undefined);
  });

  it('tells SemVer 2 from SemVer 1 by metadata and by more than one label', () => {
    for (const text of ['1.0', '1.0.0.1', '1.0.0-a', '1.0.0-1', '1.0.0-a-b'])
      assert.equal(version(text).semVerLevel, 1, text);
    for (const text of ['1.0.0-a.b', '1.0.0+a', '1.0.0-a+b', '1.0.0.1-1.2'])
      assert.equal(version(text).semVerLevel, 2, text);
  });

  it('reads its own forms back as the same version', () => {
    fc.assert(
      fc.property(anyVersion, (parsed) => {
        assert.equal(version(parsed.full).full, parsed.full);
        for (const text of [parsed.normalized, parsed.full, parsed.key, parsed.original]) {
          assert.equal(version(text).key, parsed.key);
          assert.equal(compareVersions(version(text), parsed), 0);
        }
      }),
    );
  });

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.oneof(anyVersionText, anyText), (text) => {
        const parsed = parseVersion(text);
        assert.match(parsed?.key ?? '0.0.0', /^\d+\.\d+\.\d+(\.\d+)?(-[0-9a-z.-]+)?$/);
      }),
    );
  });
});

describe('compareVersions', () => {
  it('orders as NuGet does', () => {
    const ascending = [
      ...'0.0.0-0 0.0.0 0.0.0.1 1.0.0--2147483648 1.0.0--5 1.0.0--1 1.0.0-0 1.0.0-2 1.0.0-10'.split(' '),
      ...'1.0.0-10.a 1.0.0-2147483647 1.0.0-- 1.0.0--2147483649 1.0.0-0a 1.0.0-2147483648 1.0.0-a'.split(' '),
      ...'1.0.0-A.1 1.0.0-a.1.0 1.0.0-a.B 1.0.0-a-1 1.0.0-alpha 1.0.0-beta 1.0.0 1.0.0.1 1.0.1-a 1.1 10'.split(' '),
    ];
    for (const [index, text] of ascending.entries()) {
      for (const [other, otherText] of ascending.entries()) {
        const order = Math.sign(compareVersions(version(text), version(otherText)));
        assert.equal(order, Math.sign(index - other), `${text} beside ${otherText}`);
      }
    }
  });

  it('ignores case, metadata, missing numbers and leading zeros', () => {
    for (const [a, b] of [
      ['1.0-BETA', '1.0.0.0-beta'],
      ['1.0+a', '1'],
      ['01.0', '1.0'],
      ['1-rc.1+x', '1-RC.1+y'],
    ] as const) {
      assert.equal(compareVersions(version(a), version(b)), 0);
      assert.equal(version(a).key, version(b).key);
    }
  });

  it('ranks some versions equally that are not the same: labels with leading zeros behind a dash', () => {
    assert.equal(compareVersions(version('1.0.0--1'), version('1.0.0--01')), 0);
    assert.notEqual(version('1.0.0--1').key, version('1.0.0--01').key);
  });

  it('is a total order', () => {
    fc.assert(
      fc.property(anyVersion, anyVersion, anyVersion, (a, b, c) => {
        const sign = (x: NuGetVersion, y: NuGetVersion): number => Math.sign(compareVersions(x, y)) + 0;
        assert.equal(sign(a, b) + sign(b, a), 0);
        assert.equal(sign(a, a), 0);
        if (sign(a, b) <= 0 && sign(b, c) <= 0) assert.ok(sign(a, c) <= 0);
      }),
    );
  });
});

describe('legacy clients', () => {
  it('read versions with at most one label that begins with a letter, and SemVer 2 is never shown to them', () => {
    for (const text of ['1', '1.0', '1.0.0.1', '1.0-a', '1.0-Rc-1', '1.0-a.1', '1.0-1.2', '1.0-1+a']) {
      assert.ok(isLegacyReadable(version(text)), text);
    }
    for (const text of ['1.0-1', '1.0-1a', '1.0--a', '1.0-0']) assert.ok(!isLegacyReadable(version(text)), text);
  });

  it('need a dot in a package\u2019s version', () => {
    for (const text of ['1.0', '1.0-a', '1-a.b', '1.0-1.2']) assert.ok(isLegacyCompatibleVersion(version(text)), text);
    for (const text of ['1', '1-a', '1+a', '1.0-1']) assert.ok(!isLegacyCompatibleVersion(version(text)), text);
  });
});
