/** Packages with versions in any state, put straight into the rows with all that pages read of them. */
import { requireAccount } from '../../src/accounts/require-account.ts';
import type { Clock } from '../../src/base/clock.ts';
import { publicId } from '../../src/base/ids.ts';
import type { Random } from '../../src/base/random.ts';
import { parseVersion } from '../../src/nuget/version.ts';
import { versionSortKey } from '../../src/nuget/version-sort-key.ts';
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

const ROWS_PER_INSERT = 500;

/** The same for very many versions that only have to be there: listed, all with one manifest, without a place in the log. */
export async function offerManyVersions(deps: Deps, id: string, texts: readonly string[]): Promise<void> {
  const [first = '', ...rest] = texts;
  const registrationId = await offerPackage(deps, id, [{ version: first }]);
  await deps.database.transaction(async (tx) => {
    const { id: _, ...like } = await tx
      .selectFrom('versions')
      .selectAll()
      .where('registration_id', '=', registrationId)
      .executeTakeFirstOrThrow();
    const rows = rest.map((text) => {
      const version = parseVersion(text);
      if (version === undefined) throw new Error(`not a version: ${text}`);
      return {
        ...like,
        public_id: publicId(deps.random),
        version_key: version.key,
        sort_key: versionSortKey(version),
        normalized_version: version.normalized,
        full_version: version.full,
        is_prerelease: version.isPrerelease ? (1 as const) : (0 as const),
      };
    });
    for (let start = 0; start < rows.length; start += ROWS_PER_INSERT) {
      await tx
        .insertInto('versions')
        .values(rows.slice(start, start + ROWS_PER_INSERT))
        .execute();
    }
    await advanceRevision(tx, registrationId, deps.clock.now());
  });
}
