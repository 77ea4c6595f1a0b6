/** The lists of a nuspec that say which files and frameworks a project takes from the package. */
import { finding } from './finding.ts';
import type { Finding } from './finding.ts';
import { frameworkOf } from './nuspec-dependencies.ts';
import { childrenNamed } from './xml.ts';
import type { XmlElement } from './xml.ts';

export interface NuspecFrameworkAssembly {
  readonly assemblyName: string;
  /** Texts of frameworks; none for any framework. */
  readonly targetFrameworks: readonly string[];
}

/** Names under a framework's text: references, or framework references. */
export interface NuspecGroup {
  readonly targetFramework?: string;
  readonly names: readonly string[];
}

export interface NuspecContentFiles {
  readonly include: string;
  readonly exclude?: string;
  readonly buildAction?: string;
  readonly copyToOutput?: boolean;
  readonly flatten?: boolean;
}

/** The one list that the client asks for in the namespace of the root. */
export function readFrameworkAssemblies(metadata: XmlElement, rootNamespace: string): NuspecFrameworkAssembly[] {
  return childrenNamed(metadata, 'frameworkAssemblies', rootNamespace)
    .flatMap((list) => childrenNamed(list, 'frameworkAssembly', rootNamespace))
    .map((element) => ({
      assemblyName: element.attributes.get('assemblyName') ?? '',
      targetFrameworks: (element.attributes.get('targetFramework') ?? '')
        .split(',')
        .filter((text) => text !== '')
        .map((text) => text.trim()),
    }));
}

export function readFrameworkReferences(metadata: XmlElement): NuspecGroup[] {
  const namespace = metadata.defaultNamespace;
  return childrenNamed(metadata, 'frameworkReferences')
    .flatMap((list) => childrenNamed(list, 'group', namespace))
    .map((group) => {
      // Unlike in the other lists, an empty text does not stand for any framework here.
      const targetFramework = group.attributes.get('targetFramework');
      const names = namesOf(childrenNamed(group, 'frameworkReference', namespace), 'name');
      return targetFramework === undefined ? { names } : { targetFramework, names };
    });
}

/** Groups, or a flat list from before groups existed, which counts only without them. */
export function readReferences(metadata: XmlElement): NuspecGroup[] {
  const namespace = metadata.defaultNamespace;
  const lists = childrenNamed(metadata, 'references');
  const groups = lists.flatMap((list) => childrenNamed(list, 'group', namespace));
  if (groups.length > 0) {
    return groups.map((group) => ({
      ...frameworkOf(group),
      names: namesOf(childrenNamed(group, 'reference', namespace), 'file'),
    }));
  }
  const names = namesOf(
    lists.flatMap((list) => childrenNamed(list, 'reference', namespace)),
    'file',
  );
  return names.length === 0 ? [] : [{ names }];
}

export function readContentFiles(metadata: XmlElement, findings: Finding[]): NuspecContentFiles[] {
  return childrenNamed(metadata, 'contentFiles')
    .flatMap((list) => childrenNamed(list, 'files', metadata.defaultNamespace))
    .flatMap((element) => readContentFile(element, findings));
}

function readContentFile(element: XmlElement, findings: Finding[]): NuspecContentFiles[] {
  const include = element.attributes.get('include');
  if (include === undefined) {
    const detail = 'A <files> element of <contentFiles> has no include attribute: say which files it means.';
    findings.push(finding('rule', 'content_files', detail, 'contentFiles'));
    return [];
  }
  const exclude = element.attributes.get('exclude') ?? '';
  const buildAction = element.attributes.get('buildAction');
  const copyToOutput = readFlag(element, 'copyToOutput', findings);
  const flatten = readFlag(element, 'flatten', findings);
  return [
    {
      include,
      ...(exclude === '' ? {} : { exclude }),
      ...(buildAction === undefined ? {} : { buildAction }),
      ...(copyToOutput === undefined ? {} : { copyToOutput }),
      ...(flatten === undefined ? {} : { flatten }),
    },
  ];
}

function readFlag(element: XmlElement, name: string, findings: Finding[]): boolean | undefined {
  const text = element.attributes.get(name)?.toLowerCase();
  if (text === undefined || text === 'true' || text === 'false')
    return text === undefined ? undefined : text === 'true';
  const detail = `The attribute ${name} of <contentFiles> is neither true nor false: write one of them.`;
  findings.push(finding('rule', 'nuspec_boolean', detail, 'contentFiles'));
  return undefined;
}

function namesOf(elements: readonly XmlElement[], attribute: string): string[] {
  return elements.map((element) => element.attributes.get(attribute) ?? '').filter((name) => name !== '');
}
