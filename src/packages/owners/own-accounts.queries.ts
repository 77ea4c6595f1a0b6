import type { Readable } from './owners.queries.ts';

/** The organizations that a person belongs to, in the order of their names. */
export function organizationsOf({ read }: Readable, personId: number, limit: number) {
  return read
    .selectFrom('memberships')
    .innerJoin('accounts', 'accounts.id', 'memberships.organization_id')
    .select(['accounts.id as accountId', 'accounts.public_id as publicId', 'accounts.name', 'memberships.role'])
    .where('memberships.person_id', '=', personId)
    .where('accounts.status', '<>', 'deleted')
    .orderBy('accounts.name_key')
    .limit(limit)
    .execute();
}
