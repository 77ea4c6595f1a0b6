/**
 * Builds C# programs that use the NuGet libraries which ship inside the .NET SDK: their project files refer to them by
 * path (`$(MSBuildToolsPath)/NuGet.Protocol.dll`), so nothing is downloaded.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createClientFolder } from './dotnet-client.ts';
import { moveFolderOnce } from './move-folder-once.ts';
import { runProgram } from './run-program.ts';

const cache = join(import.meta.dirname, '..', '..', '.cache');

/**
 * Builds the one project of a folder unless an earlier run did, and returns the path of `{name}.dll`, to be started
 * with `dotnet`. A change of a source file or of the SDK builds anew.
 */
export async function buildDotnetProgram(folder: string): Promise<string> {
  const names = (await readdir(folder)).filter((name) => /\.(cs|csproj)$/.test(name)).sort();
  const project = names.find((name) => name.endsWith('.csproj'));
  if (project === undefined) throw new Error(`no project in ${folder}`);
  const name = project.slice(0, -'.csproj'.length);
  const built = join(cache, `${name}-${await fingerprint(folder, names)}`);
  if (!existsSync(built)) await build(folder, names, built);
  return join(built, `${name}.dll`);
}

async function fingerprint(folder: string, names: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update((await runProgram('dotnet', ['--version'])).stdout);
  for (const name of names) hash.update(name).update(await readFile(join(folder, name)));
  return hash.digest('hex').slice(0, 16);
}

async function build(folder: string, names: readonly string[], built: string): Promise<void> {
  const client = await createClientFolder({});
  const staged = `${built}.${process.pid}`;
  try {
    for (const name of names) await cp(join(folder, name), join(client.folder, name));
    const args = ['build', '--disable-build-servers', '-nodeReuse:false', '-maxCpuCount:1', '-verbosity:quiet'];
    const result = await client.dotnet([...args, '--output', join(client.folder, 'built')]);
    if (result.code !== 0) throw new Error(`${folder} could not be built:\n${result.output}`);
    await mkdir(cache, { recursive: true });
    await cp(join(client.folder, 'built'), staged, { recursive: true });
    await moveFolderOnce(staged, built);
  } finally {
    await rm(staged, { recursive: true, force: true });
    await client.remove();
  }
}

/** A program that answers each line of its standard input with one line. */
export interface AskedProgram {
  /** Answers come in the order of the questions. */
  ask(questions: readonly string[]): Promise<string[]>;
  /** Ends its input and waits for its end. */
  close(): Promise<void>;
}

export function startDotnetProgram(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): AskedProgram {
  const child = spawn('dotnet', args, { env: { ...process.env, ...environment }, stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask(questions) {
      child.stdin.write(questions.map((question) => `${question}\n`).join(''));
      const answers: string[] = [];
      for (const question of questions) {
        const line = await lines.next();
        if (line.done === true) throw new Error(`the program ended at ${question}`);
        answers.push(line.value);
      }
      return answers;
    },
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}
