import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { countingRandom, systemRandom } from '../../base/random.ts';
import { generateApiKey, hashApiKey, isApiKeyForm } from './api-key.ts';
import { globMatches, isGlob } from './scopes.ts';

describe('API keys', () => {
  it('have the prefix that secret scanners know, 40 random digits and a checksum', () => {
    const key = generateApiKey(systemRandom).reveal();
    assert.match(key, /^lode_[0-9A-Za-z]{46}$/);
    assert.ok(isApiKeyForm(key));
  });

  it('show a mistyped character without a look at the database', () => {
    const key = generateApiKey(countingRandom()).reveal();
    for (let at = 5; at < key.length; at += 1) {
      const other = key[at] === 'x' ? 'y' : 'x';
      assert.equal(isApiKeyForm(key.slice(0, at) + other + key.slice(at + 1)), false, `character ${at}`);
    }
    for (const text of ['', 'lode_', key.slice(0, -1), `${key}0`, ` ${key}`, key.toUpperCase()])
      assert.equal(isApiKeyForm(text), false);
  });

  it('are stored as SHA-256', () => {
    assert.equal(hashApiKey('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it('cannot be printed by accident', () => {
    const key = generateApiKey(countingRandom());
    assert.equal(`${String(key)}${JSON.stringify({ key })}`, '***{"key":"***"}');
  });
});

describe('globs', () => {
  const cases: [glob: string, id: string, matches: boolean][] = [
    ['*', 'acme.tools', true],
    ['Acme.*', 'acme.tools', true],
    ['Acme.*', 'acmetools', false],
    ['Acme.*', 'acme.', true],
    ['acme', 'acme', true],
    ['acme', 'acme.tools', false],
    ['*.tools', 'acme.tools', true],
    ['a*e.*s', 'acme.tools', true],
    ['a*e*e*', 'acme.tools', false],
    ['ab*ba', 'aba', false],
    ['**', 'x', true],
  ];
  for (const [glob, id, matches] of cases) {
    it(`${glob} ${matches ? 'reaches' : 'does not reach'} ${id}`, () => assert.equal(globMatches(glob, id), matches));
  }

  it('take no time to speak of, whatever they are', () => {
    assert.equal(globMatches(`${'a*'.repeat(60)}b`, 'a'.repeat(100)), false);
  });

  it('hold letters, digits, dots, dashes, underscores and stars', () => {
    assert.ok(isGlob('Acme.*'));
    for (const text of ['', 'a b', 'a/b', 'a?', 'x'.repeat(129)]) assert.equal(isGlob(text), false);
  });
});
