import type { RateLimiter } from '../../accounts/limits/rate-limiter.ts';
import type { SessionPrincipal } from '../../accounts/principal.ts';
import { Problem } from '../../base/problem.ts';
import type { Inspector } from '../../packages/inspection.ts';
import type { Blobs } from '../../storage/blobs.ts';
import type { Database } from '../../storage/database.ts';
import { requireViewer } from '../page.ts';
import type { SiteDeps } from '../site-deps.ts';
import type { Visit } from '../visit.ts';

/** What publishing by page needs. */
export interface UploadDeps extends SiteDeps {
  readonly database: Database;
  readonly blobs: Blobs;
  readonly inspector: Inspector;
  readonly limiter: RateLimiter;
  readonly maxPackageBytes: number;
  /** Waits, for a bounded time, until this node's search has seen an event. */
  readonly searchable: (eventSeq: number) => Promise<void>;
}

/** Who may publish at all; anybody else is led to where they can come to, and back. */
export function requirePublisher(visit: Visit): SessionPrincipal {
  const viewer = requireViewer(visit);
  if (viewer.isConfirmed) return viewer;
  throw new Problem('email_unconfirmed', 'Confirm your email address first: nothing is published before.');
}
