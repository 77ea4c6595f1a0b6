/**
 * Drawing holds the thread that answers everybody for some milliseconds, and whoever walks through all packages asks for a
 * picture of each: so they are drawn one after another, with a pause in which the others are answered.
 */
import { setTimeout } from 'node:timers/promises';
import { Problem } from '../../base/problem.ts';

/** Several times what a picture takes: pictures have a sixth of the thread at most. */
const PAUSE_MILLISECONDS = 50;
/** A few seconds' worth. */
export const MAX_WAITING_DRAWINGS = 50;

export type DrawingTurns = (draw: () => Promise<Buffer>) => Promise<Buffer>;

/** Throws `busy` for those beyond the limit. */
export function createDrawingTurns(pauseMilliseconds = PAUSE_MILLISECONDS): DrawingTurns {
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();
  return (draw) => {
    if (waiting >= MAX_WAITING_DRAWINGS)
      return Promise.reject(new Problem('busy', 'Too many pictures are waiting to be drawn: ask again in a moment.'));
    waiting += 1;
    const mine = last.then(draw).finally(() => (waiting -= 1));
    last = Promise.allSettled([mine]).then(() => setTimeout(pauseMilliseconds));
    return mine;
  };
}
