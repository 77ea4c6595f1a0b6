/**
 * Builds honest packages for tests: a nuspec, the OPC parts that old clients want, and whatever files a test names.
 * For archives that lie, use `zip-builder.ts`.
 */
import { bytesOf, buildZip } from './zip-builder.ts';
import type { ZipFile } from './zip-builder.ts';

export interface TestDependency {
  readonly id: string;
  /** A range; absent for any version. */
  readonly version?: string;
  readonly include?: string;
  readonly exclude?: string;
}

export interface TestDependencyGroup {
  /** Absent for any framework. */
  readonly targetFramework?: string;
  readonly dependencies: readonly TestDependency[];
}

export interface TestPackage {
  readonly id: string;
  readonly version: string;
  readonly title?: string;
  readonly authors?: string;
  readonly description?: string;
  readonly summary?: string;
  readonly releaseNotes?: string;
  readonly copyright?: string;
  readonly language?: string;
  readonly tags?: string;
  readonly projectUrl?: string;
  readonly iconUrl?: string;
  readonly licenseUrl?: string;
  /** An SPDX expression, `MIT` when absent; null leaves the element out. */
  readonly license?: string | null;
  /** Text of a licence file; takes the place of the expression. */
  readonly licenseFile?: string;
  /** Text of `readme.md`; null leaves it out. */
  readonly readme?: string | null;
  /** Bytes of `icon.png`. */
  readonly icon?: Uint8Array;
  readonly requireLicenseAcceptance?: boolean;
  readonly developmentDependency?: boolean;
  readonly minClientVersion?: string;
  readonly repository?: {
    readonly type?: string;
    readonly url?: string;
    readonly branch?: string;
    readonly commit?: string;
  };
  readonly packageTypes?: readonly string[];
  /** `{ 'Newtonsoft.Json': '13.0.1' }` for any framework, or groups. */
  readonly dependencies?: Readonly<Record<string, string>> | readonly TestDependencyGroup[];
  /** Files by their path; without any, the package holds `lib/netstandard2.0/_._`. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** More XML inside `<metadata>`. */
  readonly metadata?: string;
  /** A whole nuspec in place of the generated one. */
  readonly nuspec?: string | Uint8Array;
}

/** The bytes of a nupkg that passes every check, unless the description says otherwise. Equal input, equal bytes. */
export function buildPackage(description: TestPackage): Uint8Array {
  return buildZip(packageFiles(description));
}

/** The archive's files in the order that `dotnet pack` writes them, for tests that change one before zipping. */
export function packageFiles(description: TestPackage): ZipFile[] {
  const files = Object.entries(description.files ?? { 'lib/netstandard2.0/_._': '' });
  const nuspecName = `${description.id}.nuspec`;
  const readme = readmeOf(description);
  return [
    { name: '_rels/.rels', data: relationships(nuspecName) },
    { name: nuspecName, data: description.nuspec ?? buildNuspec(description) },
    ...files.map(([name, data]): ZipFile => ({ name, data })),
    ...(description.icon === undefined ? [] : [{ name: 'icon.png', data: description.icon }]),
    ...(readme === undefined ? [] : [{ name: 'readme.md', data: readme }]),
    ...(description.licenseFile === undefined ? [] : [{ name: 'license.txt', data: description.licenseFile }]),
    { name: '[Content_Types].xml', data: contentTypes },
  ];
}

export function buildNuspec(description: TestPackage): string {
  const minClientVersion = attribute('minClientVersion', description.minClientVersion);
  return `<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
  <metadata${minClientVersion}>
    <id>${escapeXml(description.id)}</id>
    <version>${escapeXml(description.version)}</version>
${metadataLines(description)
  .map((line) => `    ${line}\n`)
  .join('')}  </metadata>
</package>
`;
}

function metadataLines(description: TestPackage): string[] {
  const { packageTypes, repository } = description;
  return [
    ...element('title', description.title),
    ...element('authors', description.authors ?? 'Test authors'),
    ...element('requireLicenseAcceptance', text(description.requireLicenseAcceptance)),
    ...element('developmentDependency', text(description.developmentDependency)),
    ...licenseLines(description),
    ...(description.icon === undefined ? [] : ['<icon>icon.png</icon>']),
    ...(readmeOf(description) === undefined ? [] : ['<readme>readme.md</readme>']),
    ...element('projectUrl', description.projectUrl),
    ...element('iconUrl', description.iconUrl),
    ...element('description', description.description ?? `The test package ${description.id}.`),
    ...element('summary', description.summary),
    ...element('releaseNotes', description.releaseNotes),
    ...element('copyright', description.copyright),
    ...element('language', description.language),
    ...element('tags', description.tags),
    ...(packageTypes === undefined
      ? []
      : [
          `<packageTypes>${packageTypes.map((name) => `<packageType${attribute('name', name)} />`).join('')}</packageTypes>`,
        ]),
    ...(repository === undefined ? [] : [`<repository${attributes(repository)} />`]),
    ...dependencyLines(description.dependencies),
    ...(description.metadata === undefined ? [] : [description.metadata]),
  ];
}

function licenseLines(description: TestPackage): string[] {
  if (description.licenseFile !== undefined) {
    return [
      '<license type="file">license.txt</license>',
      '<licenseUrl>https://aka.ms/deprecateLicenseUrl</licenseUrl>',
    ];
  }
  const expression = description.license === undefined ? 'MIT' : description.license;
  const own = expression === null ? [] : [`<license type="expression">${escapeXml(expression)}</license>`];
  return [...own, ...element('licenseUrl', description.licenseUrl)];
}

function readmeOf(description: TestPackage): string | undefined {
  if (description.readme === null) return undefined;
  return description.readme ?? `# ${description.id}\n\nA package for tests.\n`;
}

function dependencyLines(dependencies: TestPackage['dependencies']): string[] {
  if (dependencies === undefined) return [];
  const groups: readonly TestDependencyGroup[] = isGroups(dependencies)
    ? dependencies
    : [{ dependencies: Object.entries(dependencies).map(([id, version]) => ({ id, version })) }];
  const inner = groups.map((group) => {
    const rows = group.dependencies.map((dependency) => `<dependency${attributes(dependency)} />`).join('');
    return `<group${attribute('targetFramework', group.targetFramework)}>${rows}</group>`;
  });
  return [`<dependencies>${inner.join('')}</dependencies>`];
}

function isGroups(
  dependencies: NonNullable<TestPackage['dependencies']>,
): dependencies is readonly TestDependencyGroup[] {
  return Array.isArray(dependencies);
}

function element(name: string, value: string | undefined): string[] {
  return value === undefined ? [] : [`<${name}>${escapeXml(value)}</${name}>`];
}

function attributes(values: object): string {
  return Object.entries(values)
    .map(([name, value]) => (typeof value === 'string' ? attribute(name, value) : ''))
    .join('');
}

function attribute(name: string, value: string | undefined): string {
  return value === undefined ? '' : ` ${name}="${escapeXml(value)}"`;
}

function text(value: boolean | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}

export function escapeXml(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function relationships(nuspecName: string): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
  <Relationship Type="http://schemas.microsoft.com/packaging/2010/07/manifest" Target="/${escapeXml(nuspecName)}" Id="R1" />
</Relationships>
`;
}

const contentTypes = `<?xml version="1.0" encoding="utf-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
  <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml" />
  <Default Extension="nuspec" ContentType="application/octet" />
  <Default Extension="dll" ContentType="application/octet" />
  <Default Extension="md" ContentType="application/octet" />
  <Default Extension="png" ContentType="application/octet" />
  <Default Extension="txt" ContentType="application/octet" />
</Types>
`;

/** The smallest PNG: one transparent pixel. */
export const onePixelPng: Uint8Array = new Uint8Array(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
    'base64',
  ),
);

/** Any text as the bytes of a file. */
export const fileBytes = bytesOf;
