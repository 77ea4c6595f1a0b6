import assert from 'node:assert/strict';
import { argon2Sync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { countingRandom } from '../../base/random.ts';
import { Secret } from '../../base/secret.ts';
import { hashPassword, isHashOf, isOutgrown, NOBODYS_HASH } from './password-hash.ts';
import { checkNewPassword } from './password.ts';
import { createPasswords, MAX_WAITING_PASSWORDS } from './passwords.ts';

const context = { name: 'Olga.Petrova', email: 'o.petrova@mail.example', gallery: 'Acme Lode' };
const codesOf = (text: string) => checkNewPassword(text, context).map(({ code }) => code);

describe('a new password', () => {
  it('has 12 to 128 code points, counted after normalization', () => {
    assert.deepEqual(codesOf('tick-tack-x'), ['password_length']);
    assert.deepEqual(codesOf('tick-tack-xy'), []);
    assert.deepEqual(codesOf('🦔🐢🌵🪨🌧🧭🪵🛶🗻🦉🍄🌔'), []);
    assert.deepEqual(codesOf('🦔🐢🌵🪨🌧🧭'), ['password_length']);
    // Six letters, each with an accent of its own: six characters, not twelve.
    assert.deepEqual(codesOf('e\u0301a\u0301o\u0301u\u0301i\u0301y\u0301'), ['password_length']);
    const long = 'rock lichen '.repeat(11);
    assert.deepEqual(codesOf(long.slice(0, 128)), []);
    assert.deepEqual(codesOf(long.slice(0, 129)), ['password_length']);
    assert.deepEqual(codesOf('x'.repeat(100_000)), ['password_length']);
  });

  it('may be anything else: no rules of composition', () => {
    for (const fine of [
      'lichen on wet rock',
      '  spaces at the ends  ',
      'ΑλεπούΣτηΒροχή',
      '843019275561',
      'x#9&Lq!2@vPz',
      '雪山狐狸紅茶木橋石燈火車',
    ])
      assert.deepEqual(codesOf(fine), [], fine);
  });

  it('is none of the common ones, in no spelling that everybody knows', () => {
    const common = [
      'passwordpassword',
      'Password1234',
      'P@ssw0rd2026!',
      '***password***',
      'ILoveYouForever',
      'iloveyouforever!!!',
      'qwertyuiop12',
      '1Q2W3E4R5T6Y',
      '123456789012',
      '210987654321',
      'aaaaaaaaaaaa',
      'abcabcabcabc',
      'abcdefghijkl',
      'letmein letmein',
      'dragondragon1',
      'CorrectHorseBatteryStaple1',
      'Christopher1990',
    ];
    for (const each of common) assert.deepEqual(codesOf(each), ['password_common'], each);
  });

  it("is not just the account's name, its address or the gallery's name", () => {
    for (const each of [
      'olga.petrova',
      'Olga.Petrova2026!',
      'petrova-petrova',
      'o.petrova@mail.example',
      'acme lode 2026',
      'AcmeLodePassword1',
    ])
      assert.deepEqual(codesOf(each), ['password_of_account'], each);
    assert.deepEqual(codesOf('olga walks the ridge'), []);
  });

  it('has no character that is no text', () => {
    assert.deepEqual(codesOf('lichen\0on wet rock'), ['password_characters']);
    assert.deepEqual(codesOf('lichen on \uD800 wet rock'), ['password_characters']);
  });
});

describe('the list of common passwords', () => {
  it('has thousands that a policy of twelve characters would let through, in lower case, sorted and each once', () => {
    const file = readFileSync(path.join(import.meta.dirname, 'common-passwords.txt'), 'utf8');
    const lines = file.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    assert.ok(lines.filter((line) => line.length >= 12).length > 3_000);
    assert.deepEqual(lines, [...new Set(lines.map((line) => line.toLowerCase()))].sort());
  });
});

describe('a stored password', () => {
  const passwords = createPasswords({ random: countingRandom() });
  const password = new Secret('lichen on wet rock');

  it('is argon2id with its parameters, salted each time anew', async () => {
    const [first, second] = [await passwords.hash(password), await passwords.hash(password)];
    assert.match(first, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    assert.notEqual(first, second);
    assert.equal(await passwords.verify(first, password), 'right');
    assert.equal(await passwords.verify(first, new Secret('lichen on wet rocK')), 'wrong');
    assert.equal(await passwords.verify(first, new Secret('lichen on wet rock ')), 'wrong');
  });

  it('is the same from every keyboard', async () => {
    const stored = await passwords.hash(new Secret('caf\u00e9 on wet rock'));
    assert.equal(await passwords.verify(stored, new Secret('cafe\u0301 on wet rock')), 'right');
  });

  it('is read with the parameters of its own, and hashed anew when they have grown', async () => {
    const weaker = '$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$';
    const parameters = { memory: 64, passes: 1, parallelism: 1, tagLength: 32 };
    const nonce = Buffer.from('somesaltsomesalt');
    const hash = argon2Sync('argon2id', { message: 'lichen on wet rock', nonce, ...parameters });
    const stored = weaker + hash.toString('base64').replace('=', '');
    assert.equal(await passwords.verify(stored, password), 'outgrown');
    assert.equal(isOutgrown(await hashPassword(countingRandom(), 'x')), false);
  });

  it('is wrong when it cannot be read, or asks for more than a machine has', async () => {
    const huge =
      '$argon2id$v=19$m=9999999,t=999,p=99$c29tZXNhbHRzb21lc2FsdA$c29tZXNhbHRzb21lc2FsdHNvbWVzYWx0c29tZXNhbHQ';
    for (const stored of ['', 'plain', '$2b$10$abc', huge]) {
      assert.equal(await isHashOf(stored, 'lichen on wet rock'), false);
      assert.equal(await passwords.verify(stored, password), 'wrong');
    }
  });

  it('costs the same where there is none, and is never right there', async () => {
    // Today's cost, so that it takes today's time.
    assert.equal(isOutgrown(NOBODYS_HASH), false);
    assert.equal(await passwords.verify(undefined, password), 'wrong');
    assert.equal(await passwords.verify(null, new Secret('')), 'wrong');
    const stored = await passwords.hash(password);
    assert.equal(await passwords.verify(stored, new Secret('x'.repeat(100_000))), 'wrong');
  });

  it('waits for its turn, and is refused when too many wait', async () => {
    const asked = Array.from({ length: MAX_WAITING_PASSWORDS + 5 }, () => passwords.verify(undefined, password));
    const outcomes = await Promise.allSettled(asked);
    const refused = outcomes.filter(({ status }) => status === 'rejected');
    assert.equal(refused.length, 3);
    assert.ok(refused.every((each) => each.status === 'rejected' && (each.reason as { code: string }).code === 'busy'));
    assert.equal(await passwords.verify(undefined, password), 'wrong');
  });
});
