import { trimWhiteSpace } from './white-space.ts';

/** A version as NuGet reads it: four numbers, labels, metadata. Made only by `parseVersion`. */
export interface NuGetVersion {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  readonly revision: number;
  /** What stands between the first `-` and `+`, split at dots; empty for a stable version. */
  readonly labels: readonly string[];
  /** What stands after `+`; empty text for none. No part of the version's identity. */
  readonly metadata: string;
  /** As it was written, without U+0020; other white space stays (NuGet's `OriginalVersion`, `verbatimVersion` in documents). */
  readonly original: string;
  /** `major.minor.patch[.revision][-labels]`; the revision only when it is above zero. */
  readonly normalized: string;
  /** The normal form with its metadata. */
  readonly full: string;
  /** The normal form in lower case: the identity of a version, and what URLs use. */
  readonly key: string;
  readonly isPrerelease: boolean;
  /** 2 when only clients that speak SemVer 2.0.0 understand it: metadata, or more than one label. */
  readonly semVerLevel: 1 | 2;
}

/** Longer texts are refused unread. nuget.org's limit for a whole range; a version is always shorter. */
export const MAX_VERSION_TEXT_LENGTH = 256;

const MAX_NUMBER = 2_147_483_647;
const form = /^([^-+]*)(?:-([^+]*))?(?:\+(.*))?$/s;
const part = /^[0-9A-Za-z-]+$/;
const numericWithLeadingZero = /^0[0-9]+$/;

/** Reads a version as `NuGetVersion.TryParse` does: one to four numbers; white space is ignored around each and around all. */
export function parseVersion(text: string): NuGetVersion | undefined {
  if (text.length > MAX_VERSION_TEXT_LENGTH) return undefined;
  const match = form.exec(trimWhiteSpace(text));
  const numbers = match === null ? undefined : parseNumbers(match[1] ?? '');
  if (match === null || numbers === undefined) return undefined;
  const labels = match[2] === undefined ? [] : match[2].split('.');
  if (!labels.every((label) => part.test(label) && !numericWithLeadingZero.test(label))) return undefined;
  const metadata = match[3];
  if (metadata !== undefined && !metadata.split('.').every((each) => part.test(each))) return undefined;
  return makeVersion(numbers, labels, metadata ?? '', text.replaceAll(' ', ''));
}

type Numbers = readonly [major: number, minor: number, patch: number, revision: number];

function parseNumbers(text: string): Numbers | undefined {
  const parts = text.split('.');
  if (parts.length > 4) return undefined;
  const numbers = parts.map(trimWhiteSpace).map((each) => (/^[0-9]+$/.test(each) ? Number(each) : Number.NaN));
  if (!numbers.every((number) => number <= MAX_NUMBER)) return undefined;
  const [major = 0, minor = 0, patch = 0, revision = 0] = numbers;
  return [major, minor, patch, revision];
}

function makeVersion(numbers: Numbers, labels: string[], metadata: string, original: string): NuGetVersion {
  const [major, minor, patch, revision] = numbers;
  const release = labels.length === 0 ? '' : `-${labels.join('.')}`;
  const normalized = `${major}.${minor}.${patch}${revision > 0 ? `.${revision}` : ''}${release}`;
  return {
    major,
    minor,
    patch,
    revision,
    labels,
    metadata,
    original,
    normalized,
    full: metadata === '' ? normalized : `${normalized}+${metadata}`,
    key: normalized.toLowerCase(),
    isPrerelease: labels.length > 0,
    semVerLevel: metadata !== '' || labels.length > 1 ? 2 : 1,
  };
}

/**
 * Orders two versions as NuGet does: SemVer 2.0, but with a fourth number, missing numbers counted as
 * zero, and labels compared without case. Build metadata never matters.
 *
 * Returns a negative number, zero or a positive number. Zero does not mean "the same version": `1.0.0--1` and
 * `1.0.0--01` rank equally and are two versions. Identity is `key`.
 */
export function compareVersions(a: NuGetVersion, b: NuGetVersion): number {
  return (
    a.major - b.major ||
    a.minor - b.minor ||
    a.patch - b.patch ||
    a.revision - b.revision ||
    compareLabels(a.labels, b.labels)
  );
}

function compareLabels(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return b.length - a.length;
  for (const [index, label] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    const order = compareLabel(label, other);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareLabel(a: string, b: string): number {
  const numberA = labelNumber(a);
  const numberB = labelNumber(b);
  if (numberA !== undefined && numberB !== undefined) return numberA - numberB;
  if (numberA !== undefined) return -1;
  if (numberB !== undefined) return 1;
  const textA = a.toUpperCase();
  const textB = b.toUpperCase();
  return textA === textB ? 0 : textA < textB ? -1 : 1;
}

/**
 * The value of a label that .NET's `int.TryParse` reads, which decides that it counts as a number: from -2147483648
 * (a label may begin with a dash) to 2147483647. Anything longer is text.
 */
export function labelNumber(label: string): number | undefined {
  if (!/^-?[0-9]+$/.test(label)) return undefined;
  const value = Number(label);
  return value >= -MAX_NUMBER - 1 && value <= MAX_NUMBER ? value : undefined;
}

/**
 * Whether clients up to 2.x can read the version. nuget.org asks it of every version and every dependency's bound that
 * is not SemVer 2, because those are shown to such clients: its one label has to begin with a letter.
 */
export function isLegacyReadable(version: NuGetVersion): boolean {
  return version.semVerLevel === 2 || legacy.test(trimWhiteSpace(version.original));
}

/** What nuget.org asks of the version of a package: that it can be read by clients up to 2.x, and is written with a dot. */
export function isLegacyCompatibleVersion(version: NuGetVersion): boolean {
  return version.original.includes('.') && isLegacyReadable(version);
}

const legacy = /^\d+(?:\s*\.\s*\d+){0,3}(?:-[a-z][0-9a-z-]*)?$/i;
