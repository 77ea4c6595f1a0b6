/**
 * Who owns an id and who is asked to, and what inviting or removing somebody would do: rules without rows.
 *
 * One id has to be decided in the same way by itself and among five hundred, and the preview of a bulk change must say what
 * the change then does: so all of them ask here.
 */
import { MICROSECONDS_PER_DAY } from '../../base/clock.ts';
import { Problem } from '../../base/problem.ts';

export const MAX_OWNERS = 15;
export const MAX_OPEN_OWNER_INVITATIONS = 3;
export const OWNER_INVITATION_MICROSECONDS = 30 * MICROSECONDS_PER_DAY;

/** An account that owns an id, or may come to. */
export interface OwnerAccount {
  readonly accountId: number;
  readonly publicId: string;
  readonly name: string;
  readonly kind: 'person' | 'organization';
}

export interface OpenInvitation extends OwnerAccount {
  readonly invitationPublicId: string;
  /** Name of who invited; null for the operator. */
  readonly invitedBy: string | null;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** One id as somebody who wants to change its owners finds it. */
export interface Ownership {
  readonly registrationId: number;
  readonly idKey: string;
  readonly displayId: string;
  readonly owners: readonly OwnerAccount[];
  /** Those that can still be answered. */
  readonly invitations: readonly OpenInvitation[];
  /** Whether the principal may invite and remove owners. */
  readonly mayManage: boolean;
  /** The owner in whose name the principal does it, where that is another account. */
  readonly actsFor: number | undefined;
  /** Name of the organization that the principal would do it for, were it not locked. */
  readonly lockedFor: string | undefined;
  /** Those of the owners that hold a reserved prefix which covers the id: through them it has its mark. */
  readonly prefixHolders: readonly number[];
  /** Whether the principal may remove those: for one of them, or as an administrator of the gallery. */
  readonly mayRemoveHolders: boolean;
}

/** What a wish comes to for one id. */
export type OwnerStep =
  | { readonly kind: 'add' | 'invite' | 'remove' }
  /** As it is, it is as wished. */
  | { readonly kind: 'none'; readonly why: string }
  | { readonly kind: 'refuse'; readonly code: 'forbidden' | 'account_locked' | 'conflict'; readonly why: string };

/** Somebody who may accept for the invited account need not be asked. */
export function stepToInvite(ownership: Ownership, account: OwnerAccount, mayAccept: boolean): OwnerStep {
  const step = stepToAdd(ownership, account);
  if (step.kind !== 'add' || mayAccept) return step;
  const { displayId, invitations } = ownership;
  if (invitations.some((each) => each.accountId === account.accountId)) {
    return { kind: 'none', why: `${account.name} is invited to own ${displayId} already.` };
  }
  if (invitations.length >= MAX_OPEN_OWNER_INVITATIONS) {
    const why = `${displayId} has ${MAX_OPEN_OWNER_INVITATIONS} open invitations, which is the most there can be: cancel one, or wait for an answer.`;
    return { kind: 'refuse', code: 'conflict', why };
  }
  return { kind: 'invite' };
}

export function stepToAdd(ownership: Ownership, account: OwnerAccount): OwnerStep {
  if (!ownership.mayManage) return mayNot(ownership);
  if (owns(ownership, account.accountId)) {
    return { kind: 'none', why: `${account.name} owns ${ownership.displayId} already.` };
  }
  return isFull(ownership) ? full(ownership) : { kind: 'add' };
}

export function stepToRemove(ownership: Ownership, account: OwnerAccount): OwnerStep {
  const { displayId, owners } = ownership;
  if (!ownership.mayManage) return mayNot(ownership);
  if (!owns(ownership, account.accountId)) {
    return { kind: 'none', why: `${account.name} does not own ${displayId}.` };
  }
  if (owners.length === 1) {
    const why = `${account.name} is the only owner of ${displayId}. A package always has one, so that somebody answers for it: add another owner first.`;
    return { kind: 'refuse', code: 'conflict', why };
  }
  if (ownership.prefixHolders.includes(account.accountId) && !ownership.mayRemoveHolders) {
    const why = `${account.name} holds a reserved prefix of ${displayId}: only an owner who holds one too, or an administrator of this gallery, can remove it.`;
    return { kind: 'refuse', code: 'forbidden', why };
  }
  return { kind: 'remove' };
}

export function owns({ owners }: Pick<Ownership, 'owners'>, accountId: number): boolean {
  return owners.some((owner) => owner.accountId === accountId);
}

export function isFull({ owners }: Pick<Ownership, 'owners'>): boolean {
  return owners.length >= MAX_OWNERS;
}

export function full({ displayId }: Pick<Ownership, 'displayId'>): Extract<OwnerStep, { kind: 'refuse' }> {
  const why = `${displayId} has ${MAX_OWNERS} owners, which is the most there can be.`;
  return { kind: 'refuse', code: 'conflict', why };
}

function mayNot({ displayId, owners, lockedFor }: Ownership): OwnerStep {
  if (lockedFor !== undefined) {
    const why = `${lockedFor}, which owns ${displayId}, is locked: contact the administrators of this gallery.`;
    return { kind: 'refuse', code: 'account_locked', why };
  }
  const why =
    owners.length === 0
      ? `${displayId} has no owner here: an administrator of this gallery must give it one.`
      : `You may not change the owners of ${displayId}: its owners can, and administrators of organizations that own it.`;
  return { kind: 'refuse', code: 'forbidden', why };
}

/** Throws what a step refuses. */
export function requireStep(step: OwnerStep): Exclude<OwnerStep, { kind: 'refuse' }> {
  if (step.kind === 'refuse') throw new Problem(step.code, step.why);
  return step;
}
