/** What can be reserved: ids that begin with a text, or one id. Rules without rows. */
import { Problem } from '../../base/problem.ts';
import { isNewPackageIdAllowed, MAX_PACKAGE_ID_LENGTH, type PackageId } from '../../nuget/package-id.ts';

/** Made only by `parsePrefixPattern`, and of rows that came from there. */
export interface PrefixPattern {
  /** The beginning, or the whole id when `isExact`: `Acme.`, `Acme.Http`. */
  readonly prefix: string;
  readonly key: string;
  readonly isExact: boolean;
}

/** So short a beginning is nearly always a word of many: only administrators reserve one, by themselves. */
export const MIN_REQUESTED_LETTERS = 4;
/** With the `*`. */
export const MAX_PATTERN_LENGTH = MAX_PACKAGE_ID_LENGTH + 1;

const beginning = /^[A-Za-z0-9_]+(?:[.-][A-Za-z0-9_]+)*[.-]?$/;

/**
 * Reads `Acme.*` as all ids that begin with `Acme.`, and `Acme.Http` as this one id. What no id can end with, as in `Acme.`,
 * is a beginning without its star. As at nuget.org, `Acme.*` is not `Acme` itself.
 */
export function parsePrefixPattern(text: string): PrefixPattern | undefined {
  const typed = text.trim();
  const isExact = !typed.endsWith('*') && !/[.-]$/.test(typed);
  const prefix = typed.endsWith('*') ? typed.slice(0, -1) : typed;
  const isAllowed = isExact ? isNewPackageIdAllowed(prefix) : prefix.length <= MAX_PACKAGE_ID_LENGTH;
  if (!isAllowed || !beginning.test(prefix)) return undefined;
  return { prefix, key: prefix.toLowerCase(), isExact };
}

/** The same, or a fault at `prefix`. */
export function requirePrefixPattern(text: string): PrefixPattern {
  const pattern = parsePrefixPattern(text);
  if (pattern !== undefined) return pattern;
  throw prefixFault(
    'prefix',
    'An id holds ASCII letters, digits and _, with single . or - between them: Acme.* stands for all that begin with Acme. and Acme.Http for this one.',
  );
}

/** Throws for what people may not ask for. */
export function requireLongEnough({ prefix }: PrefixPattern): void {
  if (prefix.replace(/[._-]/g, '').length >= MIN_REQUESTED_LETTERS) return;
  const detail = `A prefix has at least ${MIN_REQUESTED_LETTERS} letters or digits: shorter ones belong to nobody in particular.`;
  throw prefixFault('prefix_short', detail);
}

function prefixFault(code: string, detail: string): Problem {
  return new Problem('bad_request', detail, { faults: [{ code, detail, at: 'prefix' }] });
}

/** `Acme.*`, or `Acme.Http` for one id: how it is typed and shown. */
export function patternText({ prefix, isExact }: Pick<PrefixPattern, 'prefix' | 'isExact'>): string {
  return isExact ? prefix : `${prefix}*`;
}

/** The same for comparisons, and as the log names it. */
export function patternKey({ key, isExact }: Pick<PrefixPattern, 'key' | 'isExact'>): string {
  return isExact ? key : `${key}*`;
}

/** Every beginning that an id has, itself included, the shortest first. */
export function beginningsOf({ key }: Pick<PackageId, 'key'>): string[] {
  return Array.from({ length: key.length }, (_, i) => key.slice(0, i + 1));
}

/** Beginnings that this one lies under, itself not included: `ac` and `acme.` of `acme.http.`. */
export function widerBeginningsOf({ key, isExact }: Pick<PrefixPattern, 'key' | 'isExact'>): string[] {
  return beginningsOf({ key: isExact ? key : key.slice(0, -1) });
}

/** Behind every key that begins with this one. Keys of ids are compared by their code points. */
export function endOfRange(key: string): string {
  return `${key}\u{10ffff}`;
}
