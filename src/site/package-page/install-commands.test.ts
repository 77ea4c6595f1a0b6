import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { installMethods, type Installable } from './install-commands.ts';

const plain = { packageTypes: [], developmentDependency: false, tags: [] };

function methods(more: Partial<Installable> = {}): Map<string, string[]> {
  const of = { id: 'Acme.Http', version: '3.0.1', isPrerelease: false, manifest: plain, ...more };
  return new Map(installMethods(of).map(({ label, texts }) => [label, texts.map(({ text }) => text)]));
}

function typed(...names: string[]): Partial<Installable> {
  return { manifest: { ...plain, packageTypes: names.map((name) => ({ name })) } };
}

describe('the ways to take a package', () => {
  it('are those of a library, word for word as on nuget.org', () => {
    assert.deepEqual(
      [...methods()],
      [
        ['.NET CLI', ['dotnet add package Acme.Http --version 3.0.1']],
        ['PackageReference', ['<PackageReference Include="Acme.Http" Version="3.0.1" />']],
        [
          'Central',
          ['<PackageVersion Include="Acme.Http" Version="3.0.1" />', '<PackageReference Include="Acme.Http" />'],
        ],
        ['Script', ['#r "nuget: Acme.Http, 3.0.1"']],
        ['File-based', ['#:package Acme.Http@3.0.1']],
        ['Package Manager', ['NuGet\\Install-Package Acme.Http -Version 3.0.1']],
        ['Paket', ['paket add Acme.Http --version 3.0.1']],
        ['Cake', ['#addin nuget:?package=Acme.Http&version=3.0.1', '#tool nuget:?package=Acme.Http&version=3.0.1']],
      ],
    );
  });

  it('keep a development dependency from what depends on the project', () => {
    const found = methods({ manifest: { ...plain, developmentDependency: true } });
    const rest = [
      '  <PrivateAssets>all</PrivateAssets>',
      '  <IncludeAssets>runtime; build; native; contentfiles; analyzers</IncludeAssets>',
      '</PackageReference>',
    ];
    assert.deepEqual(found.get('PackageReference'), [
      ['<PackageReference Include="Acme.Http" Version="3.0.1">', ...rest].join('\n'),
    ]);
    assert.deepEqual(found.get('Central')?.[1], ['<PackageReference Include="Acme.Http">', ...rest].join('\n'));
  });

  it('are those of a tool, a template, an SDK and an MCP server, whatever the case of the type', () => {
    assert.deepEqual(
      [...methods(typed('dotnettool'))],
      [
        ['Global tool', ['dotnet tool install --global Acme.Http --version 3.0.1']],
        ['Local tool', ['dotnet new tool-manifest', 'dotnet tool install --local Acme.Http --version 3.0.1']],
        ['Run once', ['dnx Acme.Http@3.0.1']],
        ['Cake', ['#tool dotnet:?package=Acme.Http&version=3.0.1']],
        ['NUKE', ['nuke :add-package Acme.Http --version 3.0.1']],
      ],
    );
    assert.deepEqual([...methods(typed('Template'))], [['.NET CLI', ['dotnet new install Acme.Http@3.0.1']]]);
    assert.deepEqual(
      [...methods(typed('MSBuildSdk'))],
      [
        ['SDK', ['<Sdk Name="Acme.Http" Version="3.0.1" />']],
        ['File-based', ['#:sdk Acme.Http@3.0.1']],
      ],
    );
    const server = methods(typed('McpServer', 'DotnetTool'));
    assert.equal([...server.keys()][0], 'MCP server');
    assert.deepEqual(JSON.parse(server.get('MCP server')?.[0] ?? ''), {
      servers: { 'Acme.Http': { type: 'stdio', command: 'dnx', args: ['Acme.Http@3.0.1', '--yes'] } },
    });
    assert.ok(server.has('Global tool'));
  });

  it('tell Cake what kind of thing it is, and that a preview is meant', () => {
    const cake = (id: string, tags: string[], isPrerelease = false) =>
      methods({ id, isPrerelease, manifest: { ...plain, tags } }).get('Cake');
    assert.deepEqual(cake('Cake.Git', []), ['#addin nuget:?package=Cake.Git&version=3.0.1']);
    assert.deepEqual(cake('Acme.A', ['Cake-Module']), ['#module nuget:?package=Acme.A&version=3.0.1']);
    assert.deepEqual(cake('Cake.Acme.Recipe', []), ['#load nuget:?package=Cake.Acme.Recipe&version=3.0.1']);
    assert.match(cake('Acme.A', ['cake-addin'], true)?.[0] ?? '', /&prerelease$/);
  });

  it('mean the same package in every text, whatever is in its id', () => {
    const id = '"><Exec Command="rm&';
    for (const types of [[], ['MSBuildSdk']]) {
      const texts = [...methods({ id, ...typed(...types) }).values()].flat();
      const elements = texts.filter((text) => text.startsWith('<'));
      assert.ok(elements.length > 0);
      for (const text of elements) {
        assert.ok(!text.includes('<Exec'), text);
        assert.ok(text.includes('"&quot;&gt;&lt;Exec Command=&quot;rm&amp;"'), text);
      }
    }
    const long = 'Ünï.コード_'.padEnd(100, 'x');
    assert.equal(methods({ id: long }).get('.NET CLI')?.[0], `dotnet add package ${long} --version 3.0.1`);
  });
});
