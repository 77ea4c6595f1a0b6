/** What a source says of one version, read out of its registration or catalog. */
import { parseInstant, type Instant } from '../base/clock.ts';
import type { Deprecation } from '../catalog/deprecation.ts';
import { parsePackageId } from '../nuget/package-id.ts';
import { formatVersionRange, parseVersionRange } from '../nuget/version-range.ts';
import { parseVersion, type NuGetVersion } from '../nuget/version.ts';
import { member, textOf, textsOf, urlOf, wholeNumberOf } from './json-reading.ts';
import { MAX_DEPRECATION_MESSAGE_LENGTH } from './limits.ts';

export interface SourceVersion {
  readonly version: NuGetVersion;
  readonly listed: boolean;
  /** Undefined where the source does not say, or says 1900 because the version is unlisted. */
  readonly publishedAt: Instant | undefined;
  readonly deprecation: Deprecation | undefined;
  readonly catalogEntry: URL | undefined;
  readonly packageContent: URL | undefined;
}

/** Reads one leaf of a registration page. Undefined when its version is none. */
export function parseRegistrationLeaf(leaf: unknown): SourceVersion | undefined {
  const entry = member(leaf, 'catalogEntry');
  const version = parseVersion(textOf(member(entry, 'version')) ?? '');
  if (version === undefined) return undefined;
  return {
    version,
    listed: isListed(member(entry, 'listed')),
    publishedAt: parseTime(member(entry, 'published')),
    deprecation: parseDeprecation(member(entry, 'deprecation')),
    catalogEntry: urlOf(member(entry, '@id')),
    packageContent: urlOf(member(leaf, 'packageContent')) ?? urlOf(member(entry, 'packageContent')),
  };
}

/** What a catalog leaf adds: proof of the bytes, and the times that an unlisted version hides elsewhere. */
export interface CatalogLeaf {
  readonly createdAt: Instant | undefined;
  readonly publishedAt: Instant | undefined;
  readonly sizeBytes: number | undefined;
  readonly sha512Hex: string | undefined;
}

export function parseCatalogLeaf(document: unknown): CatalogLeaf {
  return {
    createdAt: parseTime(member(document, 'created')),
    publishedAt: parseTime(member(document, 'published')),
    sizeBytes: wholeNumberOf(member(document, 'packageSize')),
    sha512Hex: parseHash(member(document, 'packageHash'), member(document, 'packageHashAlgorithm')),
  };
}

/** Missing means listed. Some servers write the boolean as text. */
function isListed(value: unknown): boolean {
  return value !== false && String(value).toLowerCase() !== 'false';
}

const FIRST_REAL_YEAR = '2000';

/** An instant; undefined for what stands in place of one: year 1900 (unlisted) and year 1 (never). */
export function parseTime(value: unknown): Instant | undefined {
  const text = textOf(value);
  if (text === undefined || text < FIRST_REAL_YEAR) return undefined;
  try {
    return parseInstant(text);
  } catch {
    return undefined;
  }
}

function parseHash(value: unknown, algorithm: unknown): string | undefined {
  const text = textOf(value);
  if (text === undefined || (textOf(algorithm) ?? 'SHA512').toUpperCase() !== 'SHA512') return undefined;
  const bytes = Buffer.from(text, 'base64');
  return bytes.byteLength === 64 ? bytes.toString('hex') : undefined;
}

const knownReasons = ['Legacy', 'CriticalBugs', 'Other'];

/** Undefined where there is none. Reasons that NuGet does not know count as `Other`, as its client counts them. */
export function parseDeprecation(value: unknown): Deprecation | undefined {
  const written = textsOf(member(value, 'reasons'));
  if (written.length === 0) return undefined;
  const reasons = knownReasons.filter((known) => written.some((each) => each.toLowerCase() === known.toLowerCase()));
  const message = textOf(member(value, 'message'))?.slice(0, MAX_DEPRECATION_MESSAGE_LENGTH);
  const alternate = parseAlternate(member(value, 'alternatePackage'));
  return {
    reasons: reasons.length === 0 ? ['Other'] : reasons,
    ...(message === undefined || message === '' ? {} : { message }),
    ...(alternate === undefined ? {} : { alternate }),
  };
}

function parseAlternate(value: unknown): Deprecation['alternate'] {
  const id = parsePackageId(textOf(member(value, 'id')) ?? '');
  if (id === undefined) return undefined;
  const range = parseVersionRange(textOf(member(value, 'range')) ?? '');
  const isAny = range === undefined || (range.min === undefined && range.max === undefined);
  return { id: id.display, range: isAny || range.float !== undefined ? '*' : formatVersionRange(range) };
}
