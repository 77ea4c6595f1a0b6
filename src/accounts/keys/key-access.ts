/** Who may do what to a key that exists. */
import { isPublicId } from '../../base/ids.ts';
import { Problem } from '../../base/problem.ts';
import type { Database } from '../../storage/database.ts';
import { mayOnAccount } from '../permissions.ts';
import type { OperatorPrincipal, SessionPrincipal } from '../principal.ts';
import { relationsTo, requireUsable } from '../relation.ts';
import { apiKeyByPublicId, type ApiKeyRow } from './keys.queries.ts';

type Readable = Pick<Database, 'read'>;

/**
 * `manage`: change and regenerate it, which its own person may while they act for its owner, and an administrator of the
 * organization whose own key it is. `revoke`: see and end it, which its owner's and the gallery's administrators may too.
 */
export type KeyAccess = 'manage' | 'revoke' | 'none';

export async function accessToKey(
  rows: Readable,
  principal: SessionPrincipal | OperatorPrincipal,
  key: Pick<ApiKeyRow, 'ownerId' | 'personId'>,
): Promise<KeyAccess> {
  if (principal.kind === 'operator') return 'manage';
  const relations = await relationsTo(rows, principal, key.ownerId);
  const isPersons = key.personId === principal.actorId;
  const manages =
    key.personId === null
      ? mayOnAccount('manage keys of the account', relations)
      : isPersons && mayOnAccount('act with a personal key', relations);
  if (manages) return 'manage';
  return isPersons || mayOnAccount('revoke keys of the account', relations) ? 'revoke' : 'none';
}

/** The key, when the principal may do this to it; one that they may not even see is not found. */
export async function requireKey(
  rows: Readable,
  principal: SessionPrincipal | OperatorPrincipal,
  { publicId, access: wanted }: { readonly publicId: string; readonly access: 'manage' | 'revoke' },
): Promise<ApiKeyRow> {
  if (principal.kind === 'session') await requireUsable(rows, principal);
  const key = isPublicId(publicId) ? await apiKeyByPublicId(rows, publicId) : undefined;
  const access = key === undefined ? 'none' : await accessToKey(rows, principal, key);
  if (key === undefined || access === 'none')
    throw new Problem('not_found', `There is no API key with the id ${publicId}.`);
  if (wanted === 'manage' && access !== 'manage') {
    const holder = key.personName ?? key.ownerName;
    throw new Problem('forbidden', `${key.name} is a key of ${holder}, so you can revoke it and change nothing else.`);
  }
  return key;
}
