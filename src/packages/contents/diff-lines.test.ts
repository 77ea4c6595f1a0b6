import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { diffLines, hunksOf, MAX_DIFF_EDITS, MAX_DIFF_LINES } from './diff-lines.ts';

function drawn(before: string, after: string): string[] | undefined {
  const signs = { same: ' ', added: '+', removed: '-' };
  return diffLines(before.split(''), after.split(''))?.map(({ kind, text }) => `${signs[kind]}${text}`);
}

describe('diffLines', () => {
  it('finds the shortest script', () => {
    assert.deepEqual(drawn('', ''), []);
    assert.deepEqual(drawn('abc', 'abc'), [' a', ' b', ' c']);
    assert.deepEqual(drawn('abc', 'axc'), [' a', '-b', '+x', ' c']);
    assert.deepEqual(drawn('', 'ab'), ['+a', '+b']);
    assert.deepEqual(drawn('ab', ''), ['-a', '-b']);
    assert.equal(drawn('abcabba', 'cbabac')?.filter((line) => !line.startsWith(' ')).length, 5);
  });

  it('leads from one text to the other, whatever they are', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 40 });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = diffLines(before, after) ?? [];
        assert.deepEqual(
          lines.flatMap(({ kind, text: line }) => (kind === 'added' ? [] : [line])),
          before,
        );
        assert.deepEqual(
          lines.flatMap(({ kind, text: line }) => (kind === 'removed' ? [] : [line])),
          after,
        );
      }),
    );
  });

  it('gives up where it would take long: too many lines, too many edits', () => {
    const lines = (count: number, sign: string) => Array.from({ length: count }, (_, at) => `${sign}${at}`);
    assert.equal(diffLines(lines(MAX_DIFF_LINES + 1, 'a'), []), undefined);
    assert.equal(diffLines(lines(MAX_DIFF_EDITS, 'a'), lines(MAX_DIFF_EDITS, 'b')), undefined);
    assert.equal(diffLines(lines(MAX_DIFF_EDITS, 'a'), [])?.length, MAX_DIFF_EDITS);
  });

  it('keeps three lines around each change, and the numbers of what it leaves out', () => {
    const before = Array.from({ length: 30 }, (_, at) => String(at));
    const after = before.with(4, 'x').toSpliced(20, 1);
    const hunks = hunksOf(diffLines(before, after) ?? []);
    assert.deepEqual(
      hunks.map(({ beforeLine, afterLine, lines }) => [beforeLine, afterLine, lines.length]),
      [
        [2, 2, 8],
        [18, 18, 7],
      ],
    );
  });
});
