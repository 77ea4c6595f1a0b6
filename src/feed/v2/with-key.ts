import { keyExpiryWarning } from '../../accounts/keys/expiry-warning.ts';
import type { KeyAuthenticator } from '../../accounts/keys/key-authenticator.ts';
import type { RateLimiter } from '../../accounts/limits/rate-limiter.ts';
import type { KeyPrincipal } from '../../accounts/principal.ts';
import type { Clock } from '../../base/clock.ts';
import { Problem } from '../../base/problem.ts';
import type { HttpAnswer, HttpRequest } from '../../http/exchange.ts';
import { originOf } from '../../http/request-origin.ts';

export interface WithKeyDeps {
  readonly keys: KeyAuthenticator;
  readonly limiter: RateLimiter;
  readonly clock: Clock;
  /** The page where keys are made: what warnings lead to. */
  readonly keysPage: string;
}

/**
 * Does something with the key of a request, within the key's limit. While the key ends soon every answer says so, also one
 * that refuses: the client prints it.
 */
export async function withKey(
  deps: WithKeyDeps,
  request: HttpRequest,
  limit: 'push' | 'unlist',
  work: (principal: KeyPrincipal) => Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  const principal = await deps.keys.authenticate(request.header('x-nuget-apikey'), originOf(request));
  const warning = keyExpiryWarning(deps, principal);
  try {
    await deps.limiter.take(limit, principal.keyPublicId);
    const answer = await work(principal);
    return warning === undefined ? answer : { ...answer, warnings: [...(answer.warnings ?? []), warning] };
  } catch (error) {
    throw error instanceof Problem && warning !== undefined ? withWarning(error, warning) : error;
  }
}

function withWarning({ code, message, faults, headers, cause }: Problem, warning: string): Problem {
  return new Problem(code, message, { faults, headers: { ...headers, 'x-nuget-warning': warning }, cause });
}
