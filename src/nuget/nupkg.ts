/**
 * Reads a whole package: its archive, its nuspec, and the files that are served by themselves.
 *
 * Every byte of every entry is inflated and held against its checksum, in the order of the file and through bounded
 * buffers, so what passes here inflates to exactly what the directory promises, for everybody. Findings are collected;
 * reading stops early only where the archive itself cannot be trusted.
 */
import { describePackage, partPath } from './describe-package.ts';
import { FileBytes } from './file-bytes.ts';
import type { ByteSource } from './file-bytes.ts';
import { capFindings, finding } from './finding.ts';
import type { Finding } from './finding.ts';
import { readImageHeader } from './image.ts';
import { packageLimits } from './limits.ts';
import type { PackageLimits } from './limits.ts';
import type { PackageEntry, PackageManifest, PackagePart, PackageParts, PackedFile } from './manifest.ts';
import { parseNuspec } from './nuspec.ts';
import type { Nuspec } from './nuspec.ts';
import { parsePackageId } from './package-id.ts';
import type { PackageId } from './package-id.ts';
import { checkSignatureEntry, isSigned } from './signature-entry.ts';
import { parseVersion } from './version.ts';
import type { NuGetVersion } from './version.ts';
import { readEntry } from './zip-content.ts';
import { readZip } from './zip.ts';
import { ZIP_STORED } from './zip-directory.ts';
import type { ZipEntry } from './zip.ts';

/** Plain data: it travels between threads. */
export interface PackageReading {
  /** Present when the nuspec could be read at all; trust `id` and `version`, not the texts in here. */
  readonly manifest?: PackageManifest;
  readonly id?: PackageId;
  readonly version?: NuGetVersion;
  /** All files of the archive, in its order. */
  readonly entries: readonly PackageEntry[];
  readonly parts: PackageParts;
  readonly findings: readonly Finding[];
}

/** A file that the nuspec names, or that its package type asks for. */
export interface NamedFile {
  readonly path: string;
  /** Undefined when the archive has no such file. */
  readonly entry?: ZipEntry;
  /** Undefined when the file is missing, larger than its limit, or damaged. */
  readonly bytes?: Uint8Array;
}

/** Everything that was read, for the checks that come after. */
export interface PackageContents extends PackageReading {
  readonly nuspec?: Nuspec;
  readonly zipEntries: readonly ZipEntry[];
  readonly files: {
    readonly icon?: NamedFile;
    readonly readme?: NamedFile;
    readonly license?: NamedFile;
    readonly mcpServer?: NamedFile;
  };
}

export const MCP_SERVER_PATH = '.mcp/server.json';

/** Reads the package at a path; throws only what the file system throws. Meant for worker threads: it reads blockingly. */
export async function readPackage(path: string, limits: PackageLimits = packageLimits): Promise<PackageContents> {
  const source = new FileBytes(path);
  try {
    return await readPackageBytes(source, limits);
  } finally {
    source.close();
  }
}

export async function readPackageBytes(source: ByteSource, limits = packageLimits): Promise<PackageContents> {
  if (source.size > limits.packageBytes) return unreadable([tooLarge(limits)]);
  const zip = readZip(source, limits);
  if (zip.entries === undefined) return unreadable(zip.findings);
  const zipEntries = zip.entries.filter(({ isDirectory }) => !isDirectory);
  const archive = new ArchiveFiles(source, zipEntries, zip.findings);
  const nuspecFile = await readNuspecFile(archive, limits);
  const { nuspec, findings = [] } = nuspecFile === undefined ? {} : parseNuspec(nuspecFile.bytes);
  const files = nuspec === undefined ? {} : await readNamedFiles(archive, nuspec, limits);
  await archive.verifyRest(zip.entries);
  return {
    ...identify(nuspec, zipEntries),
    ...(nuspec === undefined ? {} : { nuspec }),
    zipEntries,
    entries: zipEntries.map(({ path, length, compressedLength }) => ({ fullName: path, length, compressedLength })),
    files,
    parts: servedParts(nuspecFile?.entry, files),
    findings: capFindings(
      [...archive.findings, ...checkSignatureEntry(zipEntries), ...findings, ...checkIdentity(nuspec)],
      limits.findingsOfOneCode,
    ),
  };
}

/** Files of one archive by their path; each is read and checked once. */
class ArchiveFiles {
  readonly findings: Finding[];
  readonly entries: readonly ZipEntry[];
  readonly #source: ByteSource;
  readonly #byPath: ReadonlyMap<string, ZipEntry>;
  readonly #checked = new Map<ZipEntry, Uint8Array | undefined>();

  constructor(source: ByteSource, entries: readonly ZipEntry[], findings: readonly Finding[]) {
    this.#source = source;
    this.entries = entries;
    this.findings = [...findings];
    this.#byPath = new Map(entries.map((entry) => [entry.path, entry]));
  }

  find(path: string): ZipEntry | undefined {
    return this.#byPath.get(path);
  }

  /** Undefined when the entry is damaged, which is a finding by then. */
  async read(entry: ZipEntry): Promise<Uint8Array | undefined> {
    if (this.#checked.has(entry)) return this.#checked.get(entry);
    const { bytes, finding } = await readEntry(this.#source, entry, true);
    if (finding !== undefined) this.findings.push(finding);
    this.#checked.set(entry, bytes);
    return bytes;
  }

  async verifyRest(entries: readonly ZipEntry[]): Promise<void> {
    for (const entry of entries) {
      if (this.#checked.has(entry)) continue;
      const { finding } = await readEntry(this.#source, entry, false);
      if (finding !== undefined) this.findings.push(finding);
    }
  }
}

/** The one `*.nuspec` in the root, as clients look for it. */
async function readNuspecFile(
  archive: ArchiveFiles,
  limits: PackageLimits,
): Promise<{ entry: ZipEntry; bytes: Uint8Array } | undefined> {
  const [nuspec, ...others] = archive.entries.filter(({ path }) => /^[^/]*\.nuspec$/iu.test(path));
  if (nuspec === undefined) {
    const detail = 'The package has no .nuspec file in its root: pack it with NuGet.';
    archive.findings.push(finding('identity', 'nuspec_missing', detail));
    return undefined;
  }
  if (others.length > 0) {
    const detail = 'The package has more than one .nuspec file in its root: keep one.';
    archive.findings.push(finding('identity', 'nuspec_several', detail, others[0]?.path));
    return undefined;
  }
  if (nuspec.length > limits.nuspecBytes) {
    const detail = `The nuspec has more than ${limits.nuspecBytes} bytes: make it smaller.`;
    archive.findings.push(finding('identity', 'nuspec_too_large', detail, nuspec.path));
    return undefined;
  }
  const bytes = await archive.read(nuspec);
  return bytes === undefined ? undefined : { entry: nuspec, bytes };
}

async function readNamedFiles(
  archive: ArchiveFiles,
  nuspec: Nuspec,
  limits: PackageLimits,
): Promise<PackageContents['files']> {
  const named = async (path: string | undefined, limit: number): Promise<NamedFile | undefined> => {
    if (path === undefined || path === '') return undefined;
    const entry = archive.find(path);
    if (entry === undefined) return { path };
    const bytes = entry.length > limit ? undefined : await archive.read(entry);
    return bytes === undefined ? { path, entry } : { path, entry, bytes };
  };
  const icon = await named(partPath(nuspec.icon), limits.iconBytes);
  const readme = await named(partPath(nuspec.readme), limits.readmeBytes);
  const licensePath = nuspec.license?.type === 'file' ? partPath(nuspec.license.value) : undefined;
  const license = await named(licensePath, limits.licenseBytes);
  const mcpServer = await named(MCP_SERVER_PATH, limits.mcpServerBytes);
  return {
    ...(icon === undefined ? {} : { icon }),
    ...(readme === undefined ? {} : { readme }),
    ...(license === undefined ? {} : { license }),
    ...(mcpServer?.entry === undefined ? {} : { mcpServer }),
  };
}

/** An icon is served only when its own bytes are PNG or JPEG. */
function servedParts(nuspec: ZipEntry | undefined, files: PackageContents['files']): PackageParts {
  const isImage = files.icon?.bytes !== undefined && readImageHeader(files.icon.bytes) !== undefined;
  const served: Record<PackagePart, ZipEntry | undefined> = {
    nuspec,
    icon: isImage ? files.icon?.entry : undefined,
    readme: files.readme?.bytes === undefined ? undefined : files.readme.entry,
    license: files.license?.bytes === undefined ? undefined : files.license.entry,
  };
  const places = Object.entries(served).flatMap(([part, entry]) =>
    entry === undefined ? [] : [[part, placeOf(entry)]],
  );
  return Object.fromEntries(places) as PackageParts;
}

function placeOf({ dataOffset, compressedLength, length, method }: ZipEntry): PackedFile {
  return { offset: dataOffset, packedLength: compressedLength, length, isDeflated: method !== ZIP_STORED };
}

function identify(
  nuspec: Nuspec | undefined,
  zipEntries: readonly ZipEntry[],
): Pick<PackageReading, 'id' | 'version' | 'manifest'> {
  if (nuspec === undefined) return {};
  const id = parsePackageId(nuspec.id);
  const version = parseVersion(nuspec.version);
  const facts = { paths: zipEntries.map(({ path }) => path), isSigned: isSigned(zipEntries) };
  return {
    ...(id === undefined ? {} : { id }),
    ...(version === undefined ? {} : { version }),
    manifest: describePackage(nuspec, facts),
  };
}

/** What is missing altogether has been found with the nuspec. */
function checkIdentity(nuspec: Nuspec | undefined): Finding[] {
  if (nuspec === undefined) return [];
  const findings: Finding[] = [];
  if (nuspec.elementNames.includes('id') && parsePackageId(nuspec.id) === undefined) {
    const detail =
      'The id is not one that NuGet reads: use at most 100 letters, digits and underscores, joined by single dots or dashes.';
    findings.push(finding('identity', 'id_invalid', detail, nuspec.id));
  }
  if (nuspec.elementNames.includes('version') && parseVersion(nuspec.version) === undefined) {
    const detail = 'The version is not one that NuGet reads: write it like 1.2.3 or 1.2.3-beta.1.';
    findings.push(finding('identity', 'version_invalid', detail, nuspec.version));
  }
  return findings;
}

function unreadable(findings: readonly Finding[]): PackageContents {
  return { zipEntries: [], entries: [], files: {}, parts: {}, findings };
}

function tooLarge(limits: PackageLimits): Finding {
  const detail = `The package has more than ${limits.packageBytes} bytes: split it.`;
  return finding('safety', 'package_too_large', detail);
}
