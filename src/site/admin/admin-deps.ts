import type { InviteDeps } from '../../accounts/people/invite-person.ts';
import type { FollowerState } from '../../log/followers.ts';
import type { SiteDeps } from '../site-deps.ts';

/** What the pages for administrators of the gallery need. */
export interface AdminDeps extends SiteDeps, InviteDeps {
  /** How far those who follow the log have come on this node. */
  readonly followerStates: () => readonly FollowerState[];
}
