/**
 * Inviting or removing one owner for many packages at once: first a preview that says for each what will happen and why not,
 * then the change, which does exactly what the preview said or nothing.
 */
import { createHash } from 'node:crypto';
import type { Origin, SessionPrincipal } from '../../accounts/principal.ts';
import { requireFreshSignIn } from '../../accounts/relation.ts';
import { publicId } from '../../base/ids.ts';
import { Problem } from '../../base/problem.ts';
import type { Tx } from '../../storage/database.ts';
import { requireMayAddUnasked } from './add-owner.ts';
import { parseIdSearch } from './id-search.ts';
import type { InviteOwnerDeps } from './invite-owner.ts';
import { mayAcceptFor, parseOwnerMessage, requireFutureOwner, requireNamedAccount } from './invited-account.ts';
import { ownAccounts, packagesOf } from './own-accounts.ts';
import { packagesSlice } from './owned-packages.queries.ts';
import type { Readable } from './owners.queries.ts';
import {
  stepToAdd,
  stepToInvite,
  stepToRemove,
  type OwnerAccount,
  type Ownership,
  type OwnerStep,
} from './ownership.ts';
import { readOwnerships } from './read-ownerships.ts';
import { recordOwnerSteps } from './record-owner-steps.ts';

/** So many packages are changed at once, since everybody's changes wait for it. */
export const MAX_PACKAGES_AT_ONCE = 500;

export type OwnerAction = 'invite' | 'add' | 'remove';

/** Which packages: those named, or all that a list shows. */
export type PackageSelection =
  | { readonly kind: 'ids'; readonly idKeys: readonly string[] }
  /** `owner` as `packagesOf` reads it, `search` as `parseIdSearch` does. */
  | { readonly kind: 'matching'; readonly owner: string; readonly search: string };

export interface OwnersWish {
  readonly action: OwnerAction;
  /** The name of a person or an organization. */
  readonly account: string;
  /** For the invited; may be empty. */
  readonly message: string;
  readonly selection: PackageSelection;
}

export interface PlannedStep {
  readonly displayId: string;
  readonly step: OwnerStep;
}

export interface OwnersPreview {
  readonly account: OwnerAccount;
  /** In the order of the ids, never none. */
  readonly steps: readonly PlannedStep[];
  /** How many of them change something. */
  readonly changes: number;
  /** Of all of it: a change that was seen otherwise is not made. */
  readonly digest: string;
}

/** `applied: false` where rows have changed since the preview that `digest` is of: then nothing was done. */
export interface OwnersOutcome {
  readonly applied: boolean;
  readonly preview: OwnersPreview;
}

/** What a wish would do now. Changes nothing. */
export async function previewOwners(
  deps: InviteOwnerDeps,
  principal: SessionPrincipal,
  wish: OwnersWish,
): Promise<OwnersPreview> {
  requireFreshSignIn(principal, deps.clock.now());
  return (await planOwners(deps, { read: deps.database.scan }, principal, wish)).preview;
}

/** Does what the preview with this digest said, in one transaction. */
export async function changeOwners(
  deps: InviteOwnerDeps,
  principal: SessionPrincipal,
  wish: OwnersWish & { readonly digest: string },
  origin?: Origin,
): Promise<OwnersOutcome> {
  requireFreshSignIn(principal, deps.clock.now());
  if (wish.action === 'invite') await deps.limiter.take('invite', principal.publicId);
  return deps.database.mutation(async (tx) => {
    const { preview, ownerships } = await planOwners(deps, { read: tx }, principal, wish);
    if (preview.digest !== wish.digest) return { applied: false, preview };
    await recordChanges(deps, tx, { wish, principal, origin, preview, ownerships });
    return { applied: true, preview };
  });
}

interface Plan {
  readonly preview: OwnersPreview;
  /** One for each step. */
  readonly ownerships: readonly Ownership[];
}

async function planOwners(
  { clock }: InviteOwnerDeps,
  rows: Readable,
  principal: SessionPrincipal,
  wish: OwnersWish,
): Promise<Plan> {
  parseOwnerMessage(wish.message);
  if (wish.action === 'add') requireMayAddUnasked(principal);
  const idKeys = await selectedKeys(rows, principal, wish.selection);
  const account = await (wish.action === 'remove' ? requireNamedAccount : requireFutureOwner)(rows, wish.account);
  const mayAccept = wish.action === 'invite' && (await mayAcceptFor(rows, principal, account.accountId));
  const ownerships = await readOwnerships(rows, principal, idKeys, clock.now());
  if (ownerships.length === 0) throw nothingSelected();
  const stepFor = {
    invite: (of: Ownership) => stepToInvite(of, account, mayAccept),
    add: (of: Ownership) => stepToAdd(of, account),
    remove: (of: Ownership) => stepToRemove(of, account),
  }[wish.action];
  const steps = ownerships.map((of) => ({ displayId: of.displayId, step: stepFor(of) }));
  const changes = steps.filter(({ step }) => step.kind !== 'none' && step.kind !== 'refuse').length;
  const digest = digestOf([wish.action, account.publicId, wish.message, steps]);
  return { preview: { account, steps, changes, digest }, ownerships };
}

async function selectedKeys(
  rows: Readable,
  principal: SessionPrincipal,
  selection: PackageSelection,
): Promise<readonly string[]> {
  const keys = selection.kind === 'ids' ? [...new Set(selection.idKeys)] : await matching(rows, principal, selection);
  if (keys.length === 0) throw nothingSelected();
  if (keys.length > MAX_PACKAGES_AT_ONCE) {
    const detail = `At most ${MAX_PACKAGES_AT_ONCE} packages are changed at once: narrow the search, as with Acme.Http.*, and do the rest after it.`;
    throw new Problem('bad_request', detail, { faults: [{ code: 'too_many', detail, at: 'packages' }] });
  }
  return keys;
}

async function matching(
  rows: Readable,
  principal: SessionPrincipal,
  { owner, search }: { readonly owner: string; readonly search: string },
): Promise<string[]> {
  const parsed = parseIdSearch(search);
  const of = await packagesOf(rows, principal, await ownAccounts(rows, principal), owner);
  const limit = MAX_PACKAGES_AT_ONCE + 1;
  const found = await packagesSlice(rows.read, of, { standing: undefined, search: parsed, limit });
  return found.map(({ idKey }) => idKey);
}

function nothingSelected(): Problem {
  const detail = 'No package is chosen: tick some, or take all that match the search.';
  return new Problem('bad_request', detail, { faults: [{ code: 'no_packages', detail, at: 'packages' }] });
}

function digestOf(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url');
}

interface Recording extends Plan {
  readonly wish: OwnersWish;
  readonly principal: SessionPrincipal;
  readonly origin: Origin | undefined;
}

/** The events say which bulk change they are of, so that whoever is told is told once. */
async function recordChanges(deps: InviteOwnerDeps, tx: Tx, recording: Recording): Promise<void> {
  const { principal, origin, preview, ownerships, wish } = recording;
  const message = parseOwnerMessage(wish.message);
  const batch = { id: publicId(deps.random), size: preview.changes };
  for (const kind of ['add', 'invite', 'remove'] as const) {
    const packages = ownerships.filter((_, i) => preview.steps[i]?.step.kind === kind);
    const change = { kind, account: preview.account, message, packages };
    if (packages.length > 0) await recordOwnerSteps(deps, tx, { principal, origin, batch }, change);
  }
}
