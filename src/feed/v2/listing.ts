import { authenticateKey, keyExpiryWarning } from '../../accounts/keys/authenticate-key.ts';
import type { HttpHandler, HttpRequest } from '../../http/exchange.ts';
import { setListed } from '../../packages/listing.ts';
import { requireId, requireVersion } from '../path-parameters.ts';
import { originOf } from '../../http/request-origin.ts';

type Deps = Parameters<typeof setListed>[0];

/** `DELETE /api/v2/package/{id}/{version}`: 204, and the version is unlisted. Nothing is deleted. */
export function unlistHandler(deps: Deps): HttpHandler {
  return (request) => changeListing(deps, request, { listed: false, status: 204 });
}

/** `POST /api/v2/package/{id}/{version}`: 200, and the version is listed again. */
export function relistHandler(deps: Deps): HttpHandler {
  return (request) => changeListing(deps, request, { listed: true, status: 200 });
}

async function changeListing(
  deps: Deps,
  request: HttpRequest,
  { listed, status }: { listed: boolean; status: number },
) {
  const principal = await authenticateKey(deps, request.header('x-nuget-apikey'));
  const id = requireId(request);
  const version = requireVersion(id, request.params['version'] ?? '');
  await setListed(deps, principal, { id, version, listed }, originOf(request));
  const expiry = keyExpiryWarning(deps, principal);
  return { status, warnings: expiry === undefined ? [] : [expiry] };
}
