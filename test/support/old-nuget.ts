/**
 * The clients that came before `dotnet`, both on Mono: Debian's NuGet 2.8.7, which reads V2 only but pushes and deletes
 * anywhere, and nuget.exe 6.13, which is one of the real packages.
 */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { fromBuffer } from 'yauzl';
import { nugetConfig } from './dotnet-client.ts';
import { fetchRealPackages } from './real-packages.ts';
import { runProgram } from './run-program.ts';
import type { ProgramResult } from './run-program.ts';

const cache = join(import.meta.dirname, '..', '..', '.cache');
const NUGET_EXE = 'nuget.commandline.6.13.1';

/** Debian's names of the old client and of what nuget.exe needs beyond Mono's core. */
const debianPackages = [
  'nuget',
  'mono-runtime',
  'libmono-system-net-http4.0-cil',
  'libmono-system-net-http-webrequest4.0-cil',
  'libmono-system-io-compression4.0-cil',
  'libmono-system-io-compression-filesystem4.0-cil',
  'libmono-system-numerics4.0-cil',
  'libmono-system-runtime-serialization4.0-cil',
];

/** Undefined when the old clients can run here, after installing them where that is allowed; else what is missing. */
export async function missingForOldClients(): Promise<string | undefined> {
  const missing: string[] = [];
  for (const name of debianPackages) {
    const status = await runProgram('dpkg-query', ['-W', '-f', '${db:Status-Status}', name]).catch(() => undefined);
    if (status?.stdout !== 'installed') missing.push(name);
  }
  if (missing.length === 0) return undefined;
  const advice = `needs a Debian machine with: apt-get install ${missing.join(' ')}`;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return advice;
  const installed = await installFromDebian(missing);
  return installed.code === 0 ? undefined : `${advice}\n${installed.output}`;
}

async function installFromDebian(names: readonly string[]): Promise<ProgramResult> {
  const environment = { DEBIAN_FRONTEND: 'noninteractive' };
  const patience = ['-o', 'DPkg::Lock::Timeout=120', '-qq'];
  await runProgram('apt-get', [...patience, 'update'], { environment });
  return runProgram('apt-get', [...patience, 'install', '-y', '--no-install-recommends', ...names], { environment });
}

/** A folder with its own home, packages and configuration. */
export interface OldClient {
  readonly folder: string;
  /** Debian's `nuget …`; it reads absolute paths as relative ones, so name files of the folder. */
  debian(...args: readonly string[]): Promise<ProgramResult>;
  /** `nuget.exe …` with `-NonInteractive`. */
  exe(...args: readonly string[]): Promise<ProgramResult>;
  remove(): Promise<void>;
}

export async function createOldClient(feed: string): Promise<OldClient> {
  const program = await nugetExe();
  const root = await mkdtemp(join(tmpdir(), 'lode-old-client-'));
  const folder = join(root, 'project');
  await mkdir(folder);
  await mkdir(join(root, 'home'));
  await writeFile(join(folder, 'nuget.config'), nugetConfig({ feed }));
  const environment = {
    HOME: join(root, 'home'),
    XDG_CONFIG_HOME: join(root, 'home', '.config'),
    XDG_DATA_HOME: join(root, 'home', '.local', 'share'),
    TMPDIR: join(root, 'home'),
    NUGET_PACKAGES: join(root, 'packages'),
    NUGET_HTTP_CACHE_PATH: join(root, 'http'),
    NUGET_ENHANCED_NETWORK_RETRY_DELAY_MILLISECONDS: '50',
    TERM: 'dumb',
    LANG: 'C.UTF-8',
  };
  const options = { cwd: folder, environment };
  return {
    folder,
    debian: (...args) => runProgram('nuget', [...args, '-NonInteractive'], options),
    exe: (...args) => runProgram('mono', [program, ...args, '-NonInteractive'], options),
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

async function nugetExe(): Promise<string> {
  const file = join(cache, `${NUGET_EXE}.exe`);
  if (!existsSync(file)) {
    const { folder } = await fetchRealPackages();
    const staged = `${file}.${process.pid}`;
    await writeFile(staged, await readEntry(join(folder, `${NUGET_EXE}.nupkg`), 'tools/NuGet.exe'));
    await rename(staged, file);
  }
  return file;
}

async function readEntry(archive: string, name: string): Promise<Buffer> {
  const bytes = await readFile(archive);
  return new Promise((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true }, (error, zip) => {
      if (error !== null) {
        reject(error);
        return;
      }
      zip.on('end', () => {
        reject(new Error(`${archive} has no ${name}`));
      });
      zip.on('entry', (entry) => {
        if (entry.fileName !== name) {
          zip.readEntry();
          return;
        }
        zip.openReadStream(entry, (fault, stream) => {
          if (fault === null) resolve(buffer(stream));
          else reject(fault);
        });
      });
      zip.readEntry();
    });
  });
}
