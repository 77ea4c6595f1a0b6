/**
 * What a change of a reservation comes to: which packages get the mark and which lose it. The preview that an administrator
 * sees and the change that follows both ask here.
 */
import { Problem } from '../../base/problem.ts';
import { markedWithout, ownedUnder } from './marks.queries.ts';
import { patternText, type PrefixPattern } from './prefix-pattern.ts';
import {
  closedPrefixUnder,
  countHeldBy,
  prefixOfPattern,
  widerPrefixes,
  type PrefixOwner,
  type Readable,
  type ReservedPrefix,
} from './prefixes.queries.ts';

export const MAX_PREFIX_OWNERS = 15;
/** Prefixes that one account holds at most. */
export const MAX_PREFIXES_HELD = 100;
/** Marks that one change gives and takes at most, since everybody's changes wait for it. */
export const MAX_MARKS_AT_ONCE = 5_000;

/** How a reservation shall be. Without owners nobody gets a new id under it. */
export interface PrefixWish {
  readonly pattern: PrefixPattern;
  readonly owners: readonly PrefixOwner[];
  readonly isPublic: boolean;
}

export interface PrefixPlan {
  readonly pattern: PrefixPattern;
  /** Undefined when it is new. */
  readonly before: ReservedPrefix | undefined;
  /** Undefined when it is released. */
  readonly after: Pick<ReservedPrefix, 'owners' | 'isPublic'> | undefined;
  /** The wider public prefix which makes this one public too, whatever was wished. */
  readonly publicThrough: ReservedPrefix | undefined;
  readonly added: readonly PrefixOwner[];
  readonly removed: readonly PrefixOwner[];
  /** Numbers of registrations. */
  readonly gains: readonly number[];
  readonly losses: readonly number[];
}

/** What it takes to have the reservation so. Throws for what cannot be. */
export async function planPrefix(rows: Readable, wish: PrefixWish): Promise<PrefixPlan> {
  const { pattern, owners } = wish;
  const before = await prefixOfPattern(rows, pattern);
  const publicThrough = (await widerPrefixes(rows, pattern)).find(({ isPublic }) => isPublic);
  const isPublic = wish.isPublic || publicThrough !== undefined;
  if (isPublic && before?.isPublic !== true) await requireNothingClosedUnder(rows, pattern);
  const added = without(owners, before?.owners ?? []);
  const removed = without(before?.owners ?? [], owners);
  requireFewOwners(owners);
  for (const owner of added) await requireFewPrefixes(rows, owner);
  const marks = await marksOf(rows, pattern, { prefixId: before?.id ?? 0, kept: owners, added, removed });
  return { pattern, before, after: { owners, isPublic }, publicThrough, added, removed, ...marks };
}

/** What the end of a reservation comes to. */
export async function planRelease(rows: Readable, before: ReservedPrefix): Promise<PrefixPlan> {
  const removed = before.owners;
  const marks = await marksOf(rows, before, { prefixId: before.id, kept: [], added: [], removed });
  return { pattern: before, before, after: undefined, publicThrough: undefined, added: [], removed, ...marks };
}

/** Whether the reservation is as the plan wants it already. */
export function changesNothing({ before, after, added, removed }: PrefixPlan): boolean {
  return before !== undefined && before.isPublic === after?.isPublic && added.length + removed.length === 0;
}

interface Holders {
  readonly prefixId: number;
  readonly kept: readonly PrefixOwner[];
  readonly added: readonly PrefixOwner[];
  readonly removed: readonly PrefixOwner[];
}

async function marksOf(
  rows: Readable,
  pattern: PrefixPattern,
  { prefixId, kept, added, removed }: Holders,
): Promise<Pick<PrefixPlan, 'gains' | 'losses'>> {
  const limit = MAX_MARKS_AT_ONCE + 1;
  const gains = await ownedUnder(rows, pattern, { accountIds: numbersOf(added), isVerified: false, limit });
  const marked = await ownedUnder(rows, pattern, { accountIds: numbersOf(removed), isVerified: true, limit });
  const still = await markedWithout(rows, marked, { prefixId, holders: numbersOf(kept) });
  const losses = marked.filter((id) => !still.has(id));
  if (gains.length > MAX_MARKS_AT_ONCE || marked.length > MAX_MARKS_AT_ONCE) throw tooMany(pattern);
  return { gains, losses };
}

function tooMany(pattern: PrefixPattern): Problem {
  const most = MAX_MARKS_AT_ONCE.toLocaleString('en');
  const detail = `More than ${most} packages of one owner lie under ${patternText(pattern)}: reserve narrower prefixes for it first, each with at most ${most} of them, or give up narrower ones last.`;
  return new Problem('conflict', detail);
}

async function requireNothingClosedUnder(rows: Readable, pattern: PrefixPattern): Promise<void> {
  const closed = await closedPrefixUnder(rows, pattern);
  if (closed === undefined) return;
  const detail = `${patternText(closed)} lies under it and is not public: make that one public first.`;
  throw new Problem('conflict', detail, { faults: [{ code: 'prefix_not_public', detail, at: 'public' }] });
}

function requireFewOwners(owners: readonly PrefixOwner[]): void {
  if (owners.length <= MAX_PREFIX_OWNERS) return;
  const detail = `A prefix has at most ${MAX_PREFIX_OWNERS} owners.`;
  throw new Problem('bad_request', detail, { faults: [{ code: 'too_many', detail, at: 'owners' }] });
}

async function requireFewPrefixes(rows: Readable, { accountId, name }: PrefixOwner): Promise<void> {
  if ((await countHeldBy(rows, accountId)) < MAX_PREFIXES_HELD) return;
  const detail = `${name} holds ${MAX_PREFIXES_HELD} prefixes, which is the most there can be.`;
  throw new Problem('conflict', detail, { faults: [{ code: 'too_many', detail, at: 'owners' }] });
}

function numbersOf(owners: readonly PrefixOwner[]): number[] {
  return owners.map(({ accountId }) => accountId);
}

function without(owners: readonly PrefixOwner[], others: readonly PrefixOwner[]): PrefixOwner[] {
  return owners.filter(({ accountId }) => !others.some((other) => other.accountId === accountId));
}
