import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { systemRandom } from '../../base/random.ts';
import { hashRecoveryCode, newRecoveryCodes } from './recovery-code.ts';

describe('recovery codes', () => {
  it('are ten, all different, in groups that can be copied by hand', () => {
    const codes = newRecoveryCodes(systemRandom);
    assert.equal(new Set(codes).size, 10);
    for (const code of codes) assert.match(code, /^[0-9a-hjkmnp-tv-z]{4}(-[0-9a-hjkmnp-tv-z]{4}){3}$/);
  });

  it('are known again however they are typed', () => {
    const hash = hashRecoveryCode('k7d1-9x2m-4hta-p0vz');
    assert.match(hash ?? '', /^[0-9a-f]{64}$/);
    for (const typed of ['k7d19x2m4htap0vz', ' K7DI 9X2M 4HTA POVZ ', 'k7dl-9x2m-4hta-pOvz']) {
      assert.equal(hashRecoveryCode(typed), hash, typed);
    }
    assert.notEqual(hashRecoveryCode('k7d1-9x2m-4hta-p0vy'), hash);
  });

  it('are nothing else', () => {
    for (const typed of ['', '123456', 'k7d1-9x2m-4hta-p0v', 'k7d1-9x2m-4hta-p0vz0', 'u7d1-9x2m-4hta-p0vz']) {
      assert.equal(hashRecoveryCode(typed), undefined, typed);
    }
    assert.equal(hashRecoveryCode('0'.repeat(16) + ' '.repeat(100_000)), undefined);
  });
});
