import type { Origin } from '../../accounts/principal.ts';
import type { HttpRequest } from '../../http/exchange.ts';

/** Where a change came from; what the log keeps of it is the log's to cut. */
export function originOf(request: HttpRequest): Origin {
  return { address: request.address, userAgent: request.header('user-agent') ?? '' };
}
