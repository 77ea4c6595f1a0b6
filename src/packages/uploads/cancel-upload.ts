import type { SessionPrincipal } from '../../accounts/principal.ts';
import type { Clock } from '../../base/clock.ts';
import type { Database } from '../../storage/database.ts';
import { deleteExpiredUploads, deleteUpload } from './uploads.queries.ts';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
}

/**
 * Forgets an upload of one's own; whether there was one. No event: nothing of it was ever to be seen. Its bytes are an
 * orphan from here on, unless a version has the same, and the sweep removes them within a day.
 */
export function cancelUpload(deps: Deps, { actorId }: SessionPrincipal, publicId: string): Promise<boolean> {
  return deps.database.transaction((tx) => deleteUpload(tx, actorId, publicId));
}

/** Forgets what nobody has published in time; says how many. */
export function expireUploads({ database, clock }: Deps): Promise<number> {
  return database.transaction((tx) => deleteExpiredUploads(tx, clock.now()));
}
