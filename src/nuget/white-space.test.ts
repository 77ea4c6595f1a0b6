import assert from 'node:assert/strict';
import { it } from 'node:test';
import { trimWhiteSpace } from './white-space.ts';

it('trims what .NET takes for white space, which is not what JavaScript does', () => {
  assert.equal(trimWhiteSpace(' \t\r\n\u00a0\u3000a b\u2028\u0085 '), 'a b');
  assert.equal(trimWhiteSpace('\ufeffa\u200b'), '\ufeffa\u200b');
  assert.equal(trimWhiteSpace(' \u0085 '), '');
  assert.equal(trimWhiteSpace(''), '');
});

it('stays linear when a stranger sends nothing but white space before a letter', () => {
  assert.equal(trimWhiteSpace(`a${' '.repeat(1_000_000)}b`).length, 1_000_002);
});
