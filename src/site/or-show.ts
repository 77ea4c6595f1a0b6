import { Problem } from '../base/problem.ts';
import type { HttpAnswer } from '../http/exchange.ts';
import { isForForm } from './problem-page.tsx';

/**
 * Does what a form wishes and gives its answer; where that fails by what was typed, shows the form again:
 *
 *     return orShow(
 *       async () => { await createThing(deps, viewer, wish); return seeOther(urls.things); },
 *       (problem) => thingPage(visit, { typed, problem }),
 *     );
 *
 * The answer of `show` gets the Problem's status. What no typing can mend goes on to the problem page.
 */
export async function orShow(
  work: () => Promise<HttpAnswer>,
  show: (problem: Problem) => HttpAnswer | Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Problem) || !isForForm(error)) throw error;
    const shown = await show(error);
    return { ...shown, status: error.status, headers: { ...shown.headers, ...error.headers } };
  }
}
