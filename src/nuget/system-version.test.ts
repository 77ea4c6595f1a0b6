import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseSystemVersion } from './system-version.ts';

describe('parseSystemVersion', () => {
  it('reads two to four numbers', () => {
    assert.deepEqual(parseSystemVersion('1.2'), [1, 2, 0, 0]);
    assert.deepEqual(parseSystemVersion('01.2.3'), [1, 2, 3, 0]);
    assert.deepEqual(parseSystemVersion(' 1 .+2.-0.2147483647'), [1, 2, 0, 2_147_483_647]);
  });

  it('reads nothing else', () => {
    for (const text of ['', '1', '1.', '.1', '1..2', '1.2.3.4.5', '1.-2', '1.2147483648', '1.x', 'v1.0', '1.2.3.4.']) {
      assert.equal(parseSystemVersion(text), undefined, text);
    }
  });
});
