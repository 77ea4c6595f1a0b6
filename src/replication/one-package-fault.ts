import { Problem, type Fault } from '../base/problem.ts';
import { FeedFault } from './feed-fault.ts';

/**
 * What went wrong with one package and lets the rest go on: the source's fault, or an inspection that broke down.
 * Anything else concerns every package (a full disk, a lost database, a mistake of ours) and is thrown again.
 */
export function onePackageFault(error: unknown): Fault {
  if (error instanceof FeedFault) return error.toFault();
  if (error instanceof Problem && (error.code === 'internal' || error.code === 'busy')) {
    return { code: error.code, detail: error.message };
  }
  throw error;
}
