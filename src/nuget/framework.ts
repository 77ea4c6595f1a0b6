/**
 * Frameworks as the official client reads and writes them: folder names (`net8.0-windows10.0.19041`, `netstandard2.0`,
 * `portable-net45+win8`) and full names (`.NETFramework,Version=v4.7.2`).
 *
 * Reading never fails: what the client does not know becomes the special framework *unsupported*, and its text is kept.
 */
import {
  dottedIdentifiers,
  equivalentFrameworks,
  folderOfBareNumber,
  fullIdentifier,
  fullProfile,
  shortIdentifier,
  shortProfile,
  singleDigitIdentifiers,
} from './framework-names.ts';
import { optionalMonoFrameworks, portableProfiles } from './portable-profiles.ts';
import { lowerInvariant } from './lower-case.ts';
import { ordinalIgnoreCaseKey } from './ordinal-ignore-case.ts';
import { parseSystemVersion } from './system-version.ts';
import { trimWhiteSpace } from './white-space.ts';

export type FrameworkVersion = readonly [number, number, number, number];

export interface NuGetFramework {
  /** Full identifier (`.NETCoreApp`), or `Any`, `Agnostic`, `Unsupported`. */
  readonly identifier: string;
  /** All zero for any version. */
  readonly version: FrameworkVersion;
  readonly profile: string;
  /** `windows` in `net8.0-windows7.0`; only .NET 5 and higher has platforms. */
  readonly platform: string;
  readonly platformVersion: FrameworkVersion;
  /** What was written, only where it is unsupported. */
  readonly text?: string;
}

/** The longest name that is read; the client has no limit, and the longest name ever published is far below this. */
const MAX_TEXT_LENGTH = 1_000;

const keys = new WeakMap<NuGetFramework, string>();
const NO_VERSION: FrameworkVersion = [0, 0, 0, 0];
const noPlatform = { platform: '', platformVersion: NO_VERSION };

const specials = new Map(
  ['Any', 'Agnostic', 'Unsupported'].map((name) => [ordinalIgnoreCaseKey(name), makeFramework(name)]),
);

export const anyFramework: NuGetFramework = makeFramework('Any');

/** A framework out of its parts, with a full identifier and full profile. */
export function makeFramework(identifier: string, version = NO_VERSION, profile = ''): NuGetFramework {
  return { identifier, version, profile, ...noPlatform };
}

/**
 * Reads a folder name or a full name (one with a comma), as `NuGetFramework.Parse` does.
 *
 * Where the client throws, now or when it has to name the framework later (a portable set with profiles inside, an
 * unknown portable profile, a version that is none), the answer is unsupported.
 */
export function parseFramework(text: string): NuGetFramework {
  const framework = text.includes(',') ? parseFrameworkName(text) : parseFolder(text);
  return framework === undefined || isUnsupported(framework) ? unsupported(text) : framework;
}

/** Reads a folder name, as `NuGetFramework.ParseFolder` does; a comma is just a wrong character here. */
export function parseFrameworkFolder(text: string): NuGetFramework {
  const framework = parseFolder(text);
  return framework === undefined || isUnsupported(framework) ? unsupported(text) : framework;
}

function unsupported(text: string): NuGetFramework {
  return { ...makeFramework('Unsupported'), text };
}

export function isUnsupported(framework: NuGetFramework): boolean {
  return framework.identifier === 'Unsupported';
}

export function isAny(framework: NuGetFramework): boolean {
  return framework.identifier === 'Any';
}

/** Whether it is a real framework and none of the special ones. */
export function isSpecific(framework: NuGetFramework): boolean {
  return !['Any', 'Agnostic', 'Unsupported'].includes(framework.identifier);
}

/** A portable class library, a set of frameworks. */
export function isPortable(framework: NuGetFramework): boolean {
  return framework.identifier === '.NETPortable' && framework.version[0] < 5;
}

/** .NET 5 or higher: its short name is `net` and it has platforms in place of profiles. */
export function isNet5Era(framework: NuGetFramework): boolean {
  return framework.identifier === '.NETCoreApp' && framework.version[0] >= 5;
}

export function compareFrameworkVersions(a: FrameworkVersion, b: FrameworkVersion): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || a[3] - b[3];
}

/** Text that is equal exactly for equal frameworks. All unsupported ones are equal, whatever their text. */
export function frameworkKey(framework: NuGetFramework): string {
  const known = keys.get(framework);
  if (known !== undefined) return known;
  const { identifier, version, profile, platform, platformVersion } = framework;
  const parts = [identifier, version.join('.'), profile, platform, platformVersion.join('.')];
  const key = ordinalIgnoreCaseKey(parts.join('|'));
  keys.set(framework, key);
  return key;
}

/** Equality as the client has it: every part, ignoring case. */
export function sameFramework(a: NuGetFramework, b: NuGetFramework): boolean {
  return frameworkKey(a) === frameworkKey(b);
}

/** The full name without platform, as `NuGetFramework.DotNetFrameworkName`: `.NETCoreApp,Version=v8.0`. */
export function frameworkName(framework: NuGetFramework): string {
  if (!isSpecific(framework)) return `${framework.identifier},Version=v0.0`;
  const isBareDotnet = framework.identifier === '.NETPlatform' && isZero(framework.version) && !framework.profile;
  const [major, minor, build, revision] = isBareDotnet ? [5, 0, 0, 0] : framework.version;
  const parts = revision > 0 ? [major, minor, build, revision] : build > 0 ? [major, minor, build] : [major, minor];
  return `${framework.identifier},Version=v${parts.join('.')}${framework.profile && `,Profile=${framework.profile}`}`;
}

/** The folder name, as `NuGetFramework.GetShortFolderName`: always lower case; `unsupported` for an unsupported one. */
export function shortFolderName(framework: NuGetFramework): string {
  const name = isSpecific(framework) ? specificFolderName(framework) : framework.identifier;
  return lowerInvariant(name ?? 'unsupported');
}

function specificFolderName(framework: NuGetFramework): string | undefined {
  const { identifier, profile, platform, platformVersion } = framework;
  const base = isNet5Era(framework)
    ? 'net'
    : (shortIdentifier(identifier) ?? identifier.replace(/[^\p{L}\p{Nd}]/gu, ''));
  if (base === '') return undefined;
  const isDotnet50 = frameworkKey(framework) === DOTNET_50;
  const name = base + (isDotnet50 ? '' : versionText(identifier, framework.version));
  if (isPortable(framework)) {
    const members = portableMembers(profile, false);
    return members === undefined ? undefined : `${name}-${portableSetName(members)}`;
  }
  const suffix = isNet5Era(framework) ? platform + versionText(identifier, platformVersion) : shortSuffix(profile);
  const hasSuffix = isNet5Era(framework) ? platform !== '' : suffix !== '';
  return hasSuffix ? `${name}-${suffix}` : name;
}

const DOTNET_50 = frameworkKey(makeFramework('.NETPlatform', [5, 0, 0, 0]));

function shortSuffix(profile: string): string {
  return profile === '' ? '' : shortProfile(profile);
}

function portableSetName(members: readonly NuGetFramework[]): string {
  return [...new Set(members.map(shortFolderName))].sort().join('+');
}

/** Trailing zeros beyond the minor part go; dots only where the identifier wants them or a part has two digits. */
function versionText(identifier: string, version: FrameworkVersion): string {
  if (isZero(version)) return '';
  const parts: number[] = [...version];
  const kept = singleDigitIdentifiers.has(identifier) ? 1 : 2;
  while (parts.length > kept && parts.at(-1) === 0) parts.pop();
  const isDotted = dottedIdentifiers.has(identifier) || parts.some((part) => part > 9);
  if (isDotted && parts.length < 2) parts.push(0);
  return parts.join(isDotted ? '.' : '');
}

function isZero(version: FrameworkVersion): boolean {
  return version.every((part) => part === 0);
}

/** Reads a full name, where an unknown identifier is one like any other; undefined where the client throws. */
export function parseFrameworkName(text: string): NuGetFramework | undefined {
  if (text.length > MAX_TEXT_LENGTH) return undefined;
  const parts = text.split(',').filter((part) => part !== '');
  const [first = '', ...others] = parts.map(trimWhiteSpace);
  const special = specials.get(ordinalIgnoreCaseKey(first));
  if (special !== undefined) return special;
  const identifier = fullIdentifier(first) ?? first;
  const version = readNamedVersion(singlePart([first, ...others], 'version='));
  const profile = singlePart([first, ...others], 'profile=') ?? '';
  if (version === undefined || (identifier === '.NETPortable' && profile.includes('-'))) return undefined;
  const isProfileless = version[0] >= 5 && identifier === '.NETCoreApp';
  const framework = makeFramework(identifier, version, isProfileless ? '' : profile);
  return specificFolderName(framework) === undefined ? undefined : framework;
}

/** The value of the part that starts with `prefix`; the client ignores it when there are several. */
function singlePart(parts: readonly string[], prefix: string): string | undefined {
  const found = parts.filter((part) => part.toLowerCase().startsWith(prefix));
  return found.length === 1 ? found[0]?.split('=')[1] : undefined;
}

function readNamedVersion(text: string | undefined): FrameworkVersion | undefined {
  if (text === undefined) return NO_VERSION;
  const number = text.replace(/^v+/, '');
  return parseSystemVersion(number.includes('.') ? number : `${number}.0`);
}

/** Undefined where the client throws or answers unsupported. */
function parseFolder(folder: string): NuGetFramework | undefined {
  if (folder.length > MAX_TEXT_LENGTH) return undefined;
  const text = folder.includes('%') ? unescapeAscii(folder) : folder;
  const special = specials.get(ordinalIgnoreCaseKey(text));
  if (special !== undefined) return special;
  // The client reads bare `dotnet` as dotnet50; every other identifier without a version means any version.
  if (text.toLowerCase() === 'dotnet') return makeFramework('.NETPlatform', [5, 0, 0, 0]);
  const match = /^([A-Za-z.]+)([0-9.]*)(?:-([A-Za-z0-9.+-]+))?$/.exec(folderOfBareNumber(text) ?? text);
  const identifier = match === null ? undefined : fullIdentifier(match[1] ?? '');
  const version = match === null ? undefined : readFolderVersion(match[2] ?? '');
  if (match === null || identifier === undefined || version === undefined) return undefined;
  const suffix = match[3] ?? '';
  if (version[0] >= 5 && (identifier === '.NETFramework' || identifier === '.NETCoreApp')) {
    return readPlatform(makeFramework('.NETCoreApp', version), suffix);
  }
  if (identifier === '.NETPortable') return readPortable(version, suffix);
  return makeFramework(identifier, version, fullProfile(suffix));
}

/** Only ASCII escapes matter: no framework's name has other characters. */
function unescapeAscii(text: string): string {
  return text.replace(/%([0-7][0-9A-Fa-f])/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}

/** `451` is 4.5.1: without a dot each of the first four digits is a part. */
function readFolderVersion(text: string): FrameworkVersion | undefined {
  if (text === '') return NO_VERSION;
  if (text.includes('.')) return parseSystemVersion(text);
  return parseSystemVersion(text.padEnd(2, '0').slice(0, 4).split('').join('.'));
}

function readPlatform(framework: NuGetFramework, suffix: string): NuGetFramework | undefined {
  const [, letters = '', digits = ''] = /^([A-Za-z.]*)(.*)$/.exec(suffix) ?? [];
  if (letters === '') return { ...framework, platform: suffix };
  const platformVersion =
    digits === '' ? NO_VERSION : parseSystemVersion(digits.includes('.') ? digits : `${digits}.0`);
  return platformVersion === undefined ? undefined : { ...framework, platform: letters, platformVersion };
}

function readPortable(version: FrameworkVersion, suffix: string): NuGetFramework | undefined {
  const members = parsePortableSet(suffix);
  if (members === undefined) return undefined;
  const number = portableProfileOf(members);
  const framework = makeFramework('.NETPortable', version, number === undefined ? suffix : `Profile${number}`);
  return specificFolderName(framework) === undefined ? undefined : framework;
}

/** Undefined for an empty set and where a member has a profile of its own, which the client refuses. */
function parsePortableSet(text: string): readonly NuGetFramework[] | undefined {
  const members = text.split('+').flatMap((name) => (name === '' ? [] : [parseFramework(name)]));
  return members.length === 0 || members.some((member) => member.profile !== '') ? undefined : members;
}

interface PortableSet {
  readonly number: number;
  readonly optionalMono: boolean;
}

let portableSets: ReadonlyMap<string, PortableSet> | undefined;
let optionalIdentifiers: ReadonlySet<string> | undefined;

/** The number of the profile that has exactly these frameworks, but for equivalent and optional ones. */
function portableProfileOf(members: readonly NuGetFramework[]): number | undefined {
  portableSets ??= new Map(
    portableProfiles.map((profile) => [setKey(profile.frameworks.map(parseFrameworkFolder)), profile]),
  );
  const optional = (optionalIdentifiers ??= new Set(
    optionalMonoFrameworks.map((name) => parseFrameworkFolder(name).identifier),
  ));
  const required = members.filter((member) => !optional.has(member.identifier));
  const found = portableSets.get(setKey(required));
  return found !== undefined && (found.optionalMono || required.length === members.length) ? found.number : undefined;
}

/** Equal for equal sets, in any order and with equivalent frameworks for one another. */
function setKey(members: readonly NuGetFramework[]): string {
  return [...new Set(members.map(equivalenceKey))].toSorted().join(' ');
}

/** The frameworks of a portable profile (`Profile7`, or a set's own text); undefined when there are none. */
export function portableMembers(profile: string, withOptional: boolean): readonly NuGetFramework[] | undefined {
  const number = portableProfileNumber(profile);
  if (number === undefined) return parsePortableSet(profile);
  const found = portableProfiles.find((candidate) => candidate.number === number);
  const optional = withOptional && found?.optionalMono === true ? optionalMonoFrameworks : [];
  return found && [...found.frameworks, ...optional].map(parseFrameworkFolder);
}

/** The number in `Profile7`; undefined where the profile is a set's own text. */
export function portableProfileNumber(profile: string): number | undefined {
  const match = /^profile[\t-\r ]*([+-]?\d{1,10})[\t-\r ]*$/i.exec(profile);
  return match === null ? undefined : Number(match[1]);
}

let equivalentsByKey: ReadonlyMap<string, readonly NuGetFramework[]> | undefined;

/** The frameworks that are the same to NuGet, this one included, by name and version (not by profile). */
export function equivalentsOf(framework: NuGetFramework): readonly NuGetFramework[] {
  equivalentsByKey ??= new Map(
    equivalentFrameworks.flatMap((names) => {
      const frameworks = names.map(parseFrameworkFolder);
      return frameworks.map((member) => [frameworkKey(member), frameworks] as const);
    }),
  );
  return equivalentsByKey.get(frameworkKey(framework)) ?? [framework];
}

function equivalenceKey(framework: NuGetFramework): string {
  return frameworkKey(equivalentsOf(framework)[0] ?? framework);
}
