import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { frameworkTable } from './framework-table.ts';

describe('the table of frameworks', () => {
  it('tells what is in the package from what can use it', () => {
    const rows = frameworkTable(['netstandard2.0', 'net8.0']);
    assert.deepEqual(
      rows.map(({ product, included }) => [product, included]),
      [
        ['.NET', ['net8.0']],
        ['.NET Core', []],
        ['.NET Standard', ['netstandard2.0']],
        ['.NET Framework', []],
      ],
    );
    assert.deepEqual(rows[0]?.computed, ['net5.0', 'net6.0', 'net7.0', 'net9.0', 'net10.0']);
    assert.deepEqual(rows[2]?.computed, ['netstandard2.1']);
    assert.ok(rows[3]?.computed.includes('net472') && !rows[3].computed.includes('net45'));
  });

  it('names platforms only where the package knows them, and frameworks of no family as others', () => {
    const rows = frameworkTable(['net8.0-android34.0', 'monoandroid10.0']);
    assert.deepEqual(
      rows.map(({ product }) => product),
      ['.NET', 'Others'],
    );
    assert.ok(rows[0]?.included.includes('net8.0-android34.0'));
    assert.deepEqual(rows[1]?.included, ['monoandroid10.0']);
    assert.deepEqual(frameworkTable([]), []);
  });
});
