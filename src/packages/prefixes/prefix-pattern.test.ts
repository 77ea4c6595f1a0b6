import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Problem } from '../../base/problem.ts';
import {
  beginningsOf,
  parsePrefixPattern,
  patternText,
  requireLongEnough,
  requirePrefixPattern,
  widerBeginningsOf,
} from './prefix-pattern.ts';

describe('parsePrefixPattern', () => {
  const cases: readonly [typed: string, shown: string | undefined][] = [
    ['Acme.*', 'Acme.*'],
    [' Acme.* ', 'Acme.*'],
    // No id ends so: the star was forgotten.
    ['Acme.', 'Acme.*'],
    ['Acme-', 'Acme-*'],
    ['Acme*', 'Acme*'],
    ['Acme', 'Acme'],
    ['Acme.Http', 'Acme.Http'],
    ['_x.*', '_x.*'],
    ['', undefined],
    ['*', undefined],
    ['.*', undefined],
    ['Acme..*', undefined],
    ['Ac*me', undefined],
    ['Acme.**', undefined],
    ['Acme .*', undefined],
    ['Äcme.*', undefined],
    ['Acme/', undefined],
    ['Acme.\n*', undefined],
  ];
  for (const [typed, shown] of cases) {
    it(`reads ${JSON.stringify(typed)} as ${shown ?? 'nothing'}`, () => {
      const pattern = parsePrefixPattern(typed);
      assert.equal(pattern && patternText(pattern), shown);
    });
  }

  it('takes what an id can begin with, and no more', () => {
    assert.ok(parsePrefixPattern('a'.repeat(100)) !== undefined);
    assert.ok(parsePrefixPattern(`${'a'.repeat(100)}*`) !== undefined);
    assert.equal(parsePrefixPattern('a'.repeat(101)), undefined);
    assert.equal(parsePrefixPattern(`${'a'.repeat(101)}*`), undefined);
  });
});

describe('requireLongEnough', () => {
  it('counts letters and digits only', () => {
    requireLongEnough(requirePrefixPattern('Acme.*'));
    requireLongEnough(requirePrefixPattern('A.B.C1'));
    for (const text of ['Acm.*', 'A.B.C.*', 'a__-b']) {
      assert.throws(
        () => requireLongEnough(requirePrefixPattern(text)),
        (error) => error instanceof Problem && error.faults[0]?.at === 'prefix',
        text,
      );
    }
  });
});

describe('the beginnings of an id', () => {
  it('are all of them', () => assert.deepEqual(beginningsOf({ key: 'a.b' }), ['a', 'a.', 'a.b']));

  it('are wider than a prefix when they are shorter, and than an id even when they are it', () => {
    assert.deepEqual(widerBeginningsOf({ key: 'a.b', isExact: false }), ['a', 'a.']);
    assert.deepEqual(widerBeginningsOf({ key: 'a.b', isExact: true }), ['a', 'a.', 'a.b']);
  });
});
