import { Problem } from '../base/problem.ts';
import type { HttpAnswer, HttpHandler } from './exchange.ts';

/** What must work before requests are welcome: each check resolves, or throws what is wrong. */
export type ReadinessChecks = Readonly<Record<string, () => Promise<void>>>;

const CHECK_MILLISECONDS = 5_000;
const JSON_HEADERS = { 'content-type': 'application/json', 'cache-control': 'no-store' };

/** `/health/live`: the process answers. */
export const answerLive: HttpHandler = () => ({ status: 200, headers: JSON_HEADERS, body: '{"status":"live"}' });

/** `/health/ready`: 200 when every check passes, else 503 with what is not ready and why; and what an operator should know. */
export function readyHandler(checks: ReadinessChecks, notices: () => readonly string[]): HttpHandler {
  return async (): Promise<HttpAnswer> => {
    const results = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => [name, await run(check)] as const),
    );
    const isReady = results.every(([, result]) => result === 'ok');
    const body = { status: isReady ? 'ready' : 'not ready', checks: Object.fromEntries(results), notices: notices() };
    return { status: isReady ? 200 : 503, headers: JSON_HEADERS, body: JSON.stringify(body) };
  };
}

async function run(check: () => Promise<void>): Promise<string> {
  const late = Promise.withResolvers<string>();
  const timer = setTimeout(() => late.resolve(`no answer within ${CHECK_MILLISECONDS / 1000} s`), CHECK_MILLISECONDS);
  try {
    return await Promise.race([check().then(() => 'ok'), late.promise]);
  } catch (error) {
    return error instanceof Problem ? error.message : 'failed; the log says more';
  } finally {
    clearTimeout(timer);
  }
}
