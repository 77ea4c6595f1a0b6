import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { cutText } from './cut-text.ts';

describe('cutText', () => {
  it('cuts behind a word, and inside one that is too long', () => {
    assert.equal(cutText('one two three', 13), 'one two three');
    assert.equal(cutText('one two three', 12), 'one two…');
    assert.equal(cutText('x'.repeat(20), 5), 'xxxxx…');
    assert.equal(cutText('😀😀😀', 2), '😀😀…');
  });

  it('leaves one line, without what cannot be seen', () => {
    assert.equal(cutText('  a\r\n\tb\u0000\u202Ec\u2066 ', 20), 'a b c');
  });

  it('is never longer than it may be, whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.integer({ min: 1, max: 100 }), (text, most) => {
        const cut = cutText(text, most);
        assert.ok(Array.from(cut).length <= most + 1);
        assert.ok(!/[\p{Cc}\u202a-\u202e]/u.test(cut));
      }),
    );
  });
});
