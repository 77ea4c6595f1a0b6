import type { Clock } from '../../base/clock.ts';
import { publicId } from '../../base/ids.ts';
import { Problem } from '../../base/problem.ts';
import type { Random } from '../../base/random.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { Database, Tx } from '../../storage/database.ts';
import { parseAccountName } from '../account-name.ts';
import { accountByName, accountStanding, type AccountRow } from '../accounts.queries.ts';
import type { RateLimiter } from '../limits/rate-limiter.ts';
import { authorship, SYSTEM, type Origin, type SessionPrincipal } from '../principal.ts';
import { requireFreshSignIn, requireUsable } from '../relation.ts';
import { requireAccount } from '../require-account.ts';
import { endTransformation } from './end-transformation.ts';
import { isMemberAnywhere } from './members.queries.ts';
import { TRANSFORMATION_MICROSECONDS } from './organization.ts';
import { insertTransformation, transformationOf } from './transformations.queries.ts';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly limiter: RateLimiter;
}

/**
 * Asks another person to administer the organization that the caller wants to become. Nothing changes before that person
 * agrees; then nobody can sign in as the caller ever again.
 */
export async function askTransformation(
  deps: Deps,
  principal: SessionPrincipal,
  { administrator: name }: { readonly administrator: string },
  origin: Origin,
): Promise<void> {
  requireFreshSignIn(principal, deps.clock.now());
  await deps.limiter.take('invite', principal.publicId);
  const transformation = publicId(deps.random);
  await deps.database.mutation(async (tx) => {
    const now = deps.clock.now();
    await requireUsable({ read: tx }, principal);
    const account = await requireAccount({ read: tx }, principal.name);
    await requireMayTransform(tx, account);
    const before = await transformationOf({ read: tx }, account.id);
    if (before !== undefined && before.expiresAt > now) {
      throw new Problem('conflict', `${before.administratorName} has been asked already: cancel that first.`);
    }
    if (before !== undefined) await endTransformation(tx, before, { how: 'expired', at: now, author: SYSTEM });
    const administrator = await requireAdministrator(tx, account, name);
    await insertTransformation(tx, {
      account_id: account.id,
      public_id: transformation,
      administrator_id: administrator.id,
      created_at: now,
      expires_at: now + TRANSFORMATION_MICROSECONDS,
    });
    await appendEvent(tx, {
      at: now,
      kind: 'transformation_asked',
      ...authorship(principal),
      subject: `account:${account.publicId}`,
      data: { transformation, administrator: administrator.publicId },
      origin,
    });
  });
}

/**
 * Throws while an account cannot become an organization, and says what stands in the way: members of an organization are
 * people, so it must belong to none, and the gallery is administered by people who sign in.
 */
export async function requireMayTransform(tx: Tx, account: AccountRow): Promise<void> {
  if (account.kind === 'organization') throw new Problem('conflict', `${account.name} is an organization already.`);
  if (account.isAdministrator) {
    throw new Problem('conflict', 'An administrator of the gallery cannot become an organization.');
  }
  if (!(await isMemberAnywhere({ read: tx }, account.id))) return;
  throw new Problem('conflict', `${account.name} belongs to organizations: leave them first.`);
}

async function requireAdministrator(tx: Tx, account: AccountRow, name: string): Promise<AccountRow> {
  const person = await accountByName({ read: tx }, parseAccountName(name.trim())?.key ?? '');
  const standing = person === undefined ? undefined : await accountStanding({ read: tx }, person.id);
  const isUsable = person?.status === 'active' && standing?.emailConfirmedAt !== null;
  if (person === undefined || !isUsable || person.kind !== 'person') {
    throw refusal('There is no person of this name who can administer it.');
  }
  if (person.id === account.id) throw refusal('Another person must administer it: you cannot sign in any more then.');
  if ((await transformationOf({ read: tx }, person.id)) === undefined) return person;
  throw refusal(`${person.name} wants to become an organization too.`);
}

function refusal(detail: string): Problem {
  return new Problem('bad_request', detail, { faults: [{ code: 'administrator', detail, at: 'administrator' }] });
}
