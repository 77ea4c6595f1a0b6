import type { HttpAnswer } from '../../http/exchange.ts';
import type { Visit } from '../visit.ts';

/** 301: every version has one address, however it was spelled. The query goes along. */
export function moved({ request }: Visit, path: string): HttpAnswer {
  const at = request.url.indexOf('?');
  const query = at < 0 ? '' : request.url.slice(at);
  return { status: 301, headers: { location: `${path}${query}`, 'cache-control': 'private, no-cache' } };
}
