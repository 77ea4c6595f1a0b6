/** Package types: names that tell a tool from a library. They compare without case, and anybody may invent one. */
import { finding } from './finding.ts';
import type { Finding } from './finding.ts';
import { parseSystemVersion } from './system-version.ts';
import { trimWhiteSpace } from './white-space.ts';
import { childrenNamed } from './xml.ts';
import type { XmlElement } from './xml.ts';

export interface PackageType {
  readonly name: string;
  /** As written, two to four numbers; absent for 0.0. */
  readonly version?: string;
}

/** The types that a registry treats specially, in NuGet's own spelling. A package that names none is a `Dependency`. */
export const knownPackageTypes = {
  dependency: 'Dependency',
  dotnetTool: 'DotnetTool',
  template: 'Template',
  mcpServer: 'McpServer',
  symbolsPackage: 'SymbolsPackage',
} as const;

export function hasPackageType(types: readonly PackageType[], name: string): boolean {
  return types.some((type) => type.name.toUpperCase() === name.toUpperCase());
}

/** The client throws on a type without a name or with a version that is none; here the type is left out, or its version. */
export function readPackageTypes(metadata: XmlElement, findings: Finding[]): PackageType[] {
  return childrenNamed(metadata, 'packageTypes')
    .flatMap((list) => childrenNamed(list, 'packageType', metadata.defaultNamespace))
    .flatMap((element) => readPackageType(element, findings));
}

function readPackageType(element: XmlElement, findings: Finding[]): PackageType[] {
  const name = trimWhiteSpace(element.attributes.get('name') ?? '');
  if (name === '') {
    const detail = 'A <packageType> has no name: name it or leave it out.';
    findings.push(finding('rule', 'package_type', detail, 'packageTypes'));
    return [];
  }
  const version = element.attributes.get('version');
  if (version === undefined) return [{ name }];
  if (parseSystemVersion(version) === undefined) {
    const detail = 'A <packageType> has a version that is none: write two to four numbers with dots between them.';
    findings.push(finding('rule', 'package_type', detail, name));
    return [{ name }];
  }
  return [{ name, version: trimWhiteSpace(version) }];
}
