import type { HttpRequest } from './exchange.ts';

/** Where a change came from, in the shape that use cases take it; what the log keeps of it is the log's to cut. */
export function originOf(request: Pick<HttpRequest, 'address' | 'header'>): { address: string; userAgent: string } {
  return { address: request.address, userAgent: request.header('user-agent') ?? '' };
}
