import { authenticateKey, keyExpiryWarning } from '../../accounts/keys/authenticate-key.ts';
import type { HttpHandler } from '../../http/exchange.ts';
import { receiveUpload } from '../../http/upload.ts';
import { publish, type PublishDeps } from '../../packages/publish.ts';
import { originOf } from '../../http/request-origin.ts';

export interface PushDeps extends PublishDeps {
  readonly maxPackageBytes: number;
  /** Waits, for a bounded time, until this node's search has seen an event. */
  readonly searchable: (eventSeq: number) => Promise<void>;
}

/** `PUT /api/v2/package`: 201, and the version is durable, installable, in the catalog and searchable. */
export function pushHandler(deps: PushDeps): HttpHandler {
  return async (request) => {
    const principal = await authenticateKey(deps, request.header('x-nuget-apikey'));
    const file = await receiveUpload(request, deps.blobs.temporaryFile(), { maxFileBytes: deps.maxPackageBytes });
    const published = await publish(deps, principal, file, originOf(request));
    await deps.searchable(published.eventSeq);
    const expiry = keyExpiryWarning(deps, principal);
    return { status: 201, warnings: expiry === undefined ? published.warnings : [...published.warnings, expiry] };
  };
}
