import type { Problem } from '../../base/problem.ts';

/** What went wrong with a form about owners, and what was typed there. */
export interface OwnersTrouble {
  readonly problem: Problem;
  readonly account?: string;
  readonly message?: string;
}
