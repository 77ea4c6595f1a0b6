import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { countingRandom } from '../../base/random.ts';
import { codeAt, newTotpSecret, stepOfCode, totpUri } from './one-time-code.ts';

/** The secret of RFC 6238's appendix B, `12345678901234567890`, in base32. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const seconds = (count: number) => count * 1_000_000;

describe('codes of authenticator apps', () => {
  // The appendix prints eight digits; six are the last six of them.
  const vectors: readonly [second: number, step: number, code: string][] = [
    [59, 1, '287082'],
    [1_111_111_109, 37_037_036, '081804'],
    [1_111_111_111, 37_037_037, '050471'],
    [1_234_567_890, 41_152_263, '005924'],
    [2_000_000_000, 66_666_666, '279037'],
    [20_000_000_000, 666_666_666, '353130'],
  ];
  for (const [second, step, code] of vectors) {
    it(`gives RFC 6238's ${code} at second ${second}`, () => {
      assert.equal(codeAt(SECRET, seconds(second)), code);
      assert.equal(stepOfCode(SECRET, code, seconds(second)), step);
    });
  }

  it('takes the code of the step before and after, and of no other', () => {
    const code = codeAt(SECRET, seconds(1_000_005));
    const stepAt = (second: number) => stepOfCode(SECRET, code, seconds(second));
    const step = Math.floor(1_000_005 / 30);
    assert.deepEqual([1_000_005 - 30, 1_000_005, 1_000_005 + 30].map(stepAt), [step, step, step]);
    assert.deepEqual([1_000_005 - 60, 1_000_005 + 60].map(stepAt), [undefined, undefined]);
  });

  it('takes a code with spaces, and no other text', () => {
    assert.equal(stepOfCode(SECRET, '287 082', seconds(59)), 1);
    for (const text of ['', '28708', '2870820', '94287082', '２８７０８２', '-87082', '287082\n', 'abcdef']) {
      assert.equal(stepOfCode(SECRET, text, seconds(59)), undefined, JSON.stringify(text));
    }
  });

  it('makes secrets of 160 bits that differ', () => {
    const random = countingRandom();
    const [one, other] = [newTotpSecret(random), newTotpSecret(random)];
    assert.match(one, /^[A-Z2-7]{32}$/);
    assert.notEqual(one, other);
  });

  it('names gallery and person in what apps read', () => {
    const uri = new URL(totpUri(SECRET, { gallery: 'Acme & Söhne', person: 'olga' }));
    assert.equal(uri.protocol, 'otpauth:');
    assert.equal(decodeURIComponent(uri.pathname), '/Acme & Söhne:olga');
    assert.deepEqual(Object.fromEntries(uri.searchParams), {
      issuer: 'Acme & Söhne',
      secret: SECRET,
      algorithm: 'SHA1',
      digits: '6',
      period: '30',
    });
  });
});
