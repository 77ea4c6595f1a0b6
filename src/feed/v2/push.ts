import type { HttpHandler } from '../../http/exchange.ts';
import { originOf } from '../../http/request-origin.ts';
import { receiveUpload } from '../../http/upload.ts';
import { publish, type PublishDeps } from '../../packages/publish.ts';
import { withKey, type WithKeyDeps } from './with-key.ts';

export interface PushDeps extends PublishDeps, WithKeyDeps {
  readonly maxPackageBytes: number;
  /** Waits, for a bounded time, until this node's search has seen an event. */
  readonly searchable: (eventSeq: number) => Promise<void>;
}

/** `PUT /api/v2/package`: 201, and the version is durable, installable, in the catalog and searchable. */
export function pushHandler(deps: PushDeps): HttpHandler {
  return (request) =>
    withKey(deps, request, 'push', async (principal) => {
      const file = await receiveUpload(request, deps.blobs.temporaryFile(), { maxFileBytes: deps.maxPackageBytes });
      const published = await publish(deps, principal, file, originOf(request));
      await deps.searchable(published.eventSeq);
      return { status: 201, warnings: published.warnings };
    });
}
