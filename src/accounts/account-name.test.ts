import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lookAlikeKey, parseAccountName, parseEmail } from './account-name.ts';

describe('a name of an account', () => {
  it('has letters and digits, with ., _ and - between them, as on nuget.org', () => {
    for (const text of ['a', 'A1', 'olga', 'Olga_Petrova', 'o..p', 'a-_.b', 'x'.repeat(64)]) {
      assert.deepEqual(parseAccountName(text), { display: text, key: text.toLowerCase() }, text);
    }
    const others = [
      '',
      '.a',
      'a.',
      '-a',
      'a_',
      'a b',
      'a/b',
      'olgä',
      'а',
      'a\u0000',
      'a\n',
      'o\u202Elga',
      'o\u200Blga',
      '%41',
      '..',
    ];
    for (const text of [...others, 'x'.repeat(65), 'x'.repeat(100_000), '\uD800']) {
      assert.equal(parseAccountName(text), undefined, JSON.stringify(text.slice(0, 20)));
    }
  });

  it('looks like those that people would take it for', () => {
    const like = (text: string) => lookAlikeKey(parseAccountName(text) ?? { display: '', key: '' });
    for (const [one, other] of [
      ['olga', '0LGA'],
      ['Acme.Http', 'acme_http'],
      ['michael', 'rnichael'],
      ['will', 'W1LL'],
      ['wanda', 'vvanda'],
    ] as const)
      assert.equal(like(one), like(other), other);
    assert.notEqual(like('olga'), like('helga'));
  });
});

describe('an email address', () => {
  it('is one address, with nothing in it that a header gives a meaning to', () => {
    for (const text of [
      'olga@gallery.example',
      'o+x.y@a.b.example',
      'Ольга@пример.example',
      'o!#$%&*/=?^_`{|}~-@x.example',
    ]) {
      assert.deepEqual(parseEmail(text), { display: text, key: text.toLowerCase() }, text);
    }
    const others = [
      '',
      'olga',
      '@x.example',
      'olga@',
      'olga@host',
      'a@b.',
      'a@b@c.example',
      'a b@c.example',
      'a@b.example,c@d.example',
    ];
    const injections = [
      'a@b.example\r\nBcc: c@d.example',
      'a@b.example\n',
      'a@b.example;',
      '<a@b.example>',
      '"a"@b.example',
      'a(x)@b.example',
    ];
    const odd = [
      'a\0@b.example',
      'a\u202E@b.example',
      'a\u200B@b.example',
      'a\uD800@b.example',
      'a\u00A0@b.example',
      'a@[127.0.0.1]',
    ];
    for (const text of [
      ...others,
      ...injections,
      ...odd,
      `${'a'.repeat(65)}@b.example`,
      `a@${'b'.repeat(250)}.example`,
      'a@b.'.repeat(25_000),
    ]) {
      assert.equal(parseEmail(text), undefined, JSON.stringify(text.slice(0, 40)));
    }
  });
});
