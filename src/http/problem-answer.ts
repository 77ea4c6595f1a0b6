/** How clients of the feed see a failure: `application/problem+json`, and the same sentence in the status line. */
import type { Problem } from '../base/problem.ts';
import type { HttpAnswer } from './exchange.ts';
import { statusText } from './status-text.ts';

/** A NuGet client repeats what was answered with 503 after this pause. */
const RETRY_AFTER_SECONDS = 5;

export function problemAnswer(problem: Problem, requestId: string, realm: string): HttpAnswer {
  const headers: Record<string, string> = {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    'x-request-id': requestId,
    ...problem.headers,
  };
  if (problem.status === 401) headers['www-authenticate'] ??= `ApiKey realm="${realm}"`;
  if (problem.status === 503) headers['retry-after'] ??= String(RETRY_AFTER_SECONDS);
  const body = {
    type: `about:blank#${problem.code}`,
    title: problem.title,
    status: problem.status,
    code: problem.code,
    detail: problem.message,
    faults: problem.faults,
    requestId,
  };
  return { status: problem.status, reason: statusText(sentence(problem)), headers, body: JSON.stringify(body) };
}

/** The detail, and behind it every fault that it does not name itself. */
function sentence(problem: Problem): string {
  const rest = problem.faults.filter((fault) => !problem.message.includes(fault.detail));
  return [problem.message, ...rest.map((fault) => fault.detail)].join(' ');
}
