import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { countingRandom } from '../../base/random.ts';
import { Secret } from '../../base/secret.ts';
import { ServerSecret } from '../../base/server-secret.ts';
import { openText, sealText } from './sealed-text.ts';

describe('sealed texts', () => {
  const deps = { secret: new ServerSecret(new Secret('one secret')), random: countingRandom() };
  const sealed = sealText(deps, 'what nobody may read', 'account one');

  it('are read again with the same secret and context', () => {
    assert.equal(openText(deps.secret, sealed, 'account one'), 'what nobody may read');
    assert.doesNotMatch(Buffer.from(sealed, 'base64url').toString('latin1'), /nobody/);
  });

  it('never look the same twice', () => {
    assert.notEqual(sealText(deps, 'what nobody may read', 'account one'), sealed);
  });

  it('are worth nothing with another secret, in another context, changed or cut', () => {
    const bytes = Buffer.from(sealed, 'base64url');
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      assert.equal(openText(deps.secret, changed.toString('base64url'), 'account one'), undefined);
    }
    assert.equal(openText(deps.secret, sealed, 'account two'), undefined);
    assert.equal(openText(new ServerSecret(new Secret('another secret')), sealed, 'account one'), undefined);
    for (const text of ['', 'x', sealed.slice(0, 20), sealed.slice(0, -2)]) {
      assert.equal(openText(deps.secret, text, 'account one'), undefined);
    }
  });
});
