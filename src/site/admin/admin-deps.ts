import type { FollowerState } from '../../log/followers.ts';
import type { Database } from '../../storage/database.ts';
import type { SiteDeps } from '../site-deps.ts';

/** What the pages for administrators of the gallery need. */
export interface AdminDeps extends SiteDeps {
  readonly database: Database;
  /** How far those who follow the log have come on this node. */
  readonly followerStates: () => readonly FollowerState[];
}
