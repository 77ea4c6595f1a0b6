import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Problem } from '../../base/problem.ts';
import { createDrawingTurns, MAX_WAITING_DRAWINGS } from './drawing-turns.ts';

it('lets one draw at a time, refuses those beyond the limit, and goes on after a failure', async () => {
  const inTurn = createDrawingTurns(0);
  let [now, most] = [0, 0];
  const drawn: number[] = [];
  const draw = (number: number) => async () => {
    most = Math.max(most, (now += 1));
    await new Promise(setImmediate);
    now -= 1;
    if (number === 0) throw new Error('no font');
    drawn.push(number);
    return Buffer.of(number);
  };
  const asked = Array.from({ length: MAX_WAITING_DRAWINGS + 2 }, (_, number) => inTurn(draw(number)));
  const outcomes = await Promise.allSettled(asked.toSpliced(4, MAX_WAITING_DRAWINGS - 4));
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['rejected', 'fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'rejected'],
  );
  for (const outcome of outcomes.slice(-2))
    assert.ok(outcome.status === 'rejected' && outcome.reason instanceof Problem && outcome.reason.code === 'busy');
  assert.deepEqual([most, drawn.slice(0, 3)], [1, [1, 2, 3]]);
  await inTurn(draw(99));
  assert.equal(drawn.at(-1), 99, 'there is room again');
});
