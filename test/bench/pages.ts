/** The server's time for the pages that strangers look at, in a large gallery. `BENCH_PACKAGES` makes it another size. */
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openPostgres } from '../../src/storage/postgres.ts';
import { openSqlite } from '../../src/storage/sqlite.ts';
import { createPostgresDatabase } from '../support/databases.ts';
import { BenchedLode } from './lode.ts';
import { BIG_PACKAGE, OWNER, POPULAR_PACKAGE, seedPages } from './page-rows.ts';
import type { BenchedDatabase } from './people.ts';
import { milliseconds, percentile, type Report } from './report.ts';

const PACKAGES = Number(process.env['BENCH_PACKAGES'] ?? 100_000);
const ROUNDS = 200;
const WARM_UP = 10;
const PAGE_MILLISECONDS = 30;
const BIG_PAGE_MILLISECONDS = 50;
const FILL_MILLISECONDS = 15 * 60_000;

const pages: readonly (readonly [what: string, url: string, target: number])[] = [
  ['home', '/', PAGE_MILLISECONDS],
  ['search, a common word', '/packages?q=json', PAGE_MILLISECONDS],
  ['search, two words', '/packages?q=json+logging', PAGE_MILLISECONDS],
  ['search, an exact id', `/packages?q=${POPULAR_PACKAGE}`, PAGE_MILLISECONDS],
  ['search, everything', '/packages', PAGE_MILLISECONDS],
  ['search, everything, page 50', '/packages?page=50', PAGE_MILLISECONDS],
  ['package', '/packages/Bench.Lib.000101', PAGE_MILLISECONDS],
  ['package that everybody uses, used by', `/packages/${POPULAR_PACKAGE}?tab=used-by`, PAGE_MILLISECONDS],
  ['package, dependencies', '/packages/Bench.Lib.000101?tab=dependencies', PAGE_MILLISECONDS],
  ['package of 5,000 versions', `/packages/${BIG_PACKAGE}`, BIG_PAGE_MILLISECONDS],
  ['package of 5,000 versions, versions', `/packages/${BIG_PACKAGE}?tab=versions`, BIG_PAGE_MILLISECONDS],
  ['package of 5,000 versions, statistics', `/stats/packages/${BIG_PACKAGE}`, BIG_PAGE_MILLISECONDS],
  [
    'package of 5,000 versions, statistics of a year',
    `/stats/packages/${BIG_PACKAGE}?days=365&groupby=Version&groupby=ClientName`,
    BIG_PAGE_MILLISECONDS,
  ],
  ['profile', `/profiles/${OWNER}`, PAGE_MILLISECONDS],
  ['statistics', '/stats', PAGE_MILLISECONDS],
  ['statistics, packages', '/stats/packages', PAGE_MILLISECONDS],
  ['statistics, versions', '/stats/packageversions?page=5', PAGE_MILLISECONDS],
  ['statistics of a package', '/stats/packages/Bench.Lib.000101', PAGE_MILLISECONDS],
  ['badge', '/badges/Bench.Lib.000101/version.svg', PAGE_MILLISECONDS],
  ['picture', '/packages/Bench.Lib.000101/picture.png', PAGE_MILLISECONDS],
];

/** In a gallery of its own, since it is filled by its rows. */
export async function benchPages(report: Report, kind: BenchedDatabase): Promise<void> {
  const lode = new BenchedLode();
  const postgres = kind === 'postgres' ? await createPostgresDatabase() : undefined;
  try {
    process.stderr.write(`seeding ${PACKAGES.toLocaleString('en-US')} packages into ${kind}\n`);
    const database = await (postgres === undefined
      ? openSqlite(path.join(lode.dataFolder, 'lode.sqlite'))
      : openPostgres(postgres.url));
    await seedPages(database, PACKAGES);
    await database.close();
    await lode.start(
      postgres === undefined ? {} : { LODE_DATABASE: postgres.url, LODE_SECRET: 'a secret of the bench alone' },
    );
    await untilFound(lode);
    for (const [what, url, target] of pages)
      await measure(report, lode, { what: `${kind === 'postgres' ? 'PostgreSQL, ' : ''}${what}`, url, target });
  } finally {
    await lode.remove();
    await postgres?.remove();
  }
}

/** The index of so many packages takes a while to fill, which is nobody's page. */
async function untilFound(lode: BenchedLode): Promise<void> {
  const end = performance.now() + FILL_MILLISECONDS;
  while (performance.now() < end) {
    const answer = await fetch(`${lode.url}/v3/query?take=1`);
    if ((await answer.text()).includes(`"totalHits":${PACKAGES + 1},`)) return;
    await delay(1_000);
  }
  throw new Error('the index of search is not filled');
}

interface BenchedPage {
  readonly what: string;
  readonly url: string;
  readonly target: number;
}

async function measure(report: Report, lode: BenchedLode, { what, url, target }: BenchedPage): Promise<void> {
  const taken: number[] = [];
  for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    const started = performance.now();
    const answer = await fetch(lode.url + url, { redirect: 'manual' });
    const text = await answer.text();
    if (round >= 0) taken.push(performance.now() - started);
    if (answer.status === 200) continue;
    throw new Error(`${what}: ${answer.status} ${text.replace(/<[^>]*>/g, ' ').slice(-600)}`);
  }
  const p99 = percentile(taken, 0.99);
  report.add({
    what: `${what}, p99`,
    ours: `${milliseconds(p99)} (p50 ${milliseconds(percentile(taken, 0.5))})`,
    target: `${target} ms at most`,
    isMet: p99 <= target,
  });
}
