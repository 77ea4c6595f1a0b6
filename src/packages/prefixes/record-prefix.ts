import { authorship, type OperatorPrincipal, type Origin, type SessionPrincipal } from '../../accounts/principal.ts';
import type { Clock, Instant } from '../../base/clock.ts';
import { publicId } from '../../base/ids.ts';
import type { Random } from '../../base/random.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { EventKind } from '../../log/event-kinds.ts';
import type { Tx } from '../../storage/database.ts';
import { ROWS_PER_READ } from '../../storage/few-or-all.ts';
import { advanceRevisions } from '../registrations.queries.ts';
import { saveMarks } from './marks.queries.ts';
import type { PrefixPlan } from './plan-prefix.ts';
import { patternKey, patternText, type PrefixPattern } from './prefix-pattern.ts';
import {
  deletePrefix,
  deletePrefixOwners,
  insertPrefix,
  insertPrefixOwners,
  savePrefixIsPublic,
} from './prefixes.queries.ts';

export interface PrefixDeps {
  readonly clock: Clock;
  readonly random: Random;
}

/** Who reserves, and from where. */
export interface PrefixAuthor {
  readonly principal: SessionPrincipal | OperatorPrincipal;
  readonly origin: Origin | undefined;
}

/** Writes what a plan says, in the mutation that made it: the reservation, the marks, one event. */
export async function recordPrefix(
  { clock, random }: PrefixDeps,
  tx: Tx,
  author: PrefixAuthor,
  plan: PrefixPlan,
): Promise<void> {
  const at = clock.now();
  const { pattern, before, after, added, removed } = plan;
  if (after === undefined) {
    if (before !== undefined) await deletePrefix(tx, before.id);
  } else {
    const { isPublic } = after;
    const { prefix, key, isExact } = pattern;
    const created = { prefix, key, isExact, isPublic, publicId: publicId(random), createdAt: at };
    const id = before?.id ?? (await insertPrefix(tx, created));
    if (before !== undefined && before.isPublic !== isPublic) await savePrefixIsPublic(tx, id, isPublic);
    await deletePrefixOwners(tx, id, numbersOf(removed));
    await insertPrefixOwners(tx, id, numbersOf(added), at);
  }
  await saveAllMarks(tx, plan.gains, true, at);
  await saveAllMarks(tx, plan.losses, false, at);
  const { kind, data } = eventOf(plan);
  await appendPrefixEvent(tx, author, pattern, { kind, at, data });
}

/** A new revision for each, since search shows the mark. */
async function saveAllMarks(tx: Tx, ids: readonly number[], isVerified: boolean, at: Instant): Promise<void> {
  for (let start = 0; start < ids.length; start += ROWS_PER_READ) {
    const some = ids.slice(start, start + ROWS_PER_READ);
    await saveMarks(tx, some, isVerified);
    await advanceRevisions(tx, some, at);
  }
}

function eventOf({ pattern, before, after }: PrefixPlan): Pick<PrefixEvent, 'kind' | 'data'> {
  if (after === undefined) return { kind: 'prefix_released', data: { isExact: pattern.isExact } };
  const owners = after.owners.map(({ publicId: account }) => account);
  const { isPublic } = after;
  return before === undefined
    ? { kind: 'prefix_reserved', data: { isExact: pattern.isExact, isPublic, owners } }
    : { kind: 'prefix_changed', data: { isPublic, owners } };
}

export interface PrefixEvent {
  readonly kind: Extract<EventKind, 'prefix_reserved' | 'prefix_changed' | 'prefix_released'>;
  readonly at: Instant;
  readonly data: object;
}

export async function appendPrefixEvent(
  tx: Tx,
  { principal, origin }: PrefixAuthor,
  pattern: PrefixPattern,
  { kind, at, data }: PrefixEvent,
): Promise<void> {
  await appendEvent(tx, {
    at,
    kind,
    ...authorship(principal),
    subject: `prefix:${patternKey(pattern)}`,
    data: { prefix: patternText(pattern), ...data },
    ...(origin === undefined ? {} : { origin }),
  });
}

function numbersOf(owners: readonly { readonly accountId: number }[]): number[] {
  return owners.map(({ accountId }) => accountId);
}
