/** Packages with versions in any state, put straight into the rows with all that pages read of them. */
import { requireAccount } from '../../src/accounts/require-account.ts';
import type { Clock } from '../../src/base/clock.ts';
import type { Random } from '../../src/base/random.ts';
import { advanceRevision, insertOwner } from '../../src/packages/registrations.queries.ts';
import type { Blobs } from '../../src/storage/blobs.ts';
import type { Database } from '../../src/storage/database.ts';
import { seedVersions, type SeedVersion } from './seed-rows.ts';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly blobs?: Blobs;
}

/** One package; its number. */
export async function offerPackage(
  deps: Deps,
  id: string,
  versions: readonly Omit<SeedVersion, 'id'>[],
  owners: readonly string[] = [],
): Promise<number> {
  const accounts = await Promise.all(owners.map((name) => requireAccount(deps.database, name)));
  const [first] = await seedVersions(
    deps,
    versions.map((version) => ({ id, ...version })),
  );
  if (first === undefined) throw new Error('a package has a version');
  const { registrationId } = first;
  const now = deps.clock.now();
  await deps.database.mutation(async (tx) => {
    for (const account of accounts) await insertOwner(tx, registrationId, account.id, now);
    await advanceRevision(tx, registrationId, now);
  });
  return registrationId;
}
