/** What administrators of the gallery do with reserved prefixes. */
import { requireGalleryAdministrator } from '../../accounts/administration/require-administrator.ts';
import type { OperatorPrincipal, Origin, SessionPrincipal } from '../../accounts/principal.ts';
import { requireFreshSignIn } from '../../accounts/relation.ts';
import { isPublicId } from '../../base/ids.ts';
import { Problem } from '../../base/problem.ts';
import type { Database } from '../../storage/database.ts';
import { requireFutureOwner } from '../owners/invited-account.ts';
import { changesNothing, planPrefix, planRelease, type PrefixPlan } from './plan-prefix.ts';
import { requirePrefixPattern } from './prefix-pattern.ts';
import {
  prefixByPublicId,
  prefixOfPattern,
  type PrefixOwner,
  type Readable,
  type ReservedPrefix,
} from './prefixes.queries.ts';
import { recordPrefix, type PrefixDeps } from './record-prefix.ts';

export type PrefixAdministrator = SessionPrincipal | OperatorPrincipal;

export interface ReservationWish {
  /** As it was typed: `Acme.*`, or an id. */
  readonly prefix: string;
  /** Names of accounts; none keeps such ids free. */
  readonly owners: readonly string[];
  readonly isPublic: boolean;
}

/** What a reservation would change, now. Changes nothing. */
export async function previewReservation(
  { database }: { readonly database: Database },
  principal: PrefixAdministrator,
  wish: ReservationWish,
): Promise<PrefixPlan> {
  await requireGalleryAdministrator(database, principal);
  return planWish({ read: database.scan }, wish);
}

/**
 * Reserves a prefix or, where it is reserved, makes its owners and whether it is public as wished. `changed` is false when
 * it is so already.
 */
export async function reservePrefix(
  deps: PrefixDeps & { readonly database: Database },
  principal: PrefixAdministrator,
  wish: ReservationWish,
  origin?: Origin,
): Promise<PrefixPlan & { readonly changed: boolean }> {
  requireFreshSignIn(principal, deps.clock.now());
  return deps.database.mutation(async (tx) => {
    await requireGalleryAdministrator({ read: tx }, principal);
    const plan = await planWish({ read: tx }, wish);
    if (changesNothing(plan)) return { ...plan, changed: false };
    await recordPrefix(deps, tx, { principal, origin }, plan);
    return { ...plan, changed: true };
  });
}

async function planWish(rows: Readable, { prefix, owners, isPublic }: ReservationWish): Promise<PrefixPlan> {
  const pattern = requirePrefixPattern(prefix);
  const before = await prefixOfPattern(rows, pattern);
  const found = new Map<number, PrefixOwner>();
  for (const name of owners) {
    const owner = before?.owners.find((each) => each.name.toLowerCase() === name.trim().toLowerCase());
    const { accountId, publicId, name: called, kind } = owner ?? (await requireOwner(rows, name));
    found.set(accountId, { accountId, publicId, name: called, kind });
  }
  return planPrefix(rows, { pattern, owners: [...found.values()], isPublic });
}

/** What is wrong with the name of one is said beside all of them. */
async function requireOwner(rows: Readable, name: string): Promise<PrefixOwner> {
  try {
    return await requireFutureOwner(rows, name);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const faults = error.faults.map(({ code, detail }) => ({ code, detail: `${name}: ${detail}`, at: 'owners' }));
    throw new Problem(error.code, error.message, { faults });
  }
}

/** What the end of a reservation would change, now. */
export async function previewRelease(
  { database }: { readonly database: Database },
  principal: PrefixAdministrator,
  publicId: string,
): Promise<PrefixPlan & { readonly before: ReservedPrefix }> {
  await requireGalleryAdministrator(database, principal);
  const before = await requirePrefix(database, publicId);
  return { ...(await planRelease({ read: database.scan }, before)), before };
}

/** Ends a reservation: anybody may push such ids again, and its owners' packages lose the mark. */
export async function releasePrefix(
  deps: PrefixDeps & { readonly database: Database },
  principal: PrefixAdministrator,
  publicId: string,
  origin?: Origin,
): Promise<PrefixPlan> {
  requireFreshSignIn(principal, deps.clock.now());
  return deps.database.mutation(async (tx) => {
    await requireGalleryAdministrator({ read: tx }, principal);
    const plan = await planRelease({ read: tx }, await requirePrefix({ read: tx }, publicId));
    await recordPrefix(deps, tx, { principal, origin }, plan);
    return plan;
  });
}

async function requirePrefix(rows: Readable, publicId: string): Promise<ReservedPrefix> {
  const found = isPublicId(publicId) ? await prefixByPublicId(rows, publicId) : undefined;
  if (found === undefined) throw new Problem('not_found', 'This prefix is not reserved, or no longer.');
  return found;
}
