/**
 * Real packages, as their authors published them: a graph of well-known libraries with all their dependencies, and
 * single old ones whose content is unlike anything that is packed today.
 *
 * They are fetched once, by a plain `dotnet restore` from whatever source the machine's client is set up with, and kept
 * below `.cache/`. Versions are exact; where a source lacks the version that a dependency asks for, restore takes the
 * next higher one, so the set may differ a little from machine to machine. Nothing here may name a package twice.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { moveFolderOnce } from './move-folder-once.ts';
import { runProgram } from './run-program.ts';

const root = join(import.meta.dirname, '..', '..');

/** Libraries that one project can use together; about 210 packages with what they depend on. */
const graph = [
  'AutoMapper 17.0.0',
  'Autofac 9.3.3',
  'Bogus 34.0.2',
  'CommandLineParser 2.9.1',
  'CsvHelper 34.0.0',
  'Dapper 2.1.86',
  'FluentAssertions 6.12.0',
  'FluentValidation 12.2.0',
  'Google.Protobuf 3.36.2',
  'Grpc.Net.Client 2.85.0',
  'Hangfire.Core 1.8.25',
  'HtmlAgilityPack 1.13.0',
  'Humanizer 3.0.10',
  'Markdig 1.6.0',
  'MessagePack 2.5.307',
  'Microsoft.EntityFrameworkCore 10.0.15',
  'Microsoft.Extensions.Caching.StackExchangeRedis 11.0.0',
  'Microsoft.Extensions.Hosting 11.0.0',
  'Microsoft.Extensions.Http.Polly 11.0.0',
  'Moq 4.21.0',
  'NLog 6.2.2',
  'NSubstitute 6.1.0',
  'NUnit 5.0.0',
  'Newtonsoft.Json 13.0.4',
  'NodaTime 3.3.7',
  'Npgsql 10.0.3',
  'OpenTelemetry 1.20.1',
  'Polly 8.9.1',
  'Quartz 4.7.3',
  'RabbitMQ.Client 7.2.2',
  'RestSharp 114.1.0',
  'Scrutor 7.0.0',
  'Serilog.AspNetCore 10.0.0',
  'Serilog.Sinks.Console 6.1.1',
  'Serilog.Sinks.File 7.0.0',
  'Serilog.Sinks.Seq 9.1.0',
  'SharpZipLib 1.4.2',
  'Shouldly 4.2.1',
  'Spectre.Console 0.57.2',
  'StackExchange.Redis 3.4.35',
  'Swashbuckle.AspNetCore 11.0.1',
  'System.Reactive 7.0.0',
  'YamlDotNet 18.1.0',
  'log4net 3.5.0',
  'protobuf-net 3.4.40',
  'xunit 2.9.3',
];

/** The packages of .NET Core 1.x: placeholders, runtime packages, `ref` folders for a dozen frameworks. */
const older = ['NETStandard.Library 1.6.1'];

/** Fetched by themselves, without dependencies: older versions, tools, analyzers, web and .NET Framework packages. */
const singles = [
  'AutoMapper 8.0.0',
  'Castle.Core 4.4.0',
  'Dapper 2.0.35',
  'FSharp.Core 4.7.2',
  'Humanizer 2.14.1',
  'Iesi.Collections 4.0.4',
  'MediatR 5.1.0',
  'Microsoft.AspNet.Mvc 5.2.6',
  'Microsoft.AspNet.Razor 3.2.6',
  'Microsoft.AspNet.WebPages 3.2.6',
  'Microsoft.CSharp 4.0.1',
  'Microsoft.Net.Compilers 1.3.2',
  'Moq 4.5.22',
  'NETStandard.Library 2.0.3',
  'NUnit 3.6.0',
  'Newtonsoft.Json 9.0.1',
  'NuGet.CommandLine 6.13.1',
  'Polly 5.7.0',
  'Remotion.Linq 2.2.0',
  'Serilog 2.7.1',
  'StyleCop.Analyzers 1.1.118',
  'System.Collections.Immutable 1.2.0',
  'WindowsAzure.Storage 9.3.3',
  'dotnet-ef 8.0.30',
  'xunit 2.2.0-beta4-build3444',
];

function item(element: 'PackageReference' | 'PackageDownload', entry: string): string {
  const [id = '', version = ''] = entry.split(' ');
  return `    <${element} Include="${id}" Version="${element === 'PackageDownload' ? `[${version}]` : version}" />\n`;
}

/**
 * A project whose restore needs every package (`all`), or only the modern graph (`graph`). Pruning is off, so that
 * packages which the framework also contains are asked for as well.
 */
export function realPackagesProject(which: 'all' | 'graph'): string {
  const references = (which === 'all' ? [...graph, ...older] : graph).map((entry) => item('PackageReference', entry));
  const downloads = (which === 'all' ? singles : []).map((entry) => item('PackageDownload', entry));
  return `<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <NuGetAudit>false</NuGetAudit>
    <NoWarn>$(NoWarn);NU1603;NU1608;NU1701</NoWarn>
    <RestoreEnablePackagePruning>false</RestoreEnablePackagePruning>
  </PropertyGroup>
  <ItemGroup>
${references.join('')}${downloads.join('')}  </ItemGroup>
</Project>
`;
}

/** A folder that holds every package as `{lower id}.{lower version}.nupkg`, and their file names, sorted. */
export interface RealPackages {
  readonly folder: string;
  readonly files: readonly string[];
}

/** Fetches the packages unless an earlier run did. Takes some twenty seconds the first time. */
export async function fetchRealPackages(): Promise<RealPackages> {
  const project = realPackagesProject('all');
  const name = `real-packages-${createHash('sha256').update(project).digest('hex').slice(0, 16)}`;
  const folder = join(root, '.cache', name);
  if (!existsSync(folder)) await fetchInto(folder, project);
  return { folder, files: (await readdir(folder)).sort() };
}

async function fetchInto(folder: string, project: string): Promise<void> {
  await mkdir(join(root, '.cache'), { recursive: true });
  const work = await mkdtemp(join(root, '.cache', 'fetch-'));
  try {
    await writeFile(join(work, 'real.csproj'), project);
    const packages = join(work, 'packages');
    const result = await runProgram('dotnet', ['restore', '--disable-build-servers', '-nodeReuse:false'], {
      cwd: work,
      environment: {
        NUGET_PACKAGES: packages,
        NUGET_HTTP_CACHE_PATH: join(work, 'http'),
        TMPDIR: work,
        DOTNET_CLI_TELEMETRY_OPTOUT: '1',
        DOTNET_NOLOGO: '1',
      },
    });
    if (result.code !== 0) throw new Error(`the real packages could not be fetched:\n${result.output}`);
    const flat = join(work, 'flat');
    await mkdir(flat);
    for (const file of await readdir(packages, { recursive: true })) {
      if (file.endsWith('.nupkg')) await copyFile(join(packages, file), join(flat, basename(file)));
    }
    await moveFolderOnce(flat, folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
