/**
 * `npm test`: everything, the fast areas together first, then the slow ones in turn. `npm test -- AREA…` runs those,
 * `npm test -- fast` the fast ones.
 *
 * An area is a folder of src/ or of test/. One that fails, or in which no test ran, fails the run; where CI=true, so
 * does a test that was skipped, because a machine that cannot run a test has not shown anything.
 */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { run } from 'node:test';
import { closingReport } from './support/closing-report.ts';
import { startPostgresServer } from './support/postgres-server.ts';

/** Areas that start other programs, with how many of their files may run at once. */
const slowAreas: ReadonlyMap<string, number> = new Map([
  ['operating', 2],
  ['differential', 2],
  ['clients', 2],
  ['browser', 2],
  ['faults', 1],
]);
const FAST_FILES_AT_ONCE = 3;
/** Longer than the slowest file of any area takes: a test that hangs fails here instead of never. */
const FILE_TIMEOUT_MILLISECONDS = 15 * 60_000;

interface Tally {
  tests: number;
  failed: number;
  skipped: number;
  milliseconds: number;
}

const root = path.resolve(import.meta.dirname, '..');

function filesByArea(): Map<string, string[]> {
  const areas = new Map<string, string[]>();
  for (const file of globSync('{src,test}/**/*.test.{ts,tsx}', { cwd: root }).sort()) {
    const area = areaOf(file);
    areas.set(area, [...(areas.get(area) ?? []), file]);
  }
  return areas;
}

/** The folder below src/ or test/; `house` for tests of src/app.ts and its neighbours. */
function areaOf(file: string): string {
  const segments = path.relative(root, path.resolve(root, file)).split(path.sep);
  return segments.length > 2 ? (segments[1] ?? '') : 'house';
}

/** Runs files with Node's test runner and adds what happened to the tally of each file's area. */
async function runFiles(files: readonly string[], filesAtOnce: number, tallies: Map<string, Tally>): Promise<void> {
  const stream = run({
    cwd: root,
    files: files.map((file) => path.join(root, file)),
    concurrency: filesAtOnce,
    timeout: FILE_TIMEOUT_MILLISECONDS,
  });
  stream.on('test:summary', (summary) => {
    if (summary.file !== undefined) count(tallies, summary.file, summary);
  });
  stream.on('test:fail', (result) => {
    // A file that ends before it reports has no summary: it fails under its own path.
    const tally = tallies.get(areaOf(result.file ?? ''));
    if (tally !== undefined && path.isAbsolute(result.name)) tally.failed += 1;
  });
  for await (const text of stream.compose(closingReport)) process.stdout.write(String(text));
}

interface FileSummary {
  readonly success: boolean;
  readonly duration_ms: number;
  readonly counts: { readonly tests: number; readonly passed: number; readonly skipped: number; readonly todo: number };
}

function count(tallies: Map<string, Tally>, file: string, { counts, success, duration_ms }: FileSummary): void {
  const tally = tallies.get(areaOf(file));
  if (tally === undefined) return;
  const notRun = counts.skipped + counts.todo;
  const failed = counts.tests - counts.passed - notRun;
  tally.tests += counts.tests;
  tally.skipped += notRun;
  // Every test may pass and the file fail nevertheless: in a hook that cleans up.
  tally.failed += failed === 0 && !success ? 1 : failed;
  tally.milliseconds += duration_ms;
}

async function runAreas(areas: ReadonlyMap<string, readonly string[]>): Promise<Map<string, Tally>> {
  const tallies = new Map<string, Tally>();
  for (const area of areas.keys()) tallies.set(area, { tests: 0, failed: 0, skipped: 0, milliseconds: 0 });
  const fast = [...areas.keys()].filter((area) => !slowAreas.has(area));
  const groups = [fast, ...[...slowAreas.keys()].filter((area) => areas.has(area)).map((area) => [area])];
  for (const group of groups.filter((each) => each.length > 0)) {
    process.stdout.write(`${group.join(', ')}\n`);
    const files = group.flatMap((area) => areas.get(area) ?? []);
    await runFiles(files, slowAreas.get(group[0] ?? '') ?? FAST_FILES_AT_ONCE, tallies);
  }
  return tallies;
}

/** Whether a test file opens databases; those that start whole servers choose theirs through the same module. */
function wantsPostgres(file: string): boolean {
  return /support\/(databases|server)\.ts'/.test(readFileSync(path.join(root, file), 'utf8'));
}

/** One PostgreSQL for all test files of the run, instead of one each. */
async function withPostgres(areas: ReadonlyMap<string, readonly string[]>): Promise<Map<string, Tally>> {
  const isShared = process.env['LODE_TEST_POSTGRES'] !== undefined;
  if (isShared || ![...areas.values()].flat().some(wantsPostgres)) return runAreas(areas);
  const server = await startPostgresServer();
  process.env['LODE_TEST_POSTGRES'] = server.url;
  try {
    return await runAreas(areas);
  } finally {
    await server.stop();
  }
}

/** Prints a line for each area and returns whether all of them hold. */
function judge(tallies: ReadonlyMap<string, Tally>): boolean {
  const mayNotSkip = process.env['CI'] === 'true';
  let holds = true;
  for (const [area, tally] of tallies) {
    const reasons = [
      tally.failed > 0 ? `${tally.failed} failed` : '',
      tally.tests === 0 ? 'no test ran' : '',
      tally.skipped > 0 && mayNotSkip ? `${tally.skipped} skipped, which CI does not allow` : '',
    ].filter((reason) => reason !== '');
    if (reasons.length > 0) holds = false;
    const seconds = (tally.milliseconds / 1000).toFixed(1);
    const verdict = reasons.length > 0 ? `FAILED: ${reasons.join(', ')}` : 'ok';
    process.stdout.write(
      `${area.padEnd(14)} ${String(tally.tests).padStart(5)} tests ${seconds.padStart(7)} s  ${verdict}\n`,
    );
  }
  return holds;
}

// Every test file is a process that loads the same modules: compiled once, they load in half the time.
process.env['NODE_COMPILE_CACHE'] ??= path.join(root, '.cache', 'compile');

const all = filesByArea();
const asked = process.argv.slice(2);
const isAsked = (area: string) =>
  asked.length === 0 || asked.includes(area) || (asked.includes('fast') && !slowAreas.has(area));
const unknown = asked.filter((area) => !all.has(area) && area !== 'fast');
if (unknown.length > 0) {
  process.stderr.write(`no such area: ${unknown.join(', ')}. There are fast, ${[...all.keys()].sort().join(', ')}.\n`);
  process.exitCode = 2;
} else {
  const areas = new Map([...all].filter(([area]) => isAsked(area)));
  process.exitCode = judge(await withPostgres(areas)) ? 0 : 1;
}
