/**
 * Names of zip entries: how their bytes become text, and which of them are refused.
 *
 * OPC writes part names percent-encoded and old tools wrote backslashes, so one file has several spellings. Every check
 * is made on the raw name and on what it becomes when it is unescaped once, and again for what a careless reader would
 * make of it by unescaping twice.
 */
import type { Finding } from './finding.ts';
import { finding } from './finding.ts';
import type { PackageLimits } from './limits.ts';
import { lowerInvariant } from './lower-case.ts';

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of a name's bytes, always read as UTF-8; undefined when they are not. */
export function decodeEntryName(bytes: Uint8Array): string | undefined {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * The name as NuGet compares it: escapes undone once, as .NET's `Uri.UnescapeDataString` does (what is no valid escape,
 * or no valid UTF-8 behind the escapes, stays as it is), and `/` as the only separator.
 */
export function packagePath(rawName: string): string {
  return unescapeOnce(rawName).replaceAll('\\', '/');
}

function unescapeOnce(text: string): string {
  return text.includes('%') ? text.replaceAll(/(?:%[0-9a-f]{2})+/giu, unescapeRun) : text;
}

function unescapeRun(run: string): string {
  const bytes = Buffer.from(run.replaceAll('%', ''), 'hex');
  const whole = decodeEntryName(bytes);
  if (whole !== undefined) return whole;
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes, at);
    text += length === 0 ? run.slice(at * 3, at * 3 + 3) : bytes.toString('utf8', at, at + length);
    at += Math.max(1, length);
  }
  return text;
}

/** How many bytes the valid UTF-8 sequence at this place has; 0 when there is none. */
function sequenceLength(bytes: Buffer, at: number): number {
  for (let length = 1; length <= 4 && at + length <= bytes.length; length += 1) {
    if (decodeEntryName(bytes.subarray(at, at + length)) !== undefined) return length;
  }
  return 0;
}

/** One spelling for all names that some file system takes for the same: slashes, case, composition, what Windows trims. */
export function entryKey(path: string): string {
  return lowerInvariant(path)
    .normalize('NFC')
    .split('/')
    .map((segment) => segment.replace(/[. ]+$/u, ''))
    .filter((segment) => segment !== '')
    .join('/');
}

const UNESCAPINGS = 3;

/** Everything that is wrong with one name. */
export function checkEntryName(rawName: string, limits: PackageLimits): Finding[] {
  const spellings = new Set<string>();
  for (let name = rawName, turn = 0; turn < UNESCAPINGS; turn += 1, name = unescapeOnce(name)) {
    spellings.add(name.replaceAll('\\', '/'));
  }
  const found: Finding[] = [];
  const add = (severity: Finding['severity'], code: string, detail: string): void => {
    if (!found.some((known) => known.code === code)) found.push(finding(severity, code, detail, rawName));
  };
  for (const spelling of spellings) {
    const harm = harmOf(spelling);
    if (harm !== undefined) add('safety', 'zip_unsafe_path', `An entry's name ${harm}: give it a plain relative path.`);
  }
  const path = packagePath(rawName);
  const trouble = troubleOf(path);
  if (trouble !== undefined) add('rule', 'zip_unsafe_path', `An entry's name ${trouble}: rename it.`);
  if (path.length > limits.nameCharacters) {
    add('rule', 'zip_name_length', `An entry's name has more than ${limits.nameCharacters} characters: shorten it.`);
  }
  if (/\\\\/u.test(rawName))
    add('rule', 'zip_backslash', 'An entry has a doubled backslash in its name: use one slash.');
  if (rawName.includes('\\')) {
    add('warning', 'zip_backslash', 'An entry separates folders with backslashes: pack it again with forward slashes.');
  }
  return found;
}

/** What would let a file land, or be shown, as something else than it says; undefined when nothing does. */
function harmOf(path: string): string | undefined {
  if (path === '') return 'is empty';
  if (/[\p{Cc}\u2028\u2029]/u.test(path)) return 'has a control character';
  if (/[\p{Bidi_Control}]/u.test(path)) return 'has a character that changes the direction of writing';
  if (path.startsWith('/')) return 'is an absolute path';
  if (path.includes(':')) return 'has a colon';
  if (path.split('/').some((segment) => /^[. ]+$/u.test(segment))) return 'leads out of its folder';
  return undefined;
}

const windowsDevice = /^(?:con|nul|aux|prn|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\.|$)/iu;

/** What some clients cannot unpack. */
function troubleOf(path: string): string | undefined {
  const segments = path.replace(/\/$/u, '').split('/');
  if (segments.some((segment) => segment === '')) return 'has an empty folder name';
  if (segments.some((segment) => /[. ]$/u.test(segment))) return 'ends in a dot or a space, which Windows drops';
  if (segments.some((segment) => windowsDevice.test(segment.trimEnd()))) return 'is a device on Windows';
  return undefined;
}
