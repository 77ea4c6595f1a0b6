/** `GET /profiles/{name}/avatar`: an account as a letter, since nobody uploads a picture here. */
import type { HttpHandler } from '../../http/exchange.ts';
import { page } from '../page.ts';
import type { DiscoveryDeps } from './discovery-deps.ts';
import { requireAccountInView } from './require-account-in-view.ts';
import { xmlText } from './xml-text.ts';

/** Names change seldom. */
const CACHE_SECONDS = 86_400;

export function answerAvatar(deps: DiscoveryDeps): HttpHandler {
  return page(deps, async (visit) => {
    const { name, kind } = await requireAccountInView(deps, visit);
    const letter = xmlText(Array.from(name)[0]?.toUpperCase() ?? '');
    const shape =
      kind === 'organization'
        ? '<rect class="g" width="96" height="96" rx="18"/>'
        : '<circle class="g" cx="48" cy="48" r="48"/>';
    return {
      status: 200,
      headers: {
        'content-type': 'image/svg+xml',
        'cache-control': visit.site.isPrivate ? 'private, no-store' : `public, max-age=${CACHE_SECONDS}`,
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        'x-content-type-options': 'nosniff',
      },
      body:
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" width="96" height="96">' +
        '<style>.g{fill:#fbece0}.l{fill:#8c4411;font:600 44px system-ui,sans-serif}' +
        '@media(prefers-color-scheme:dark){.g{fill:#33241a}.l{fill:#e8a87c}}</style>' +
        `${shape}<text class="l" x="48" y="64" text-anchor="middle">${letter}</text></svg>`,
    };
  });
}
