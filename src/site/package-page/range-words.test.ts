import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rangeWords } from './range-words.ts';

describe('a range in words', () => {
  const words: readonly [range: string, words: string][] = [
    ['[1.0.0, )', '1.0.0 or later'],
    ['(1.0.0, )', 'later than 1.0.0'],
    ['(, 2.0.0]', '2.0.0 or earlier'],
    ['(, 2.0.0)', 'earlier than 2.0.0'],
    ['[1.0.0, 1.0.0]', 'exactly 1.0.0'],
    ['[1.0.0, 2.0.0)', 'from 1.0.0, below 2.0.0'],
    ['(1.0.0, 2.0.0]', 'above 1.0.0 up to 2.0.0'],
    ['(, )', 'any version'],
    ['*', 'any version'],
    ['whatever', 'whatever'],
  ];
  for (const [range, expected] of words) {
    it(`says ${expected} for ${range}`, () => assert.equal(rangeWords(range), expected));
  }
});
