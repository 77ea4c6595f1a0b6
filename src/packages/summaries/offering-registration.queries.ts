import type { Database } from '../../storage/database.ts';

export interface OfferingRegistration {
  readonly registrationId: number;
  readonly revision: number;
}

/** Undefined for an id that offers no version, and for one that never was. */
export async function offeringRegistration(
  { read }: Pick<Database, 'read'>,
  idKey: string,
): Promise<OfferingRegistration | undefined> {
  return read
    .selectFrom('registrations')
    .select(['id as registrationId', 'revision'])
    .where('id_key', '=', idKey)
    .where('offered_version_id', 'is not', null)
    .executeTakeFirst();
}
