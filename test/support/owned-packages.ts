/** Packages with owners, put straight into the rows: for tests of who may do what to them. */
import { advanceRevision, insertOwner, insertRegistration } from '../../src/packages/registrations.queries.ts';
import { parsePackageId, type PackageId } from '../../src/nuget/package-id.ts';
import type { Clock } from '../../src/base/clock.ts';
import type { Random } from '../../src/base/random.ts';
import { requireAccount } from '../../src/accounts/require-account.ts';
import type { Database } from '../../src/storage/database.ts';
import { seedVersions } from './seed-rows.ts';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
}

export interface PackageWish {
  /** Names; nobody where there is none. */
  readonly owners: readonly string[];
  /** `1.0.0` unless it says otherwise; none at all is quicker, where many packages only have to be there. */
  readonly versions?: readonly string[];
  readonly listed?: boolean;
}

export function packageId(text: string): PackageId {
  const id = parsePackageId(text);
  if (id === undefined) throw new Error(`${text} is no id`);
  return id;
}

/** Some packages in as few transactions as possible. */
export async function ownPackages(deps: Deps, ids: readonly string[], wish: PackageWish): Promise<void> {
  const { owners, versions = ['1.0.0'], listed = true } = wish;
  const accounts = await Promise.all(owners.map((name) => requireAccount(deps.database, name)));
  const wanted = ids.flatMap((id) => versions.map((version) => ({ id, version, listed })));
  const seeded = await seedVersions(deps, wanted);
  const now = deps.clock.now();
  await deps.database.mutation(async (tx) => {
    const registrations = new Set(seeded.map((each) => each.registrationId));
    if (versions.length === 0) {
      for (const id of ids) registrations.add((await insertRegistration(tx, packageId(id), now)).id);
    }
    for (const registrationId of registrations) {
      for (const { id } of accounts) await insertOwner(tx, registrationId, id, now);
      await advanceRevision(tx, registrationId, now);
    }
  });
}

/** Names of the owners of an id, in the order of the alphabet. */
export async function ownersOf(database: Database, id: string): Promise<string[]> {
  const rows = await database.read
    .selectFrom('owners')
    .innerJoin('registrations', 'registrations.id', 'owners.registration_id')
    .innerJoin('accounts', 'accounts.id', 'owners.account_id')
    .select('accounts.name')
    .where('id_key', '=', id.toLowerCase())
    .orderBy('accounts.name_key')
    .execute();
  return rows.map(({ name }) => name);
}
