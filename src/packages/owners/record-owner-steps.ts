import { authorship, type Origin } from '../../accounts/principal.ts';
import type { Clock, Instant } from '../../base/clock.ts';
import { publicId } from '../../base/ids.ts';
import type { Random } from '../../base/random.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { EventKind } from '../../log/event-kinds.ts';
import type { Tx } from '../../storage/database.ts';
import { ROWS_PER_READ } from '../../storage/few-or-all.ts';
import { refreshMarks } from '../prefixes/marks.queries.ts';
import { advanceRevisions, insertOwnerOfAll } from '../registrations.queries.ts';
import { deleteInvitationsOf, deleteOwnerOfAll, insertInvitation } from './owners.queries.ts';
import { OWNER_INVITATION_MICROSECONDS, type OwnerAccount, type Ownership } from './ownership.ts';
import type { OwnerPrincipal } from './read-ownerships.ts';

export interface OwnerDeps {
  readonly clock: Clock;
  readonly random: Random;
}

/** Who changes owners, and from where. */
export interface OwnerAuthor {
  readonly principal: OwnerPrincipal;
  readonly origin: Origin | undefined;
  /** Of a bulk change: what its events have in common, and how many ids it is about. */
  readonly batch?: { readonly id: string; readonly size: number };
}

/** One package, with the account in whose name its owners change, where that is another than the author's. */
export type ChangedPackage = Pick<Ownership, 'registrationId' | 'idKey' | 'actsFor'>;

export interface OwnerChange {
  readonly kind: 'add' | 'invite' | 'remove';
  readonly account: Pick<OwnerAccount, 'accountId' | 'publicId'>;
  /** For the invited; may be empty. */
  readonly message?: string;
  readonly packages: readonly ChangedPackage[];
}

/**
 * Writes a change of one account in some packages: rows, events, and new revisions where owners change, since answers of
 * search show them. Whether it may be is asked before, in the same mutation. Everybody waits for this one, so rows are
 * written many at a time.
 */
export async function recordOwnerSteps(
  deps: OwnerDeps,
  tx: Tx,
  author: OwnerAuthor,
  change: OwnerChange,
): Promise<void> {
  const at = deps.clock.now();
  for (let start = 0; start < change.packages.length; start += ROWS_PER_READ) {
    const packages = change.packages.slice(start, start + ROWS_PER_READ);
    await recordSome(deps, tx, author, { ...change, packages, at });
  }
}

async function recordSome(
  deps: OwnerDeps,
  tx: Tx,
  author: OwnerAuthor,
  { kind, account, message = '', packages, at }: OwnerChange & { readonly at: Instant },
): Promise<void> {
  const { accountId } = account;
  const registrationIds = packages.map(({ registrationId }) => registrationId);
  // Who becomes an owner is invited no more, and an invitation that ran out is in the way of another one.
  await deleteInvitationsOf(tx, accountId, registrationIds);
  if (kind === 'invite') {
    for (const item of packages) await invite(deps, tx, author, { account, message, item, at });
    return;
  }
  if (kind === 'add') await insertOwnerOfAll(tx, registrationIds, accountId, at);
  else await deleteOwnerOfAll(tx, registrationIds, accountId);
  await refreshMarks(tx, registrationIds);
  await advanceRevisions(tx, registrationIds, at);
  const event = { kind: kind === 'add' ? 'owner_added' : 'owner_removed', at, account } as const;
  for (const item of packages) await appendOwnerEvent(tx, author, item, event);
}

interface Invited extends Required<Pick<OwnerChange, 'account' | 'message'>> {
  readonly item: ChangedPackage;
  readonly at: Instant;
}

async function invite({ random }: OwnerDeps, tx: Tx, author: OwnerAuthor, invited: Invited): Promise<void> {
  const { account, message, item, at } = invited;
  const invitation = publicId(random);
  await insertInvitation(tx, {
    publicId: invitation,
    registrationId: item.registrationId,
    accountId: account.accountId,
    invitedBy: author.principal.kind === 'session' ? author.principal.actorId : null,
    message,
    createdAt: at,
    expiresAt: at + OWNER_INVITATION_MICROSECONDS,
  });
  await appendOwnerEvent(tx, author, item, { kind: 'owner_invited', at, account, data: { invitation } });
}

export interface OwnerEvent {
  readonly kind: Extract<EventKind, `owner_${string}`>;
  readonly at: Instant;
  readonly account: Pick<OwnerAccount, 'publicId'>;
  readonly data?: object;
}

export async function appendOwnerEvent(
  tx: Tx,
  { principal, origin, batch }: OwnerAuthor,
  { idKey, actsFor }: Pick<ChangedPackage, 'idKey' | 'actsFor'>,
  { kind, at, account, data = {} }: OwnerEvent,
): Promise<void> {
  await appendEvent(tx, {
    at,
    kind,
    ...authorship(principal, actsFor),
    subject: `package:${idKey}`,
    data: { account: account.publicId, ...data, ...(batch === undefined ? {} : { batch }) },
    ...(origin === undefined ? {} : { origin }),
  });
}
