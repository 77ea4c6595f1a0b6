/** How a version is taken into a project, by what kind of package it is: the texts that people copy. */
import { lowerInvariant } from '../../nuget/lower-case.ts';
import type { PackageManifest } from '../../nuget/manifest.ts';
import { hasPackageType, knownPackageTypes } from '../../nuget/package-types.ts';

/** One way of several: a tab. */
export interface InstallMethod {
  readonly key: string;
  readonly label: string;
  /** Usually one. Each is copied by itself. */
  readonly texts: readonly InstallText[];
  /** What somebody has to know who does not know the way. */
  readonly hint?: string;
}

export interface InstallText {
  /** Where it belongs, for those who hear it: "Command", "Directory.Packages.props". */
  readonly label: string;
  readonly text: string;
}

/** What the texts are made of. Whatever an id or a version may hold, each text means that very package. */
export interface Installable {
  readonly id: string;
  /** Normalized. */
  readonly version: string;
  readonly isPrerelease: boolean;
  readonly manifest: Pick<PackageManifest, 'packageTypes' | 'developmentDependency' | 'tags'>;
}

export function installMethods(of: Installable): InstallMethod[] {
  const { packageTypes } = of.manifest;
  const mcp = hasPackageType(packageTypes, knownPackageTypes.mcpServer) ? [mcpServer(of)] : [];
  if (mcp.length > 0 || hasPackageType(packageTypes, knownPackageTypes.dotnetTool)) return [...mcp, ...toolMethods(of)];
  if (hasPackageType(packageTypes, knownPackageTypes.template)) {
    return [one('new', '.NET CLI', `dotnet new install ${of.id}@${of.version}`)];
  }
  if (hasPackageType(packageTypes, 'MSBuildSdk')) return sdkMethods(of);
  return libraryMethods(of);
}

function libraryMethods({ id, version, isPrerelease, manifest }: Installable): InstallMethod[] {
  const { developmentDependency } = manifest;
  return [
    one('cli', '.NET CLI', `dotnet add package ${id} --version ${version}`),
    {
      ...one('reference', 'PackageReference', packageReference({ id, version, developmentDependency }), 'Project file'),
      hint: 'For the project file of a project that states its versions itself.',
    },
    {
      key: 'central',
      label: 'Central',
      texts: [
        { label: 'Directory.Packages.props', text: element('PackageVersion', { Include: id, Version: version }) },
        { label: 'Project file', text: packageReference({ id, developmentDependency }) },
      ],
      hint: 'For solutions that keep all versions in Directory.Packages.props (Central Package Management).',
    },
    {
      ...one('script', 'Script', `#r "nuget: ${id}, ${version}"`, 'Script'),
      hint: 'For F# scripts, C# scripts and Polyglot Notebooks.',
    },
    {
      ...one('file', 'File-based', `#:package ${id}@${version}`, 'C# file'),
      hint: 'For apps of one C# file: .NET 10 SDK and later.',
    },
    {
      ...one('pmc', 'Package Manager', `NuGet\\Install-Package ${id} -Version ${version}`),
      hint: 'For the Package Manager Console of Visual Studio.',
    },
    { ...one('paket', 'Paket', `paket add ${id} --version ${version}`), hint: 'For projects that use Paket.' },
    {
      key: 'cake',
      label: 'Cake',
      texts: cakeDirectives(id, manifest.tags).map((directive) => ({
        label: `Cake script, ${directive}`,
        text: `#${directive} nuget:?package=${id}&version=${version}${isPrerelease ? '&prerelease' : ''}`,
      })),
      hint: 'For build scripts of Cake.',
    },
  ];
}

function toolMethods({ id, version, isPrerelease }: Installable): InstallMethod[] {
  return [
    {
      ...one('global', 'Global tool', `dotnet tool install --global ${id} --version ${version}`),
      hint: 'Can be run from every folder.',
    },
    {
      key: 'local',
      label: 'Local tool',
      texts: [
        { label: 'Once in a repository', text: 'dotnet new tool-manifest' },
        { label: 'Command', text: `dotnet tool install --local ${id} --version ${version}` },
      ],
      hint: 'Kept in the tool manifest of a repository, so that everybody there runs the same version.',
    },
    {
      ...one('once', 'Run once', `dnx ${id}@${version}`),
      hint: 'Runs it without installing it: .NET 10 SDK and later.',
    },
    {
      ...one('cake', 'Cake', `#tool dotnet:?package=${id}&version=${version}${isPrerelease ? '&prerelease' : ''}`),
      hint: 'For build scripts of Cake.',
    },
    { ...one('nuke', 'NUKE', `nuke :add-package ${id} --version ${version}`), hint: 'For build projects of NUKE.' },
  ];
}

function sdkMethods({ id, version }: Installable): InstallMethod[] {
  return [
    {
      ...one('sdk', 'SDK', element('Sdk', { Name: id, Version: version }), 'Project file'),
      hint: 'Stands as the first element of a project file.',
    },
    {
      ...one('file', 'File-based', `#:sdk ${id}@${version}`, 'C# file'),
      hint: 'For apps of one C# file: .NET 10 SDK and later.',
    },
  ];
}

/** What an editor is told to start; the package's own settings stand in its readme. */
function mcpServer({ id, version }: Installable): InstallMethod {
  const servers = { [id]: { type: 'stdio', command: 'dnx', args: [`${id}@${version}`, '--yes'] } };
  return {
    ...one('mcp', 'MCP server', JSON.stringify({ servers }, undefined, 2), 'mcp.json'),
    hint: 'For editors that read mcp.json: .NET 10 SDK and later.',
  };
}

function one(key: string, label: string, text: string, place = 'Command'): InstallMethod {
  return { key, label, texts: [{ label: place, text }] };
}

interface Reference {
  readonly id: string;
  /** Absent where another file states it. */
  readonly version?: string;
  readonly developmentDependency: boolean;
}

/** A development dependency is for the build alone: what depends on the project must not get it. */
function packageReference({ id, version, developmentDependency }: Reference): string {
  const attributes = { Include: id, ...(version === undefined ? {} : { Version: version }) };
  if (!developmentDependency) return element('PackageReference', attributes);
  return [
    element('PackageReference', attributes).replace(' />', '>'),
    '  <PrivateAssets>all</PrivateAssets>',
    '  <IncludeAssets>runtime; build; native; contentfiles; analyzers</IncludeAssets>',
    '</PackageReference>',
  ].join('\n');
}

function element(name: string, attributes: Readonly<Record<string, string>>): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(value)}"`);
  return `<${name}${written.join('')} />`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? '');
}

/** What Cake's own catalogue goes by. A package that says nothing of itself may be an addin as well as a tool. */
function cakeDirectives(id: string, tags: readonly string[]): readonly string[] {
  const key = lowerInvariant(id);
  const isTagged = (tag: string) => tags.some((each) => lowerInvariant(each) === tag);
  const isOfCake = key.startsWith('cake.');
  if (isTagged('cake-module') || (isOfCake && key.endsWith('.module'))) return ['module'];
  if (isTagged('cake-recipe') || (isOfCake && key.endsWith('.recipe'))) return ['load'];
  if (isTagged('cake-addin') || isOfCake) return ['addin'];
  return ['addin', 'tool'];
}
