/** `<dependencies>`: groups, or a flat list for any framework, which counts only where there is no group. */
import { childrenNamed } from './xml.ts';
import type { XmlElement } from './xml.ts';

/** Attributes as written; absent ones are undefined. */
export interface NuspecDependency {
  readonly id: string | undefined;
  readonly range: string | undefined;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

export interface NuspecDependencyGroup {
  /** Absent, like empty text, for any framework. */
  readonly targetFramework?: string;
  readonly dependencies: readonly NuspecDependency[];
}

export function readDependencyGroups(metadata: XmlElement): NuspecDependencyGroup[] {
  const namespace = metadata.defaultNamespace;
  const lists = childrenNamed(metadata, 'dependencies');
  const groups = lists.flatMap((list) => childrenNamed(list, 'group', namespace));
  if (groups.length > 0) {
    return groups.map((group) => ({
      ...frameworkOf(group),
      dependencies: childrenNamed(group, 'dependency', namespace).map(readDependency),
    }));
  }
  const flat = lists.flatMap((list) => childrenNamed(list, 'dependency', namespace));
  return flat.length === 0 ? [] : [{ dependencies: flat.map(readDependency) }];
}

export function frameworkOf(group: XmlElement): { readonly targetFramework?: string } {
  const targetFramework = group.attributes.get('targetFramework');
  return targetFramework === undefined || targetFramework === '' ? {} : { targetFramework };
}

function readDependency(element: XmlElement): NuspecDependency {
  return {
    id: element.attributes.get('id'),
    range: element.attributes.get('version'),
    include: flagsOf(element.attributes.get('include')),
    exclude: flagsOf(element.attributes.get('exclude')),
  };
}

/** Each flag once, sorted, both without regard to case. */
function flagsOf(text = ''): string[] {
  const flags = new Map<string, string>();
  for (const flag of text.split(',').filter((part) => part !== '')) {
    const key = flag.trim().toUpperCase();
    if (!flags.has(key)) flags.set(key, flag.trim());
  }
  return [...flags].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, flag]) => flag);
}
