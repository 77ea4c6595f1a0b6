import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { anyVersion } from '../../test/support/version-arbitraries.ts';
import { versionSortKey } from './version-sort-key.ts';
import { compareVersions, parseVersion } from './version.ts';

function keyOf(text: string): string {
  const version = parseVersion(text);
  assert.ok(version !== undefined);
  return Buffer.from(versionSortKey(version)).toString('hex');
}

describe('versionSortKey', () => {
  it('sorts as compareVersions does', () => {
    fc.assert(
      fc.property(anyVersion, anyVersion, (a, b) => {
        const bytewise = Buffer.compare(versionSortKey(a), versionSortKey(b));
        assert.equal(bytewise, Math.sign(compareVersions(a, b)) + 0);
      }),
      { numRuns: 5_000 },
    );
  });

  it('has the form that databases hold: it must never change', () => {
    const inPieces = (text: string): string => keyOf(text).replace(/^(.{32})(..)/, '$1 $2 ');
    const numbers = '00000001000000020000000300000004';
    assert.equal(inPieces('1.2.3.4'), `${numbers} 01 `);
    assert.equal(inPieces('1.2.3.4+meta'), `${numbers} 01 `);
    assert.equal(inPieces('1.2.3.4-5'), `${numbers} 00 0180000005`);
    assert.equal(inPieces('1.2.3.4--5'), `${numbers} 00 017ffffffb`);
    assert.equal(inPieces('1.2.3.4-rc.1'), `${numbers} 00 025243000180000001`);
    assert.equal(inPieces('2147483647-2147483648'), `7fffffff${'0'.repeat(24)} 00 023231343734383336343800`);
  });

  it('is at most a few hundred bytes, however long the labels are', () => {
    const version = parseVersion(`1.0.0-${'a.'.repeat(124)}a`);
    assert.ok(version !== undefined && versionSortKey(version).length < 512);
  });
});
