/**
 * Reads the directory of a zip archive so strictly that no two readers can see different content in it.
 *
 * Readers differ in what they trust: some the central directory, some the local records from the front, some the data
 * descriptors. Here all of them must tell the same story: the local records lie without gap or overlap from the first
 * byte to the directory, the directory names each of them once with equal name, method, sizes and CRC, and the end
 * record counts them. What does not fit is refused, and nothing is guessed or repaired.
 *
 * An archive that fails here is not read any further; faults of single names are collected, since reading on is safe.
 */
import { capFindings, finding } from './finding.ts';
import type { Finding } from './finding.ts';
import type { ByteSource } from './file-bytes.ts';
import type { PackageLimits } from './limits.ts';
import { checkLocalRecords } from './zip-local.ts';
import { readZipDirectory } from './zip-directory.ts';
import type { ZipRecord } from './zip-directory.ts';
import { readZipEnd } from './zip-end.ts';
import { checkEntryName, entryKey, packagePath } from './zip-names.ts';

export interface ZipEntry extends Readonly<Omit<ZipRecord, 'nameBytes'>> {
  /** Unescaped, with `/`: what NuGet calls the path in the package. */
  readonly path: string;
  readonly isDirectory: boolean;
}

export interface ZipReading {
  /** In the order of their bytes; absent when the archive cannot be trusted. */
  readonly entries?: readonly ZipEntry[];
  readonly findings: readonly Finding[];
}

/** Reads and checks the directory, touching no entry's data. */
export function readZip(source: ByteSource, limits: PackageLimits): ZipReading {
  const end = readZipEnd(source);
  if ('severity' in end) return { findings: [end] };
  const records = readZipDirectory(source, end, limits);
  if ('severity' in records) return { findings: [records] };
  const faults = checkLocalRecords(source, records, end);
  if (faults.length > 0) return { findings: capFindings(faults, limits.findingsOfOneCode) };
  const entries = records.map(({ nameBytes: _nameBytes, ...record }): ZipEntry => {
    return { ...record, path: packagePath(record.rawName), isDirectory: /[/\\]$/u.test(record.rawName) };
  });
  const findings = [
    ...checkSizes(entries, source.size, limits),
    ...entries.flatMap((entry) => checkEntryName(entry.rawName, limits)),
    ...entries.flatMap(checkKind),
    ...checkDuplicates(entries),
  ];
  const capped = capFindings(findings, limits.findingsOfOneCode);
  return findings.some(({ code }) => code === 'zip_ratio' || code === 'zip_too_large')
    ? { findings: capped }
    : { entries, findings: capped };
}

/**
 * The archive as a whole against what may come out of it. The sizes are those the directory states: inflating stops at
 * one byte more than them, so a directory that lies is caught there.
 */
function checkSizes(entries: readonly ZipEntry[], packedBytes: number, limits: PackageLimits): Finding[] {
  const inflated = entries.reduce((sum, entry) => sum + entry.length, 0);
  if (inflated > limits.ratioFromBytes && inflated > packedBytes * limits.ratio) {
    return [
      finding(
        'safety',
        'zip_ratio',
        `The archive inflates to more than ${limits.ratio} times its size: leave out what is empty.`,
      ),
    ];
  }
  if (inflated > limits.inflatedBytes) {
    return [
      finding(
        'safety',
        'zip_too_large',
        `The archive inflates to more than ${limits.inflatedBytes} bytes: split the package.`,
      ),
    ];
  }
  return [];
}

const FILE_TYPE_MASK = 0xf000;
const REGULAR_FILE = 0x8000;
const DIRECTORY = 0x4000;

function checkKind(entry: ZipEntry): Finding[] {
  const findings: Finding[] = [];
  const fileType = (entry.externalAttributes >>> 16) & FILE_TYPE_MASK;
  if (fileType !== 0 && fileType !== REGULAR_FILE && fileType !== DIRECTORY) {
    const detail = 'An entry is a symbolic link or a device: put the file itself into the package.';
    findings.push(finding('safety', 'zip_symlink', detail, entry.rawName));
  }
  if (entry.isDirectory && entry.length !== 0) {
    const detail = 'A folder entry has content: give the file a name that does not end in a slash.';
    findings.push(finding('safety', 'zip_directory', detail, entry.rawName));
  }
  return findings;
}

/**
 * Two entries of one name hide one another: which one a reader takes is its own affair. Names that only some file
 * systems take for the same (case, composition, a trailing dot) are both seen by everybody, so old packages with them
 * stay readable and only new ones are refused.
 */
function checkDuplicates(entries: readonly ZipEntry[]): Finding[] {
  const paths = new Set<string>();
  const keys = new Set<string>();
  const findings: Finding[] = [];
  for (const entry of entries.filter(({ isDirectory }) => !isDirectory)) {
    const key = entryKey(entry.path);
    const path = entry.path.replaceAll(/\/{2,}/gu, '/');
    if (paths.has(path)) {
      const detail = 'Two entries have the same name: keep one of them.';
      findings.push(finding('safety', 'zip_duplicate', detail, entry.rawName));
    } else if (keys.has(key)) {
      const detail = 'Two entries have names that differ only in case or in what Windows ignores: rename one of them.';
      findings.push(finding('rule', 'zip_duplicate', detail, entry.rawName));
    }
    paths.add(path);
    keys.add(key);
  }
  return findings;
}
