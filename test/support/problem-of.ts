import assert from 'node:assert/strict';
import { Problem } from '../../src/base/problem.ts';

/** The Problem that a use case throws; a failure of the test when it throws none. */
export async function problemOf(work: Promise<unknown>): Promise<Problem> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof Problem, `expected a Problem, not ${String(error)}`);
  return error;
}
