/**
 * Reads a nuspec as the NuGet client's own reader does, oddities included: what restore will see is what we must store.
 *
 * `metadata` is found by its local name; its children are then asked for in the default namespace that holds there, and
 * by exact name. Plain texts (title, tags, …) are the exception: their names ignore case and namespace. Where an element
 * is there twice the first one counts, lists excepted, whose items are taken together.
 *
 * What cannot be read is a finding, and the value is then what the client falls back to. Whether values make sense is
 * not asked here: see `packages/check-package.ts`.
 */
import { finding } from './finding.ts';
import type { Finding } from './finding.ts';
import { nuspecXmlLimits } from './limits.ts';
import { readDependencyGroups } from './nuspec-dependencies.ts';
import type { NuspecDependencyGroup } from './nuspec-dependencies.ts';
import { readContentFiles, readFrameworkAssemblies, readFrameworkReferences, readReferences } from './nuspec-items.ts';
import type { NuspecContentFiles, NuspecFrameworkAssembly, NuspecGroup } from './nuspec-items.ts';
import { readPackageTypes } from './package-types.ts';
import type { PackageType } from './package-types.ts';
import { trimWhiteSpace } from './white-space.ts';
import { childrenNamed, parseXml } from './xml.ts';
import type { XmlElement } from './xml.ts';

export interface NuspecLicense {
  readonly type: 'expression' | 'file';
  /** Trimmed; may be empty. */
  readonly value: string;
  readonly version?: string;
  readonly hasChildElements: boolean;
}

export interface NuspecRepository {
  readonly type: string;
  readonly url: string;
  readonly branch: string;
  readonly commit: string;
}

/** What stands in a nuspec, uninterpreted: texts are untrimmed, and '' where the client's reader says ''. */
export interface Nuspec {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly authors: string;
  readonly description: string;
  readonly summary: string;
  readonly releaseNotes: string;
  readonly copyright: string;
  readonly tags: string;
  readonly projectUrl: string;
  readonly iconUrl: string;
  readonly licenseUrl: string;
  readonly language: string;
  readonly icon?: string;
  readonly readme?: string;
  readonly license?: NuspecLicense;
  readonly repository?: NuspecRepository;
  readonly requireLicenseAcceptance: boolean;
  readonly developmentDependency: boolean;
  readonly serviceable: boolean;
  readonly minClientVersion?: string;
  readonly packageTypes: readonly PackageType[];
  readonly dependencyGroups: readonly NuspecDependencyGroup[];
  readonly frameworkAssemblies: readonly NuspecFrameworkAssembly[];
  readonly frameworkReferences: readonly NuspecGroup[];
  readonly references: readonly NuspecGroup[];
  readonly contentFiles: readonly NuspecContentFiles[];
  /** Local names of all children of `metadata`, in their order. */
  readonly elementNames: readonly string[];
}

export interface NuspecReading {
  /** Absent when the bytes are no nuspec at all. */
  readonly nuspec?: Nuspec;
  readonly findings: readonly Finding[];
}

/** Every namespace that a NuGet tool ever wrote, and none. */
const knownNamespaces: ReadonlySet<string> = new Set([
  '',
  ...['2010/07', '2011/08', '2011/10', '2012/06', '2013/01', '2013/05'].map(
    (month) => `http://schemas.microsoft.com/packaging/${month}/nuspec.xsd`,
  ),
]);

export function parseNuspec(bytes: Uint8Array): NuspecReading {
  const xml = parseXml(bytes, nuspecXmlLimits);
  if ('fault' in xml) {
    const severity = xml.fault.code === 'xml_dtd' ? 'safety' : 'identity';
    return { findings: [{ ...xml.fault, severity, at: 'nuspec' }] };
  }
  const [metadata, ...others] = xml.root.children.filter(({ name }) => name === 'metadata');
  if (metadata === undefined) {
    const detail = 'The nuspec has no <metadata> element: add one with id, version, authors and description.';
    return { findings: [finding('identity', 'nuspec_metadata', detail, 'metadata')] };
  }
  const findings = [...checkFrame(metadata, others.length), ...checkRepetitions(metadata)];
  const nuspec = readMetadata(xml.root, metadata, findings);
  return { nuspec, findings };
}

/** Collects into `findings` what falls back to a default. */
function readMetadata(root: XmlElement, metadata: XmlElement, findings: Finding[]): Nuspec {
  const text = plainTexts(metadata);
  const first = (name: string): XmlElement | undefined => childrenNamed(metadata, name)[0];
  const icon = first('icon')?.text;
  const readme = first('readme')?.text;
  const license = readLicense(first('license'), findings);
  const repository = readRepository(first('repository'));
  const minClientVersion = metadata.attributes.get('minClientVersion');
  return {
    id: first('id')?.text ?? '',
    version: first('version')?.text ?? '',
    title: text('title'),
    authors: text('authors'),
    description: text('description'),
    summary: text('summary'),
    releaseNotes: text('releaseNotes'),
    copyright: text('copyright'),
    tags: text('tags'),
    projectUrl: text('projectUrl'),
    iconUrl: text('iconUrl'),
    licenseUrl: first('licenseUrl')?.text ?? '',
    language: first('language')?.text ?? '',
    ...(icon === undefined ? {} : { icon }),
    ...(readme === undefined ? {} : { readme }),
    ...(license === undefined ? {} : { license }),
    ...(repository === undefined ? {} : { repository }),
    requireLicenseAcceptance: readAcceptance(text('requireLicenseAcceptance'), findings),
    developmentDependency: readFlag(first('developmentDependency'), dotnetBoolean, findings),
    serviceable: readFlag(first('serviceable'), xmlBoolean, findings),
    ...(minClientVersion === undefined ? {} : { minClientVersion }),
    packageTypes: readPackageTypes(metadata, findings),
    dependencyGroups: readDependencyGroups(metadata),
    frameworkAssemblies: readFrameworkAssemblies(metadata, root.defaultNamespace),
    frameworkReferences: readFrameworkReferences(metadata),
    references: readReferences(metadata),
    contentFiles: readContentFiles(metadata, findings),
    elementNames: metadata.children.map(({ name }) => name),
  };
}

/** The first text under each name, whatever its case and namespace; elements with elements inside have none. */
function plainTexts(metadata: XmlElement): (name: string) => string {
  const texts = new Map<string, string>();
  for (const child of metadata.children) {
    const key = child.name.toUpperCase();
    if (child.children.length === 0 && child.text !== '' && !texts.has(key)) texts.set(key, child.text);
  }
  return (name) => texts.get(name.toUpperCase()) ?? '';
}

function checkFrame(metadata: XmlElement, furtherMetadata: number): Finding[] {
  const findings: Finding[] = [];
  if (furtherMetadata > 0) {
    const detail = 'The nuspec has more than one <metadata> element: keep one.';
    findings.push(finding('identity', 'nuspec_metadata', detail, 'metadata'));
  }
  if (!knownNamespaces.has(metadata.defaultNamespace)) {
    const detail =
      'The nuspec has a namespace that NuGet does not know: use http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd.';
    findings.push(finding('warning', 'nuspec_namespace', detail, metadata.defaultNamespace));
  }
  for (const name of ['id', 'version']) {
    if (childrenNamed(metadata, name).length === 0) {
      const detail = `The nuspec has no <${name}> element in the namespace of its <metadata>: add it.`;
      findings.push(finding('identity', `nuspec_${name}_missing`, detail, name));
    }
  }
  return findings;
}

/** With two ids or versions, in whatever case, readers would disagree on what the package is. */
function checkRepetitions(metadata: XmlElement): Finding[] {
  const seen = new Set<string>();
  const repeated = new Map<string, string>();
  for (const { name } of metadata.children) {
    const key = name.toLowerCase();
    if (seen.has(key)) repeated.set(key, name);
    seen.add(key);
  }
  return [...repeated].map(([key, name]) => {
    const severity = key === 'id' || key === 'version' ? 'identity' : 'rule';
    return finding(severity, 'nuspec_duplicate_element', 'An element is in the nuspec twice: keep one of them.', name);
  });
}

function readLicense(element: XmlElement | undefined, findings: Finding[]): NuspecLicense | undefined {
  if (element === undefined) return undefined;
  const type = trimWhiteSpace(element.attributes.get('type') ?? '').toLowerCase();
  if (type !== 'expression' && type !== 'file') {
    const detail = 'The <license> element has no type that NuGet knows: write type="expression" or type="file".';
    findings.push(finding('rule', 'license_type', detail, 'license'));
    return undefined;
  }
  const version = element.attributes.get('version');
  return {
    type,
    value: trimWhiteSpace(element.text),
    ...(version === undefined ? {} : { version: trimWhiteSpace(version) }),
    hasChildElements: element.children.length > 0,
  };
}

function readRepository(element: XmlElement | undefined): NuspecRepository | undefined {
  if (element === undefined) return undefined;
  const attribute = (name: string): string => element.attributes.get(name) ?? '';
  return { type: attribute('type'), url: attribute('url'), branch: attribute('branch'), commit: attribute('commit') };
}

/** The client takes everything but `true` for false. */
function readAcceptance(text: string, findings: Finding[]): boolean {
  if (text !== '' && dotnetBoolean(text) === undefined) findings.push(notBoolean('requireLicenseAcceptance'));
  return text.toLowerCase() === 'true';
}

/** The client throws where the text is no boolean; here it is false then, and a finding. */
function readFlag(
  element: XmlElement | undefined,
  parse: (text: string) => boolean | undefined,
  findings: Finding[],
): boolean {
  if (element === undefined) return false;
  const value = parse(element.text);
  if (value === undefined) findings.push(notBoolean(element.name));
  return value ?? false;
}

/** As .NET's `bool.Parse`. */
function dotnetBoolean(text: string): boolean | undefined {
  const word = trimWhiteSpace(text).toLowerCase();
  return word === 'true' ? true : word === 'false' ? false : undefined;
}

/** As `xsd:boolean`. */
function xmlBoolean(text: string): boolean | undefined {
  const word = trimWhiteSpace(text);
  if (word === 'true' || word === '1') return true;
  return word === 'false' || word === '0' ? false : undefined;
}

function notBoolean(name: string): Finding {
  return finding('rule', 'nuspec_boolean', `<${name}> is neither true nor false: write one of them.`, name);
}
