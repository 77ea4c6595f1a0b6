import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { setImmediate as otherTurn } from 'node:timers/promises';
import { sharedRead } from './sqlite-shared-read.ts';

describe('reads of one turn', () => {
  it('share a transaction over everything that awaits them, and end it before anything else comes', async () => {
    const reader = new DatabaseSync(':memory:');
    const readTogether = sharedRead(reader);
    const seen: boolean[] = [];
    const look = async () => {
      await Promise.resolve();
      seen.push(reader.isTransaction);
    };
    await otherTurn();
    readTogether();
    readTogether();
    for (let awaits = 0; awaits < 5; awaits += 1) await look();
    await otherTurn();
    seen.push(reader.isTransaction);
    assert.deepEqual(seen, [true, true, true, true, true, false]);
    reader.close();
  });

  it('mind neither a transaction that is over already nor a reader that is closed', async () => {
    const reader = new DatabaseSync(':memory:');
    const readTogether = sharedRead(reader);
    readTogether();
    reader.exec('ROLLBACK');
    await otherTurn();
    readTogether();
    reader.close();
    await otherTurn();
  });
});
