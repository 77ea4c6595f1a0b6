import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ordinalIgnoreCaseKey } from './ordinal-ignore-case.ts';

const pairs: readonly (readonly [string, string, boolean])[] = [
  ['net45', 'NET45', true],
  ['ä', 'Ä', true],
  ['ᾀ', 'ᾈ', true],
  ['σ', 'ς', true],
  ['ß', 'SS', false],
  ['ß', 'ẞ', false],
  ['i', 'İ', false],
  ['i', 'ı', false],
  ['k', '\u212a', false],
  ['s', 'ſ', false],
];

describe('ordinalIgnoreCaseKey', () => {
  for (const [a, b, isEqual] of pairs) {
    it(`tells ${a} and ${b} ${isEqual ? 'to be the same' : 'apart'}`, () => {
      assert.equal(ordinalIgnoreCaseKey(a) === ordinalIgnoreCaseKey(b), isEqual);
    });
  }
});
