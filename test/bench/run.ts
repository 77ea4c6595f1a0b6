/**
 * `npm run bench`: the figures that Lode promises, measured in one run on this machine, beside nginx serving the same
 * bytes. Prints a Markdown table on standard output. `npm run bench -- reads` runs some parts: pushes, reads, keys, people,
 * private, paint, search, restores, footprint, pages; and `people-postgres` and `pages-postgres`, which are no parts unless
 * they are named.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runProgram } from '../support/run-program.ts';
import { benchKeyCheck } from './key-check.ts';
import { BenchedLode } from './lode.ts';
import { startNginx } from './nginx.ts';
import { benchPages } from './pages.ts';
import { benchPaint } from './paint.ts';
import { benchPeople } from './people.ts';
import { benchPrivateReads } from './private-reads.ts';
import { benchManyVersions, benchPushes, seed } from './pushes.ts';
import { benchReads, benchSearch } from './reads.ts';
import { megabytes, milliseconds, percentile, Report } from './report.ts';
import { benchRestores, machine } from './restores.ts';

const parts = process.argv.slice(2);
const wants = (part: string) => parts.length === 0 || parts.includes(part);

/** Parts that have galleries of their own, and nothing of nginx. */
const APART = ['keys', 'people', 'people-postgres', 'paint', 'pages', 'pages-postgres'];

const report = new Report();
if (wants('keys')) await benchKeyCheck(report);
if (wants('paint')) await benchPaint(report);
if (wants('people')) await benchPeople(report, 'sqlite');
if (parts.includes('people-postgres')) await benchPeople(report, 'postgres');
if (wants('pages')) await benchPages(report, 'sqlite');
if (parts.includes('pages-postgres')) await benchPages(report, 'postgres');
if (parts.length === 0 || parts.some((part) => !APART.includes(part))) await benchFeed();
process.stdout.write(`${machine()}\n\n${report.table()}\n`);

/** The parts that share one gallery. */
async function benchFeed(): Promise<void> {
  await requirePrograms();
  const lode = new BenchedLode();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lode-bench-nginx-'));
  const nginx = await startNginx(folder);
  try {
    const emptyStart = await lode.start();
    const empty = lode.residentBytes();
    await lode.lode('user', 'add', 'bench', '--email', 'bench@gallery.example');
    const key = await lode.lode('key', 'create', '--owner', 'bench', '--name', 'bench', '--scopes', 'push,unlist');
    if (wants('pushes')) await benchPushes(report, lode, key);
    process.stderr.write('seeding 20,000 versions\n');
    await seed(lode, key);
    if (wants('pushes')) await benchManyVersions(report, lode, key);
    if (wants('reads')) await benchReads(report, { lode, nginx }, key);
    if (wants('private')) await benchPrivateReads(report);
    if (wants('search')) await benchSearch(report, lode);
    if (wants('footprint')) await benchFootprint(report, lode, { emptyStart, empty });
    if (wants('restores')) await benchRestores(report, lode, nginx);
  } finally {
    await lode.remove();
    await nginx.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function requirePrograms(): Promise<void> {
  for (const program of ['nginx', 'wrk']) {
    const found = await runProgram('which', [program]);
    if (found.code !== 0)
      throw new Error(
        `The bench compares with nginx under wrk's load, and ${program} is missing: apt-get install nginx-light wrk`,
      );
  }
}

interface EmptyGallery {
  readonly emptyStart: number;
  readonly empty: number;
}

/** Memory before and after everything else, and the median of five starts. */
async function benchFootprint(report: Report, lode: BenchedLode, { emptyStart, empty }: EmptyGallery): Promise<void> {
  const loaded = lode.residentBytes();
  report.add({
    what: 'RSS after an empty start',
    ours: megabytes(empty),
    target: '130 MB at most',
    isMet: empty <= 130_000_000,
  });
  report.add({
    what: 'RSS with 20,000 versions after the load',
    ours: megabytes(loaded),
    target: '240 MB at most',
    isMet: loaded <= 240_000_000,
  });
  await lode.stop();
  const starts: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    starts.push(await lode.start());
    if (round < 4) await lode.stop();
  }
  const start = percentile(starts, 0.5);
  const what = 'spawn to first answer, 20,000 versions in the data';
  report.add({
    what,
    ours: `${milliseconds(start)} (empty ${milliseconds(emptyStart)})`,
    target: '600 ms',
    isMet: start <= 600,
  });
}
