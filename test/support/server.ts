/**
 * A real Lode in a process of its own, on a port and a data folder of its own, for tests that speak to it from outside.
 * Whatever a test does, the process has ended and the folder is gone when `stop` returns.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../../src/storage/database.ts';
import { openPostgres } from '../../src/storage/postgres.ts';
import { openSqlite } from '../../src/storage/sqlite.ts';
import { createPostgresDatabase } from './databases.ts';
import { freePort } from './free-port.ts';
import { runProgram } from './run-program.ts';

const root = join(import.meta.dirname, '..', '..');
const node = join(root, 'bin', 'node');
const main = ['--disable-warning=ExperimentalWarning', join(root, 'src', 'main.ts')];
const READY_TIMEOUT_MILLISECONDS = 30_000;
const STOP_TIMEOUT_MILLISECONDS = 30_000;

export type ServerDatabase = 'sqlite' | 'postgres';

export interface ServerSettings {
  readonly database: ServerDatabase;
  /** More settings, by their names in the environment. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface LodeServer {
  /** The public root, without a slash at its end. */
  readonly url: string;
  /** URL of the service index: what a client calls the source. */
  readonly feed: string;
  readonly dataFolder: string;
  /** Where the process listens; `url`, unless the settings name another public root. */
  readonly listens: string;
  readonly pid: number;
  /** Runs a command of Lode against the same data, and returns its standard output; a failure throws. */
  lode(args: readonly string[], input?: string): Promise<string>;
  /** The same rows, opened a second time; whoever asks closes it. */
  openDatabase(): Promise<Database>;
  /** Everything that the process has printed so far. */
  log(): string;
  /** Starts the process again on the same data, after `kill` or `terminate`. */
  start(): Promise<void>;
  /** Ends the process as a crash would. */
  kill(): Promise<void>;
  /** Asks the process to end, and waits for it. */
  terminate(): Promise<void>;
  /** Ends the process and removes everything that it kept. */
  stop(): Promise<void>;
}

export async function startLode({ database, settings = {} }: ServerSettings): Promise<LodeServer> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'lode-data-'));
  const postgres = database === 'postgres' ? await createPostgresDatabase() : undefined;
  const port = await freePort();
  const listens = `http://localhost:${port}`;
  const url = settings['LODE_URL'] ?? listens;
  const environment = {
    ...withoutLodeSettings(),
    LODE_DATA: dataFolder,
    LODE_PORT: String(port),
    LODE_URL: url,
    ...(postgres === undefined
      ? {}
      : { LODE_DATABASE: postgres.url, LODE_SECRET: 'a secret of the tests, the same in each run' }),
    ...settings,
  };
  const server = new ServerProcess(environment, listens);
  const stop = async (): Promise<void> => {
    await server.kill();
    await postgres?.remove();
    await rm(dataFolder, { recursive: true, force: true });
  };
  try {
    await server.start();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url,
    feed: `${url}/v3/index.json`,
    dataFolder,
    listens,
    get pid() {
      return server.pid();
    },
    lode: (args, input) => runLode(args, environment, input),
    openDatabase: () =>
      postgres === undefined ? openSqlite(join(dataFolder, 'lode.sqlite')) : openPostgres(postgres.url),
    log: () => server.log(),
    start: () => server.start(),
    kill: () => server.kill(),
    terminate: () => server.terminate(),
    stop,
  };
}

class ServerProcess {
  readonly #environment: Readonly<Record<string, string | undefined>>;
  readonly #url: string;
  readonly #output: string[] = [];
  #child: ChildProcess | undefined;

  constructor(environment: Readonly<Record<string, string | undefined>>, url: string) {
    this.#environment = environment;
    this.#url = url;
  }

  async start(): Promise<void> {
    const child = spawn(node, [...main, 'serve'], {
      env: { ...process.env, ...this.#environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (part: Buffer) => this.#output.push(part.toString()));
    }
    // A test process that dies takes its server along.
    const endChild = (): void => void child.kill('SIGKILL');
    process.once('exit', endChild);
    child.once('exit', () => process.removeListener('exit', endChild));
    await this.#untilReady(child);
  }

  async #untilReady(child: ChildProcess): Promise<void> {
    const deadline = Date.now() + READY_TIMEOUT_MILLISECONDS;
    while (Date.now() < deadline) {
      if (hasEnded(child)) throw new Error(`Lode ended with ${child.exitCode} before it was ready:\n${this.log()}`);
      if (await isReady(this.#url)) return;
      await delay(20);
    }
    await this.kill();
    throw new Error(`Lode was not ready in ${READY_TIMEOUT_MILLISECONDS} ms:\n${this.log()}`);
  }

  log(): string {
    return this.#output.join('');
  }

  pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error('the server does not run');
    return pid;
  }

  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  terminate(): Promise<void> {
    return this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || hasEnded(child)) return;
    const ended = new Promise<void>((resolve) => {
      child.once('close', () => {
        resolve();
      });
    });
    child.kill(signal);
    const waited = AbortSignal.timeout(STOP_TIMEOUT_MILLISECONDS);
    const late = new Promise<'late'>((resolve) => {
      waited.addEventListener('abort', () => {
        resolve('late');
      });
    });
    if ((await Promise.race([ended, late])) !== 'late') return;
    child.kill('SIGKILL');
    await ended;
    throw new Error(`Lode did not end within ${STOP_TIMEOUT_MILLISECONDS} ms of ${signal}:\n${this.log()}`);
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    // Nothing listens yet.
    return false;
  }
}

/** Settings of the person who runs the tests must not reach the server under test. */
export function withoutLodeSettings(): Record<string, undefined> {
  const names = Object.keys(process.env).filter((name) => name.startsWith('LODE_'));
  return Object.fromEntries(names.map((name) => [name, undefined]));
}

async function runLode(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  input?: string,
): Promise<string> {
  const options = input === undefined ? { environment } : { environment, input };
  const result = await runProgram(node, [...main, ...args], options);
  if (result.code !== 0) throw new Error(`lode ${args.join(' ')} ended with ${result.code}:\n${result.output}`);
  return result.stdout;
}

export interface NewOwner {
  readonly name: string;
  readonly admin?: boolean;
}

/** Makes a person through the CLI, as an operator does. */
export async function createOwner(server: LodeServer, { name, admin = false }: NewOwner): Promise<void> {
  const flags = admin ? ['--admin'] : [];
  await server.lode(['user', 'add', name, '--email', `${name.toLowerCase()}@gallery.example`, ...flags]);
}

export interface NewKey {
  readonly owner: string;
  readonly name?: string;
  readonly scopes?: readonly string[];
  readonly packages?: readonly string[];
}

/** Makes an API key through the CLI and returns it. */
export async function createKey(server: LodeServer, key: NewKey): Promise<string> {
  const { owner, name = 'tests', scopes = ['push', 'unlist'], packages = ['*'] } = key;
  const target = ['--owner', owner, '--name', name];
  const limits = ['--scopes', scopes.join(','), '--packages', packages.join(',')];
  return (await server.lode(['key', 'create', ...target, ...limits])).trim();
}
