import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { countParts, MAX_TERM_LENGTH, startsOf, tellingTermsOf, termsOf, wholeTerm, wordsOf } from './analyze-text.ts';

describe('terms of a text', () => {
  const cases: readonly (readonly [text: string, terms: string])[] = [
    ['Newtonsoft.Json', 'newtonsoft json'],
    ['EntityFrameworkCore', 'entityframeworkcore entity framework core'],
    ['log4net', 'log4net log 4 net'],
    ['XMLParser', 'xmlparser xml parser'],
    ['ASP.NET', 'asp net'],
    ['iPhone', 'iphone i phone'],
    ['OAuth2', 'oauth2 o auth 2'],
    ['snake_case-and:more', 'snake case and more'],
    ["a.b-c_d,e;f:g'h*i#j!k~l+m(n)o[p]q{r}s", 'a b c d e f g h i j k l m n o p q r s'],
    ['C#', 'c'],
    ['json JSON Json', 'json'],
    ['net8.0', 'net8 net 8 0'],
    ['Überraschung', 'überraschung'],
    ['ÉcoleNormale', 'écolenormale école normale'],
    ['数据库', '数据库'],
    ['', ''],
    ['... "" * ( ) ', ''],
    ['a\u0000b', 'a b'],
    ['\ud800x', 'x'],
  ];
  for (const [text, terms] of cases) {
    it(`${JSON.stringify(text)} are ${terms === '' ? 'none' : terms}`, () => {
      assert.equal(termsOf(text).join(' '), terms);
    });
  }

  it('are the same for the two ways to write an accent', () => {
    assert.deepEqual(termsOf('e\u0301cole'), termsOf('\u00e9cole'));
  });

  it('lower a Kelvin sign and a final sigma as .NET does', () => {
    assert.deepEqual(termsOf('\u03a3\u03a3'), ['\u03c3\u03c3']);
  });

  it('are cut at the limit', () => {
    assert.deepEqual(termsOf('x'.repeat(MAX_TERM_LENGTH + 5)), ['x'.repeat(MAX_TERM_LENGTH)]);
  });

  it('of a text without end are bounded', () => {
    assert.ok(wordsOf('word '.repeat(50_000)).length <= 1000);
  });

  it('leave out words that say nothing where that is asked', () => {
    assert.deepEqual(tellingTermsOf('The JSON for the web, and more'), ['json', 'web', 'more']);
  });

  it('never hold anything but letters, digits and marks, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        for (const term of termsOf(text)) assert.match(term, /^[\p{L}\p{N}\p{M}]+$/u);
      }),
    );
  });

  it('of a word join to the word again', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9]{1,40}$/), (text) => {
        const [word] = wordsOf(text);
        assert.equal(word?.term, text.toLowerCase());
        if (word !== undefined && word.parts.length > 0) assert.equal(word.parts.join(''), word.term);
      }),
    );
  });
});

describe('parts of an id', () => {
  for (const [id, parts] of [
    ['Json', 1],
    ['Newtonsoft.Json', 2],
    ['EntityFrameworkCore', 3],
    ['A.B-c_D2', 5],
  ] as const) {
    it(`${id} has ${parts}`, () => {
      assert.equal(countParts(id), parts);
    });
  }
});

describe('beginnings of a term', () => {
  it('go up to a length and never cut a character', () => {
    assert.deepEqual(startsOf('json', 3), ['j', 'js', 'jso']);
    assert.deepEqual(startsOf('a\u{1d49c}b', 9), ['a', 'a\u{1d49c}', 'a\u{1d49c}b']);
  });
});

describe('a text as one term', () => {
  it('is trimmed and in lower case', () => {
    assert.equal(wholeTerm('  Foo-Bar Baz '), 'foo-bar baz');
  });
});
