import { requireGalleryAdministrator } from '../../accounts/administration/require-administrator.ts';
import { authorship, type Origin } from '../../accounts/principal.ts';
import { requireFreshSignIn } from '../../accounts/relation.ts';
import { Problem } from '../../base/problem.ts';
import type { Database } from '../../storage/database.ts';
import { requireFutureOwner } from '../owners/invited-account.ts';
import { endRequest, requireOpenRequest } from './end-request.ts';
import { changesNothing, planPrefix, type PrefixPlan } from './plan-prefix.ts';
import { requirePrefixPattern } from './prefix-pattern.ts';
import type { PrefixRequest } from './prefix-requests.queries.ts';
import { prefixOfPattern, type Readable } from './prefixes.queries.ts';
import { recordPrefix, type PrefixDeps } from './record-prefix.ts';
import { parseAnswer } from './request-prefix.ts';
import type { PrefixAdministrator } from './reserve-prefix.ts';

type Deps = PrefixDeps & { readonly database: Database };

export interface GrantWish {
  /** Public id of the request. */
  readonly request: string;
  readonly answer: string;
  readonly isPublic: boolean;
}

/** A request with what granting it would change. */
export interface RequestPreview {
  readonly request: PrefixRequest;
  /** What stands in the way, where something does. */
  readonly obstacle: Problem | undefined;
  readonly plan: PrefixPlan | undefined;
}

/** What granting a request would change, now. Changes nothing. */
export async function previewGrant(
  { database }: { readonly database: Database },
  principal: PrefixAdministrator,
  publicId: string,
): Promise<RequestPreview> {
  await requireGalleryAdministrator(database, principal);
  const request = await requireOpenRequest(database, publicId);
  try {
    return { request, plan: await planGrant({ read: database.scan }, request, false), obstacle: undefined };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { request, plan: undefined, obstacle: error };
  }
}

/** Reserves what was asked for; a prefix that is reserved for others gets one owner more. */
export async function grantRequest(
  deps: Deps,
  principal: PrefixAdministrator,
  wish: GrantWish,
  origin?: Origin,
): Promise<PrefixPlan> {
  requireFreshSignIn(principal, deps.clock.now());
  const answer = parseAnswer(wish.answer);
  return deps.database.mutation(async (tx) => {
    const rows = { read: tx };
    await requireGalleryAdministrator(rows, principal);
    const request = await requireOpenRequest(rows, wish.request);
    const plan = await planGrant(rows, request, wish.isPublic);
    const author = { principal, origin };
    if (!changesNothing(plan)) await recordPrefix(deps, tx, author, plan);
    await endRequest(tx, { by: authorship(principal), origin }, request, {
      decision: 'granted',
      answer,
      at: deps.clock.now(),
    });
    return plan;
  });
}

/** Says no, and why. */
export async function refuseRequest(
  deps: Deps,
  principal: PrefixAdministrator,
  wish: Omit<GrantWish, 'isPublic'>,
  origin?: Origin,
): Promise<PrefixRequest> {
  requireFreshSignIn(principal, deps.clock.now());
  const answer = parseAnswer(wish.answer);
  if (answer === '') {
    const detail = 'Say why: who asked reads it.';
    throw new Problem('bad_request', detail, { faults: [{ code: 'prefix_answer', detail, at: 'answer' }] });
  }
  return deps.database.mutation(async (tx) => {
    const rows = { read: tx };
    await requireGalleryAdministrator(rows, principal);
    const request = await requireOpenRequest(rows, wish.request);
    const end = { decision: 'refused', answer, at: deps.clock.now() } as const;
    await endRequest(tx, { by: authorship(principal), origin }, request, end);
    return request;
  });
}

/** A prefix that is public stays so. */
async function planGrant(rows: Readable, { prefix, account }: PrefixRequest, isPublic: boolean): Promise<PrefixPlan> {
  const pattern = requirePrefixPattern(prefix);
  const before = await prefixOfPattern(rows, pattern);
  const owner = await requireFutureOwner(rows, account.name);
  const others = (before?.owners ?? []).filter(({ accountId }) => accountId !== owner.accountId);
  return planPrefix(rows, { pattern, owners: [...others, owner], isPublic: isPublic || before?.isPublic === true });
}
