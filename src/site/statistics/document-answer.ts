import type { HttpAnswer } from '../../http/exchange.ts';
import type { Visit } from '../visit.ts';

/** What stands in the way of a document that a browser opens by itself: no page of ours, and nothing runs in it. */
const SAFE_HEADERS = { 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; sandbox" };

interface DocumentWish {
  readonly status?: number;
  readonly contentType: string;
  /** How long anybody may keep it; not where it is for its reader alone. */
  readonly seconds: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | AsyncIterable<Uint8Array>;
}

/** A document that is no page. In a private gallery, and for who sees more than others, nobody may keep it. */
export function documentAnswer(visit: Visit, wish: DocumentWish): HttpAnswer {
  const { status = 200, contentType, seconds, headers = {}, body } = wish;
  const isShared = !visit.site.isPrivate && visit.viewer === undefined;
  return {
    status,
    headers: {
      'content-type': contentType,
      'cache-control': isShared ? `public, max-age=${seconds}` : 'private, no-store',
      vary: 'Accept-Encoding, Cookie',
      ...SAFE_HEADERS,
      ...headers,
    },
    body,
  };
}
