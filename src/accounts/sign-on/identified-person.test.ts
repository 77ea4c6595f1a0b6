import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readClaims, type Claims } from './identified-person.ts';

const who = { iss: 'https://issuer.example', sub: 'olga-1' };
const read = (more: Claims, groups?: string) => readClaims({ ...who, ...more }, groups);

describe('claims of an issuer', () => {
  it('must say who it is', () => {
    const bad: readonly Claims[] = [
      {},
      { iss: who.iss },
      { sub: who.sub },
      { ...who, sub: '' },
      { ...who, sub: 7 },
      { ...who, sub: 'a\u0000b' },
      { ...who, sub: '\ud800' },
      { ...who, sub: 'x'.repeat(256) },
    ];
    for (const claims of bad) assert.equal(readClaims(claims, undefined), undefined, JSON.stringify(claims));
    assert.equal(read({ sub: 'x'.repeat(255) })?.subject.length, 255);
  });

  it('vouch for an address only where they say so', () => {
    const verified = (more: Claims) => read({ email: 'olga@example.org', ...more })?.isEmailVerified;
    assert.deepEqual(
      [true, 'true', false, 'false', 1, undefined, 'yes'].map((email_verified) => verified({ email_verified })),
      [true, true, false, false, false, false, false],
    );
    assert.equal(read({ email: 'no address', email_verified: true })?.isEmailVerified, false);
    assert.equal(read({ email: ['olga@example.org'], email_verified: true })?.email, undefined);
  });

  it('propose a name that can be one here', () => {
    const name = (preferred_username: unknown, email?: string) => read({ preferred_username, email })?.nameWish;
    assert.equal(name('olga'), 'olga');
    assert.equal(name('olga@corp.example'), 'olga');
    assert.equal(name(undefined, 'olga.ivanova@example.org'), 'olga.ivanova');
    assert.equal(name('Óscar Núñez'), 'scar-N-ez');
    assert.equal(name('..olga__x..'), 'olga-x');
    assert.equal(name('日本'), '');
    assert.equal(name('x'.repeat(100)), '');
    assert.equal(name({ toString: 'x' }), '');
  });

  it('are called by what a person knows them by', () => {
    assert.equal(read({ preferred_username: 'olga', name: 'Olga I.' })?.label, 'olga');
    assert.equal(read({ name: 'Olga I.' })?.label, 'Olga I.');
    assert.equal(read({ email: 'olga@example.org' })?.label, 'olga@example.org');
    assert.equal(read({ name: 'a\nb' })?.label, 'olga-1');
  });

  it('say of groups what there is, and nothing where they say that it is elsewhere', () => {
    assert.equal(read({ groups: ['a'] })?.groups, undefined);
    assert.deepEqual(read({ groups: ['a', 'b', 7, null, 'x'.repeat(257)] }, 'groups')?.groups, ['a', 'b']);
    assert.deepEqual(read({ groups: 'a' }, 'groups')?.groups, ['a']);
    assert.deepEqual(read({}, 'groups')?.groups, []);
    assert.deepEqual(read({ groups: { a: 1 } }, 'groups')?.groups, []);
    assert.deepEqual(read({}, 'constructor')?.groups, []);
    const many = Array.from({ length: 5_000 }, (_, index) => `group-${index}`);
    assert.equal(read({ groups: many }, 'groups')?.groups?.length, 2_000);
    assert.equal(read({ _claim_names: { groups: 'src1' } }, 'groups')?.groups, undefined);
  });

  it('tell of a second factor by the word for it alone', () => {
    assert.deepEqual(
      [['pwd', 'mfa'], ['pwd'], 'mfa', undefined, [['mfa']]].map((amr) => read({ amr })?.hasSecondFactor),
      [true, false, false, false, false],
    );
  });
});
