/**
 * The real NuGet client's libraries behind a pipe, for tests that compare Lode's answers with theirs.
 *
 * The program in `dotnet/` is built with the machine's own SDK, out of the libraries that the SDK brings: nothing is
 * downloaded. It is built once and kept below `.cache/` until its sources or the SDK change.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { runProgram, type ProgramResult } from '../support/run-program.ts';

const sources = join(import.meta.dirname, 'dotnet');
const cache = join(import.meta.dirname, '..', '..', '.cache', 'differential');
/** Two test files may start at once; a lock that is older than this belonged to a run that was killed. */
const LOCK_TIMEOUT_MILLISECONDS = 180_000;
/** Builds of other sources or of another SDK, which no run can still be using. */
const OLD_BUILD_MILLISECONDS = 86_400_000;

/** Everything that `dotnet` would otherwise keep in the user's own folders, or look up over the network. */
const environment = {
  DOTNET_CLI_HOME: join(cache, 'home'),
  DOTNET_CLI_TELEMETRY_OPTOUT: '1',
  DOTNET_CLI_USE_MSBUILD_SERVER: '0',
  DOTNET_NOLOGO: '1',
  DOTNET_SKIP_FIRST_TIME_EXPERIENCE: '1',
  NUGET_PACKAGES: join(cache, 'packages'),
  NUGET_HTTP_CACHE_PATH: join(cache, 'http'),
  NUGET_PLUGINS_CACHE_PATH: join(cache, 'plugins'),
  MSBUILDDISABLENODEREUSE: '1',
};

/** What the library answered, or `{ error }` with the exception that it threw. */
export type RealAnswer = { readonly result: unknown } | { readonly error: string };

export interface RealNuGet {
  /** Asks one operation many times; answers come in the order of the questions. */
  ask(op: string, questions: readonly (readonly unknown[])[]): Promise<RealAnswer[]>;
  /** The same, where the library must not throw. */
  results(op: string, questions: readonly (readonly unknown[])[]): Promise<unknown[]>;
  close(): Promise<void>;
}

/** Starts the program. `globalization: 'invariant'` is how .NET runs where there is no ICU, as in many containers. */
export async function startRealNuGet(options: { globalization?: 'invariant' } = {}): Promise<RealNuGet> {
  const program = join(await buildOnce(), 'Differential.dll');
  const invariant = options.globalization === 'invariant' ? { DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' } : {};
  const child = spawn('dotnet', [program], {
    env: { ...process.env, ...environment, ...invariant },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask: RealNuGet['ask'] = async (op, questions) => {
    child.stdin.write(questions.map((args) => `${JSON.stringify({ op, args })}\n`).join(''));
    const answers: RealAnswer[] = [];
    for (const question of questions) {
      const line = await lines.next();
      if (line.done === true) throw new Error(`the differential program ended at ${op} ${JSON.stringify(question)}`);
      answers.push(JSON.parse(line.value) as RealAnswer);
    }
    return answers;
  };
  return {
    ask,
    async results(op, questions) {
      const answers = await ask(op, questions);
      return answers.map((answer, index) => {
        if ('result' in answer) return answer.result;
        throw new Error(`${op} ${JSON.stringify(questions[index])}: ${answer.error}`);
      });
    },
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}

/** The folder of the built program. */
async function buildOnce(): Promise<string> {
  const folder = join(cache, await fingerprint());
  await mkdir(cache, { recursive: true });
  while (!existsSync(folder)) await underLock(() => (existsSync(folder) ? Promise.resolve() : build(folder)));
  return folder;
}

/** Changes with the sources, and with the SDK whose libraries they are built from. */
async function fingerprint(): Promise<string> {
  const hash = createHash('sha256').update(await sdkVersion());
  const names = await readdir(sources);
  for (const name of names.filter((name) => /\.(?:cs|csproj|config)$/.test(name)).sort()) {
    hash.update(`\n${name}\n`).update(await readFile(join(sources, name)));
  }
  return hash.digest('hex').slice(0, 16);
}

async function sdkVersion(): Promise<string> {
  const answer = await dotnet(['--version']).catch(() => undefined);
  if (answer === undefined || answer.code !== 0) {
    throw new Error('Differential tests need the .NET SDK: there is no usable `dotnet` on the PATH.');
  }
  return answer.stdout.trim();
}

async function build(folder: string): Promise<void> {
  const work = await mkdtemp(join(cache, 'build-'));
  try {
    const out = join(work, 'out');
    const project = join(sources, 'Differential.csproj');
    const obj = `-p:BaseIntermediateOutputPath=${join(work, 'obj')}/`;
    const result = await dotnet(['build', project, '-c', 'Release', '-o', out, obj, '--disable-build-servers']);
    if (result.code !== 0) throw new Error(`the differential program could not be built:\n${result.output}`);
    // The last step, so that a build which was cut off leaves nothing that looks complete.
    await rename(out, folder);
    await removeOldBuilds();
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function removeOldBuilds(): Promise<void> {
  for (const name of await readdir(cache)) {
    if (!/^(?:[0-9a-f]{16}|build-.*)$/.test(name)) continue;
    const age = Date.now() - (await stat(join(cache, name))).mtimeMs;
    if (age > OLD_BUILD_MILLISECONDS) await rm(join(cache, name), { recursive: true, force: true });
  }
}

function dotnet(args: readonly string[]): Promise<ProgramResult> {
  return runProgram('dotnet', args, { cwd: sources, environment });
}

async function underLock(action: () => Promise<void>): Promise<void> {
  const lock = join(cache, 'build.lock');
  const handle = await open(lock, 'wx').catch(() => undefined);
  if (handle === undefined) {
    const held = await stat(lock).catch(() => undefined);
    if (held !== undefined && Date.now() - held.mtimeMs > LOCK_TIMEOUT_MILLISECONDS) await rm(lock, { force: true });
    await delay(200);
    return;
  }
  try {
    await action();
  } finally {
    await handle.close();
    await rm(lock, { force: true });
  }
}
