import { MICROSECONDS_PER_DAY, MICROSECONDS_PER_SECOND, type Clock } from '../../base/clock.ts';
import type { Database } from '../../storage/database.ts';
import type { SessionPrincipal } from '../principal.ts';
import { settingInForce } from '../settings/settings.ts';
import { hasSecondFactor, sessionByHash, touchSession, type SessionRow } from './sessions.queries.ts';
import { hashSession, isSessionForm } from './start-session.ts';

/** A session that nobody used for so long is over. */
const IDLE_DAYS = 14;
/** How often `last_seen_at` is written: a page must not wait for a commit each time. */
const SEEN_RESOLUTION = 300 * MICROSECONDS_PER_SECOND;

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
}

/**
 * Who is signed in with this cookie; undefined when nobody is: unknown, ended, unused for two weeks, or of an account that
 * is locked or gone. What it says is of this moment, so every use case asks again what it depends on.
 */
export async function findSession(deps: Deps, token: string): Promise<SessionPrincipal | undefined> {
  if (!isSessionForm(token)) return undefined;
  const row = await sessionByHash(deps.database, hashSession(token));
  const now = deps.clock.now();
  if (row === undefined || row.status !== 'active') return undefined;
  if (row.expiresAt <= now || row.lastSeenAt + IDLE_DAYS * MICROSECONDS_PER_DAY <= now) return undefined;
  if (now - row.lastSeenAt > SEEN_RESOLUTION) {
    await deps.database.transaction((tx) => touchSession(tx, row.id, now));
  }
  return {
    kind: 'session',
    sessionPublicId: row.publicId,
    actorId: row.accountId,
    publicId: row.accountPublicId,
    name: row.name,
    isAdministrator: row.isAdministrator === 1,
    isConfirmed: row.emailConfirmedAt !== null,
    authenticatedAt: row.authenticatedAt,
    hasSecondFactor: row.hasSecondFactor === 1,
    mustAddSecondFactor: await mustAddSecondFactor(deps, row),
  };
}

/** An issuer of single sign-on may have asked for the second factor: then it need not be one of ours. */
async function mustAddSecondFactor({ database }: Deps, row: SessionRow): Promise<boolean> {
  if (row.hasSecondFactor === 1) return false;
  const required = await settingInForce(database, 'require-second-factor');
  const isAsked = required === 'everyone' || (required === 'administrators' && row.isAdministrator === 1);
  return isAsked && !(await hasSecondFactor(database, row.accountId));
}
