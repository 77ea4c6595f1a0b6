import type { HttpAnswer, HttpHandler, HttpRequest } from '../../http/exchange.ts';
import { originOf } from '../../http/request-origin.ts';
import { setListed } from '../../packages/listing.ts';
import { requireId, requireVersion } from '../path-parameters.ts';
import { withKey, type WithKeyDeps } from './with-key.ts';

type Deps = Parameters<typeof setListed>[0] & WithKeyDeps;

/** `DELETE /api/v2/package/{id}/{version}`: 204, and the version is unlisted. Nothing is deleted. */
export function unlistHandler(deps: Deps): HttpHandler {
  return (request) => changeListing(deps, request, { listed: false, status: 204 });
}

/** `POST /api/v2/package/{id}/{version}`: 200, and the version is listed again. */
export function relistHandler(deps: Deps): HttpHandler {
  return (request) => changeListing(deps, request, { listed: true, status: 200 });
}

function changeListing(
  deps: Deps,
  request: HttpRequest,
  { listed, status }: { listed: boolean; status: number },
): Promise<HttpAnswer> {
  return withKey(deps, request, 'unlist', async (principal) => {
    const id = requireId(request);
    const version = requireVersion(id, request.params['version'] ?? '');
    await setListed(deps, principal, { id, version, listed }, originOf(request));
    return { status };
  });
}
