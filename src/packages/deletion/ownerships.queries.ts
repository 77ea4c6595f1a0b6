import type { Database, Tx } from '../../storage/database.ts';

type Readable = Pick<Database, 'read'>;

export interface OwnedId {
  readonly registrationId: number;
  readonly idKey: string;
  readonly displayId: string;
  /** Whether nobody else owns it. */
  readonly isAlone: boolean;
}

/** What an account owns, in the order of their index, at most `limit`. */
export async function ownedIds(rows: Readable, accountId: number, limit: number): Promise<OwnedId[]> {
  const found = await rows.read
    .selectFrom('owners as own')
    .innerJoin('registrations', 'registrations.id', 'own.registration_id')
    .select((row) => [
      'registrations.id as registrationId',
      'id_key as idKey',
      'display_id as displayId',
      row
        .exists(
          row
            .selectFrom('owners as other')
            .select('other.account_id')
            .whereRef('other.registration_id', '=', 'own.registration_id')
            .where('other.account_id', '<>', accountId),
        )
        .as('isShared'),
    ])
    .where('own.account_id', '=', accountId)
    .orderBy('own.is_offered')
    .orderBy('own.registration_key')
    .limit(limit)
    .execute();
  // SQLite says 1 for true.
  return found.map(({ isShared, ...rest }) => ({ ...rest, isAlone: Number(isShared) === 0 }));
}

/** Packages that an account was invited to own. */
export function invitedIds(tx: Tx, accountId: number): Promise<{ idKey: string }[]> {
  return tx
    .selectFrom('owner_invitations')
    .innerJoin('registrations', 'registrations.id', 'owner_invitations.registration_id')
    .select('id_key as idKey')
    .where('owner_invitations.account_id', '=', accountId)
    .execute();
}

export async function deleteOwnerInvitationsOf(tx: Tx, accountId: number): Promise<void> {
  await tx.deleteFrom('owner_invitations').where('account_id', '=', accountId).execute();
}
