import type { Problem } from '../../base/problem.ts';
import type { DeprecationWords } from '../../packages/deprecation/deprecation-wish.ts';

/** What went wrong with a form of the page, and what was typed there. */
export interface ManageTrouble {
  readonly problem: Problem;
  readonly listing?: { readonly listed: boolean; readonly reason: string };
  readonly deprecation?: DeprecationWords;
}
