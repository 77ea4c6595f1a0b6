import type { Origin } from '../../accounts/principal.ts';
import type { HttpRequest } from '../../http/exchange.ts';

const MAX_USER_AGENT_LENGTH = 256;

/** What the log keeps, for a time, of where a change came from. */
export function originOf(request: HttpRequest): Origin {
  const userAgent = (request.header('user-agent') ?? '').replaceAll(/\p{Cc}/gu, ' ');
  return { address: request.address, userAgent: userAgent.slice(0, MAX_USER_AGENT_LENGTH) };
}
