/**
 * Small packages of every kind that the client tests publish, packed from `test/clients/samples` by the real
 * `dotnet pack`: a library in five versions, what it depends on, a tool, a template, an id in capitals.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClientFolder } from './dotnet-client.ts';
import { moveFolderOnce } from './move-folder-once.ts';

const root = join(import.meta.dirname, '..', '..');
const sources = join(root, 'test', 'clients', 'samples');

/** Packs them unless an earlier run did, and returns the folder that holds the .nupkg files. */
export async function packSamples(): Promise<string> {
  const folder = join(root, '.cache', `samples-${await fingerprint()}`);
  if (existsSync(folder)) return folder;
  const client = await createClientFolder({});
  try {
    await cp(sources, client.folder, { recursive: true });
    const output = join(client.folder, 'packed');
    const args = ['msbuild', 'pack.proj', '-nodeReuse:false', '-maxCpuCount:1', '-verbosity:quiet'];
    const result = await client.dotnet([...args, `-property:PackageOutputPath=${output}`]);
    if (result.code !== 0) throw new Error(`the samples could not be packed:\n${result.output}`);
    await moveInto(folder, output);
    return folder;
  } finally {
    await client.remove();
  }
}

/** The client's folder may lie on another file system than the cache. */
async function moveInto(folder: string, output: string): Promise<void> {
  await mkdir(join(root, '.cache'), { recursive: true });
  const staged = `${folder}.${process.pid}`;
  await cp(output, staged, { recursive: true });
  await moveFolderOnce(staged, folder);
}

async function fingerprint(): Promise<string> {
  const hash = createHash('sha256');
  const entries = await readdir(sources, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const file of files.sort()) hash.update(file.slice(sources.length)).update(await readFile(file));
  return hash.digest('hex').slice(0, 16);
}
