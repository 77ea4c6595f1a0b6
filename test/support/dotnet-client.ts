/**
 * The real `dotnet` client, cut off from everything of this machine: a project folder with its own nuget.config that
 * knows one source, and private caches that can be wiped.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runProgram } from './run-program.ts';
import type { ProgramResult } from './run-program.ts';

/** Never wait for, nor leave behind, a build server; never print a greeting; always speak English. */
const quietEnvironment = {
  DOTNET_CLI_TELEMETRY_OPTOUT: '1',
  DOTNET_CLI_UI_LANGUAGE: 'en',
  DOTNET_CLI_USE_MSBUILD_SERVER: '0',
  DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE: 'true',
  DOTNET_GENERATE_ASPNET_CERTIFICATE: 'false',
  DOTNET_ADD_GLOBAL_TOOLS_TO_PATH: 'false',
  DOTNET_NOLOGO: '1',
  MSBUILDDISABLENODEREUSE: '1',
  UseSharedCompilation: 'false',
  NUGET_API_KEY: undefined,
  NUGET_ENHANCED_NETWORK_RETRY_DELAY_MILLISECONDS: '50',
};

export interface ClientFolder {
  readonly folder: string;
  /** The environment of the caches, for other programs that use NuGet's libraries. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Runs `dotnet …` in the folder, or in one below it. */
  dotnet(args: readonly string[], options?: DotnetOptions): Promise<ProgramResult>;
  /** Writes a file below the folder, with the folders it needs. */
  write(path: string, content: string | Uint8Array): Promise<void>;
  /** Forgets every package and every answer. Installed tools and templates stay. */
  wipeCaches(): Promise<void>;
  remove(): Promise<void>;
}

export interface DotnetOptions {
  readonly below?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

export interface ClientSettings {
  /** URL of the only source; without one there is none. */
  readonly feed?: string;
  /** Leaves out the permission for plain http. */
  readonly isSecure?: boolean;
  /** API keys for the section `apikeys`, by source or push URL. */
  readonly apiKeys?: Readonly<Record<string, string>>;
}

export async function createClientFolder(settings: ClientSettings): Promise<ClientFolder> {
  const root = await mkdtemp(join(tmpdir(), 'lode-client-'));
  const folder = join(root, 'project');
  const caches = join(root, 'caches');
  const environment = {
    ...quietEnvironment,
    NUGET_PACKAGES: join(caches, 'packages'),
    NUGET_HTTP_CACHE_PATH: join(caches, 'http'),
    NUGET_PLUGINS_CACHE_PATH: join(caches, 'plugins'),
    NUGET_SCRATCH: join(root, 'scratch'),
    DOTNET_CLI_HOME: join(root, 'home'),
    HOME: join(root, 'home'),
    TMPDIR: join(root, 'tmp'),
  };
  for (const path of [folder, join(root, 'home'), join(root, 'tmp')]) await mkdir(path, { recursive: true });
  await writeFile(join(folder, 'nuget.config'), nugetConfig(settings));
  return {
    folder,
    environment,
    dotnet: (args, options = {}) =>
      runProgram('dotnet', args, {
        cwd: join(folder, options.below ?? '.'),
        environment: { ...environment, ...options.environment },
      }),
    async write(path, content) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
    },
    wipeCaches: () => rm(caches, { recursive: true, force: true }),
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

/** A configuration that inherits nothing: no source, key or fallback folder of the machine or of its user. */
export function nugetConfig(settings: ClientSettings): string {
  const source =
    settings.feed === undefined
      ? ''
      : `<add key="lode" value="${settings.feed}" allowInsecureConnections="${settings.isSecure !== true}" />`;
  const keys = Object.entries(settings.apiKeys ?? {}).map(([url, key]) => `<add key="${url}" value="${key}" />`);
  return `<?xml version="1.0" encoding="utf-8"?>
<configuration>
  <packageSources><clear />${source}</packageSources>
  <fallbackPackageFolders><clear /></fallbackPackageFolders>
  <disabledPackageSources><clear /></disabledPackageSources>
  <apikeys><clear />${keys.join('')}</apikeys>
</configuration>
`;
}

/** A project that refers to packages, each as `Acme.Library 1.*`; without a version, to nothing. */
export function projectFile(references: readonly string[], properties = ''): string {
  const items = references.map((entry) => {
    const [id = '', version = ''] = entry.split(/ (.*)/);
    return `    <PackageReference Include="${id}" Version="${version}" />\n`;
  });
  return `<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <OutputType>Library</OutputType>
    ${properties}
  </PropertyGroup>
  <ItemGroup>
${items.join('')}  </ItemGroup>
</Project>
`;
}
