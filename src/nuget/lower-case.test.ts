import assert from 'node:assert/strict';
import { it } from 'node:test';
import * as fc from 'fast-check';
import { anyText } from '../../test/support/version-arbitraries.ts';
import { lowerInvariant } from './lower-case.ts';

it('lower-cases each code point by itself, as .NET does', () => {
  assert.equal(lowerInvariant('Newtonsoft.JSON'), 'newtonsoft.json');
  assert.equal(lowerInvariant('ΟΔΟΣ'), 'οδοσ', 'a last sigma is like any other');
  assert.equal(lowerInvariant('İI'), 'İi', 'the dotted capital stays');
  assert.equal(lowerInvariant('\u212a'), 'k', 'the Kelvin sign becomes a letter of ASCII');
  assert.equal(lowerInvariant('𐐀Ǆẞ'), '𐐨ǆß');
});

it('is done after one pass, and keeps the number of code points', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const lower = lowerInvariant(text);
      assert.equal(lowerInvariant(lower), lower);
      assert.equal(Array.from(lower).length, Array.from(text).length);
    }),
  );
});
