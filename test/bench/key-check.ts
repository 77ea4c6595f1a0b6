/** How long it takes to know who holds a key: what every push and every private read pays. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createPerson } from '../../src/accounts/people/create-person.ts';
import { hashApiKey } from '../../src/accounts/keys/api-key.ts';
import { createApiKey } from '../../src/accounts/keys/create-api-key.ts';
import { createKeyAuthenticator } from '../../src/accounts/keys/key-authenticator.ts';
import { createOrganization } from '../../src/accounts/organizations/create-organization.ts';
import { systemClock } from '../../src/base/clock.ts';
import { silentLogger } from '../../src/base/logger.ts';
import { systemRandom } from '../../src/base/random.ts';
import { openSqlite } from '../../src/storage/sqlite.ts';
import type { Database } from '../../src/storage/database.ts';
import { percentile, type Report } from './report.ts';

const OTHER_KEYS = 10_000;
const CHECKS = 20_000;
const origin = { address: '127.0.0.1', userAgent: 'bench/1.0' };
const operator = { kind: 'operator' } as const;

/** A person's key for an organization, which asks the most of the rows, among ten thousand others. */
export async function benchKeyCheck(report: Report): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lode-bench-keys-'));
  const database = await openSqlite(path.join(folder, 'lode.sqlite'));
  const parts = { database, clock: systemClock, random: systemRandom, logger: silentLogger };
  try {
    await createPerson(parts, operator, { name: 'olga', email: 'olga@gallery.example' });
    await createOrganization(parts, operator, { name: 'acme', email: 'acme@gallery.example', administrator: 'olga' });
    const wish = { owner: 'acme', as: 'olga', name: 'bench', scopes: ['push', 'read'], packages: ['Acme.*'] };
    const key = (await createApiKey(parts, operator, wish)).reveal();
    await addOtherKeys(database);
    const keys = createKeyAuthenticator(parts);
    for (let at = 0; at < 1_000; at += 1) await keys.authenticate(key, origin);
    const taken: number[] = [];
    for (let at = 0; at < CHECKS; at += 1) {
      const started = performance.now();
      await keys.authenticate(key, origin);
      taken.push(performance.now() - started);
    }
    await keys.close();
    const p99 = percentile(taken, 0.99);
    const what = 'key check on the push and read path, p99';
    const ours = `${p99.toFixed(3)} ms (p50 ${percentile(taken, 0.5).toFixed(3)} ms)`;
    report.add({ what, ours, target: '0.2 ms at most', isMet: p99 <= 0.2 });
  } finally {
    await database.close();
    rmSync(folder, { recursive: true });
  }
}

async function addOtherKeys(database: Database): Promise<void> {
  const model = await database.read.selectFrom('api_keys').selectAll().executeTakeFirstOrThrow();
  await database.transaction(async (tx) => {
    for (let at = 0; at < OTHER_KEYS; at += 1) {
      const other = { ...model, id: undefined, public_id: `other-${at}`, hash_key: hashApiKey(`other ${at}`) };
      await tx.insertInto('api_keys').values(other).execute();
    }
  });
}
