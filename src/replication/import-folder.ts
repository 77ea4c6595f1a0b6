import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { OperatorPrincipal } from '../accounts/principal.ts';
import { Problem, type Fault } from '../base/problem.ts';
import { parsePackageId } from '../nuget/package-id.ts';
import { importVersion } from '../packages/import-version.ts';
import type { ArrivedFile } from '../packages/store-package.ts';
import { writeHashed } from '../storage/write-hashed.ts';
import { eachAtOnce } from './at-once.ts';
import type { ImportDeps, ImportOptions } from './import-deps.ts';
import { tallyFor, type ImportedItem, type ImportReport } from './import-report.ts';
import { VERSIONS_AT_ONCE } from './limits.ts';
import { onePackageFault } from './one-package-fault.ts';
import { recordImport } from './record-import.ts';
import { versionWithBytes } from './replication.queries.ts';

/**
 * Imports every `.nupkg` below a folder, in any layout, or one file. A file whose bytes are here already is read but
 * neither copied nor inspected, so an import that was interrupted goes on quickly.
 *
 * A folder says nothing of listing and publication: every version is listed, and published now.
 */
export async function importFolder(
  deps: ImportDeps,
  principal: OperatorPrincipal,
  source: string,
  options: ImportOptions,
): Promise<ImportReport> {
  const tally = tallyFor(options.listener);
  const files = await packageFiles(source);
  let done = 0;
  options.listener.stage({ unit: 'files', done, of: files.length });
  await eachAtOnce(files, { limit: VERSIONS_AT_ONCE, signal: options.signal }, async (file) => {
    const item = await importFile(deps, principal, file, options).catch((error: unknown): ImportedItem => ({
      from: file,
      outcome: 'failed',
      remarks: [onePackageFault(error)],
    }));
    done += 1;
    options.listener.stage({ unit: 'files', done, of: files.length });
    if (item !== undefined) tally.add(item);
  });
  const interrupted = done < files.length;
  if (!interrupted) await recordImport(deps, principal, path.basename(path.resolve(source)), tally.counts);
  return { counts: tally.counts, interrupted };
}

/** Paths of packages, in the order of their names. Symbol packages are another kind of thing. */
async function packageFiles(source: string): Promise<string[]> {
  if ((await stat(source)).isFile()) return [source];
  const entries = await readdir(source, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory() && isPackageName(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

function isPackageName(name: string): boolean {
  return /\.nupkg$/i.test(name) && !/\.symbols\.nupkg$/i.test(name);
}

/** Undefined when the selection does not hold the package. */
async function importFile(
  deps: ImportDeps,
  principal: OperatorPrincipal,
  file: string,
  options: ImportOptions,
): Promise<ImportedItem | undefined> {
  const from = { from: file };
  const refused = (fault: Fault): ImportedItem => ({ ...from, outcome: 'refused', remarks: [fault] });
  const before = await stat(file).catch(unreadable);
  if ('code' in before) return { ...from, outcome: 'failed', remarks: [before] };
  if (!before.isFile()) return refused({ code: 'not_a_file', detail: 'This is not a file.' });
  if (before.size > options.maxPackageBytes) {
    const detail = `The file has ${before.size} bytes; LODE_MAX_PACKAGE allows ${options.maxPackageBytes}.`;
    return refused({ code: 'too_large', detail });
  }
  const hash = await hashOf(file).catch(unreadable);
  if (typeof hash !== 'string') return { ...from, outcome: 'failed', remarks: [hash] };
  const known = await versionWithBytes(deps.database, hash);
  if (known !== undefined) {
    if (!isSelected(options, known.displayId)) return undefined;
    return { ...from, id: known.displayId, version: known.normalizedVersion, outcome: 'exists', remarks: [] };
  }
  // Only the package itself knows its id; names of files are anybody's guess.
  if (options.selection.key !== '') {
    const { manifest } = await deps.inspector.inspect(file);
    if (manifest !== undefined && !isSelected(options, manifest.id)) return undefined;
  }
  const arrived = await copyIn(deps, file, options.maxPackageBytes);
  if ('code' in arrived) return { ...from, outcome: 'failed', remarks: [arrived] };
  const { outcome, id, version, remarks } = await importVersion(deps, principal, {
    file: arrived,
    ownerId: options.ownerId,
    listed: true,
    publishedAt: undefined,
    deprecation: null,
    origin: { source: path.basename(file) },
  });
  return {
    ...from,
    ...(id === undefined ? {} : { id }),
    ...(version === undefined ? {} : { version }),
    outcome,
    remarks,
  };
}

function isSelected({ selection }: ImportOptions, idText: string): boolean {
  const id = parsePackageId(idText);
  return selection.key === '' || (id !== undefined && selection.has(id));
}

function unreadable(error: unknown): Fault {
  return { code: 'unreadable', detail: `The file cannot be read: ${(error as Error).message}.` };
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha512');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}

/** Hashed while it is copied: what is stored is what was hashed, even if somebody writes to the file meanwhile. */
async function copyIn(deps: ImportDeps, file: string, maxBytes: number): Promise<ArrivedFile | Fault> {
  const temporaryPath = deps.blobs.temporaryFile();
  try {
    return { temporaryPath, ...(await writeHashed(temporaryPath, 'wx', bytesOf(file, maxBytes))) };
  } catch (error) {
    await rm(temporaryPath, { force: true });
    // A Problem is the storage's: then no other file can be imported either.
    if (error instanceof Problem) throw error;
    return unreadable(error);
  }
}

async function* bytesOf(file: string, maxBytes: number): AsyncIterable<Uint8Array> {
  let sizeBytes = 0;
  for await (const chunk of createReadStream(file) as AsyncIterable<Uint8Array>) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > maxBytes) throw new RangeError('it grew past LODE_MAX_PACKAGE while it was read');
    yield chunk;
  }
}
