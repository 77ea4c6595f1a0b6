/**
 * Which frameworks a package serves, told from the folders of its archive as nuget.org's gallery does it: by the
 * client's own asset patterns (ManagedCodeConventions), never from the dependency groups.
 */
import {
  anyFramework,
  isUnsupported,
  makeFramework,
  parseFrameworkFolder,
  parseFrameworkName,
  shortFolderName,
  type NuGetFramework,
} from './framework.ts';
import { ordinalIgnoreCaseKey } from './ordinal-ignore-case.ts';

/** What the patterns need to know of the package: a `PackageManifest` will do. */
interface PackageIdentity {
  readonly id: string;
  readonly packageTypes: readonly { readonly name: string; readonly version?: string }[];
}

/** More frameworks than anybody ever served; what a stranger puts beyond them into an archive is not kept. */
const MAX_SUPPORTED_FRAMEWORKS = 200;
/** Folders that are looked at; an archive may have tens of thousands that all come to the same framework. */
const MAX_FOLDERS = 1_000;

type FrameworkReader = (folder: string) => NuGetFramework | undefined;

/** A folder structure; `framework` reads the folder called `{tfm}`, or is the framework itself where there is none. */
interface AssetPattern {
  readonly folders: readonly string[];
  readonly files: RegExp;
  readonly framework: FrameworkReader;
}

const ANY_FILE = /./s;
/** Files directly in the folder; `_._` marks a folder as empty on purpose. */
const ASSEMBLY = /^(?:[^/\\]*\.(?:dll|winmd|exe)|_\._)$/i;

const anyDotnet = makeFramework('.NETPlatform');
const anyNetFramework = makeFramework('.NETFramework');

/** In these folders `any` means the old `dotnet`, which every project of its time could use. */
const orDotnet: FrameworkReader = (folder) => (folder === 'any' ? anyDotnet : folderFramework(folder));
const orAny: FrameworkReader = (folder) => (folder === 'any' ? anyFramework : folderFramework(folder));

const toolPatterns: readonly AssetPattern[] = [{ folders: ['tools', '{tfm}', '*'], files: ANY_FILE, framework: orAny }];

const libraryPatterns: readonly AssetPattern[] = [
  { folders: ['ref', '{tfm}'], files: ANY_FILE, framework: orDotnet },
  { folders: ['lib', '{tfm}'], files: ANY_FILE, framework: orDotnet },
  { folders: ['lib'], files: ASSEMBLY, framework: () => anyNetFramework },
  { folders: ['runtimes', '*', 'lib', '{tfm}'], files: ANY_FILE, framework: orDotnet },
  { folders: ['contentFiles', '{language}', '{tfm}'], files: ANY_FILE, framework: folderFramework },
];

/** Build files count only under the package's own name, because only then does MSBuild import them. */
function buildPatterns(id: string): readonly AssetPattern[] {
  const name = id.replace(/[.*+?^${}()|[\]\\-]/g, '\\$&');
  const files = new RegExp(`^(?:${name}\\.(?:props|targets)|_\\._)$`, 'i');
  return [
    { folders: ['build', '{tfm}'], files, framework: orDotnet },
    { folders: ['build'], files, framework: () => anyFramework },
    { folders: ['buildMultiTargeting'], files, framework: () => anyFramework },
    { folders: ['buildCrossTargeting'], files, framework: () => anyFramework },
  ];
}

/**
 * Short folder names, each once, in the order of the patterns and then of the entries; `any` stands for all. A package
 * that is a tool and nothing else is told by `tools` alone.
 *
 * A folder that NuGet does not know as a framework is one all the same, with its letters and digits as name; one whose
 * name makes the client throw is left out.
 */
export function supportedFrameworks(entryNames: readonly string[], identity: PackageIdentity): string[] {
  const patterns = isTool(identity) ? toolPatterns : [...libraryPatterns, ...buildPatterns(identity.id)];
  const assets = entryNames.flatMap((name) => [name, ...contractReference(name)]).map((name) => name.split('/'));
  const names = new Set<string>();
  const read = new Map<string, string | undefined>();
  for (const pattern of patterns) {
    for (const path of assets.filter((path) => matches(pattern, path))) {
      if (names.size >= MAX_SUPPORTED_FRAMEWORKS || read.size >= MAX_FOLDERS) return [...names];
      const name = frameworkOf(pattern, path, read);
      if (name !== undefined) names.add(name);
    }
  }
  return [...names];
}

function isTool({ packageTypes }: PackageIdentity): boolean {
  const [type, ...others] = packageTypes;
  if (type === undefined || others.length > 0) return false;
  const isPlain = type.version === undefined || type.version === '0.0';
  return isPlain && ['dotnettool', 'dotnetclitool'].includes(type.name.toLowerCase());
}

/** Before `ref` there was `lib/contract`, which the client still reads as `ref/any`. */
function contractReference(name: string): readonly string[] {
  return name.startsWith('lib/contract') ? [`ref/any${name.slice('lib/contract'.length)}`] : [];
}

function matches({ folders, files }: AssetPattern, path: readonly string[]): boolean {
  if (path.length <= folders.length) return false;
  if (!folders.every((folder, index) => isFolder(folder, path[index] ?? ''))) return false;
  return files.test(path.slice(folders.length).join('/'));
}

/** Most files lie in a few folders: each pair of pattern and folder is read once. */
function frameworkOf(
  pattern: AssetPattern,
  path: readonly string[],
  read: Map<string, string | undefined>,
): string | undefined {
  const folder = path[pattern.folders.indexOf('{tfm}')] ?? '';
  const key = `${pattern.folders.join('/')}/${folder}`;
  if (read.has(key)) return read.get(key);
  const framework = pattern.framework(folder);
  const name = framework && shortFolderName(framework);
  read.set(key, name);
  return name;
}

function isFolder(pattern: string, folder: string): boolean {
  if (pattern === '*' || pattern === '{tfm}') return folder !== '';
  if (pattern === '{language}') return /^[\p{L}\p{Nd}]+$/u.test(folder);
  return ordinalIgnoreCaseKey(pattern) === ordinalIgnoreCaseKey(folder);
}

function folderFramework(folder: string): NuGetFramework | undefined {
  const framework = parseFrameworkFolder(folder);
  if (!isUnsupported(framework)) return framework;
  return /^portable/i.test(folder) ? undefined : parseFrameworkName(folder);
}
