import type { Fault } from '../../base/problem.ts';

/** What is wrong with one field, as one text; `at` of a fault is the field's name. */
export function faultAt(faults: readonly Fault[], name: string): string | undefined {
  const of = faults.filter((fault) => fault.at === name);
  return of.length === 0 ? undefined : of.map((fault) => fault.detail).join(' ');
}
