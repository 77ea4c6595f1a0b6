import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bytesOf } from '../../test/support/zip-builder.ts';
import { describePackage } from './describe-package.ts';
import type { PackageManifest } from './manifest.ts';
import { parseNuspec } from './nuspec.ts';
import type { Nuspec } from './nuspec.ts';

const NAMESPACE = 'http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd';
const IDENTITY = '<id>A</id><version>1.0.0</version>';

function metadata(inner: string, namespace = NAMESPACE): string {
  return `<package xmlns="${namespace}"><metadata>${IDENTITY}${inner}</metadata></package>`;
}

function read(xml: string): Nuspec {
  const { nuspec } = parseNuspec(bytesOf(xml));
  assert.ok(nuspec !== undefined);
  return nuspec;
}

function manifest(inner: string): PackageManifest {
  return describePackage(read(metadata(inner)), { paths: [], isSigned: false });
}

function found(xml: string): string[] {
  return parseNuspec(bytesOf(xml)).findings.map(({ severity, code }) => `${severity} ${code}`);
}

describe('parseNuspec', () => {
  it('B5: reads every namespace of a NuGet tool, and none, without a remark', () => {
    for (const month of ['2010/07', '2011/08', '2011/10', '2012/06', '2013/01', '2013/05']) {
      assert.deepEqual(found(metadata('', `http://schemas.microsoft.com/packaging/${month}/nuspec.xsd`)), []);
    }
    assert.deepEqual(found(`<package><metadata>${IDENTITY}</metadata></package>`), []);
    assert.deepEqual(found(`<package><metadata xmlns="${NAMESPACE}">${IDENTITY}</metadata></package>`), []);
  });

  it('B5: reads another namespace with a warning', () => {
    assert.deepEqual(found(metadata('', 'urn:something-else')), ['warning nuspec_namespace']);
    assert.equal(read(metadata('', 'urn:something-else')).id, 'A');
  });

  it('finds id and version by exact name in the namespace of metadata', () => {
    const renamed = '<package><metadata><Id>A</Id><version>1.0.0</version></metadata></package>';
    assert.deepEqual(found(renamed), ['identity nuspec_id_missing']);
    const elsewhere = `<package xmlns="${NAMESPACE}"><metadata><id xmlns="">A</id><version>1.0.0</version></metadata></package>`;
    assert.deepEqual(found(elsewhere), ['identity nuspec_id_missing']);
    assert.deepEqual(found('<package><metadata/></package>'), [
      'identity nuspec_id_missing',
      'identity nuspec_version_missing',
    ]);
  });

  it('refuses two of what tells the identity, and remarks on other repetitions', () => {
    assert.deepEqual(found(metadata('<id>B</id>')), ['identity nuspec_duplicate_element']);
    assert.deepEqual(found(metadata('<VERSION>2.0.0</VERSION>')), ['identity nuspec_duplicate_element']);
    assert.deepEqual(found(metadata('<title>1</title><Title>2</Title>')), ['rule nuspec_duplicate_element']);
    assert.equal(read(metadata('<title>1</title><Title>2</Title>')).title, '1');
    const twice =
      '<package><metadata><id>A</id><version>1</version></metadata><metadata><id>B</id></metadata></package>';
    assert.deepEqual(found(twice), ['identity nuspec_metadata']);
    assert.deepEqual(found('<package/>'), ['identity nuspec_metadata']);
  });

  it('reads plain texts whatever the case of their names, and the others by exact name', () => {
    const nuspec = read(metadata('<TITLE>T</TITLE><Language>de</Language><ReadMe>r.md</ReadMe>'));
    assert.equal(nuspec.title, 'T');
    assert.equal(nuspec.language, '');
    assert.equal(nuspec.readme, undefined);
  });

  it('reads booleans as the client does, and says which are none', () => {
    assert.equal(read(metadata('<serviceable> 1 </serviceable>')).serviceable, true);
    assert.equal(read(metadata('<developmentDependency> TRUE </developmentDependency>')).developmentDependency, true);
    assert.equal(
      read(metadata('<requireLicenseAcceptance>True</requireLicenseAcceptance>')).requireLicenseAcceptance,
      true,
    );
    for (const name of ['serviceable', 'developmentDependency', 'requireLicenseAcceptance']) {
      assert.deepEqual(found(metadata(`<${name}>yes</${name}>`)), ['rule nuspec_boolean']);
    }
  });

  it('takes groups of dependencies before flat ones, and keeps empty groups', () => {
    const nuspec = read(
      metadata(
        `<dependencies><dependency id="Flat" version="1.0"/>
         <group targetFramework="net8.0"><dependency id="B" version="[1.0,2.0)" include="Compile, runtime" exclude="build"/></group>
         <group targetFramework=".NETFramework4.7.2"/></dependencies>`,
      ),
    );
    assert.deepEqual(nuspec.dependencyGroups, [
      {
        targetFramework: 'net8.0',
        dependencies: [{ id: 'B', range: '[1.0,2.0)', include: ['Compile', 'runtime'], exclude: ['build'] }],
      },
      { targetFramework: '.NETFramework4.7.2', dependencies: [] },
    ]);
  });

  it('collects what it cannot read and goes on', () => {
    const findings = found(
      metadata(
        `<license type="mit">MIT</license><packageTypes><packageType/><packageType name="X" version="a"/></packageTypes>
         <contentFiles><files/><files include="**" flatten="maybe"/></contentFiles>`,
      ),
    );
    assert.deepEqual(findings, [
      'rule license_type',
      'rule package_type',
      'rule package_type',
      'rule content_files',
      'rule nuspec_boolean',
    ]);
  });

  it('B1: counts a document type as unsafe, and other broken XML as no identity', () => {
    assert.deepEqual(found('<!DOCTYPE x><package/>'), ['safety xml_dtd']);
    assert.deepEqual(found('<package>'), ['identity xml_invalid']);
    assert.deepEqual(found('<?xml version="1.0" encoding="utf-7"?><package/>'), ['identity xml_encoding']);
  });

  it('B17: refuses a hundred thousand dependencies', () => {
    const many = '<dependency id="A"/>'.repeat(50_000);
    assert.deepEqual(found(metadata(`<dependencies>${many}</dependencies>`)), ['identity xml_limit']);
    assert.deepEqual(found(metadata(`<dependencies>${many}${many}</dependencies>`)), ['identity xml_limit']);
  });
});

describe('describePackage', () => {
  it('keeps every element in its normal form', () => {
    const described = manifest(`
      <title> A title </title><authors>Ann, Bob</authors><owners>nobody</owners><description>One\r\ntwo</description>
      <summary>s</summary><releaseNotes>n</releaseNotes><copyright>c</copyright><language>en-US</language>
      <tags>one, two;three  one\tfour</tags><projectUrl>https://gallery.example/a</projectUrl>
      <license type="expression" version="1.0.0">MIT</license><licenseUrl>https://licenses.nuget.org/MIT</licenseUrl>
      <icon>images\\icon.png</icon><readme>./docs/readme.md</readme>
      <requireLicenseAcceptance>true</requireLicenseAcceptance><serviceable>true</serviceable>
      <repository type="git" url="https://gallery.example/a.git" branch="main" commit="abc"/>
      <packageTypes><packageType name="DotnetTool" version="1.2"/></packageTypes>
      <dependencies><group targetFramework=".NETStandard2.0"><dependency id="B" version="1.0" exclude="Build,Analyzers"/></group>
      <group targetFramework="net48"/></dependencies>
      <frameworkAssemblies><frameworkAssembly assemblyName="System.Net" targetFramework=".NETFramework4.5, net40"/></frameworkAssemblies>
      <frameworkReferences><group targetFramework="net8.0"><frameworkReference name="Microsoft.AspNetCore.App"/></group></frameworkReferences>
      <references><group targetFramework="net45"><reference file="a.dll"/></group></references>
      <contentFiles><files include="**/*.cs" buildAction="Compile" copyToOutput="true"/></contentFiles>`);
    assert.deepEqual(described, {
      id: 'A',
      version: '1.0.0',
      title: 'A title',
      authors: 'Ann, Bob',
      description: 'One\ntwo',
      summary: 's',
      releaseNotes: 'n',
      copyright: 'c',
      language: 'en-US',
      tags: ['one', 'two', 'three', 'four'],
      projectUrl: 'https://gallery.example/a',
      licenseUrl: 'https://licenses.nuget.org/MIT',
      license: { type: 'expression', value: 'MIT', version: '1.0.0' },
      icon: 'images/icon.png',
      readme: 'docs/readme.md',
      requireLicenseAcceptance: true,
      developmentDependency: false,
      serviceable: true,
      repository: { type: 'git', url: 'https://gallery.example/a.git', branch: 'main', commit: 'abc' },
      packageTypes: [{ name: 'DotnetTool', version: '1.2' }],
      dependencyGroups: [
        {
          targetFramework: 'netstandard2.0',
          written: '.NETStandard2.0',
          dependencies: [{ id: 'B', range: '[1.0.0, )', exclude: ['Analyzers', 'Build'] }],
        },
        { targetFramework: 'net48', dependencies: [] },
      ],
      frameworkAssemblies: [{ assemblyName: 'System.Net', targetFrameworks: ['net45', 'net40'] }],
      frameworkReferences: [{ targetFramework: 'net8.0', names: ['Microsoft.AspNetCore.App'] }],
      references: [{ targetFramework: 'net45', files: ['a.dll'] }],
      contentFiles: [{ include: '**/*.cs', buildAction: 'Compile', copyToOutput: true }],
      supportedFrameworks: [],
      isSigned: false,
    });
  });

  it('leaves out what is not there', () => {
    assert.deepEqual(manifest('<title/><license type="expression"/>'), {
      id: 'A',
      version: '1.0.0',
      tags: [],
      requireLicenseAcceptance: false,
      developmentDependency: false,
      serviceable: false,
      packageTypes: [],
      dependencyGroups: [],
      frameworkAssemblies: [],
      frameworkReferences: [],
      references: [],
      contentFiles: [],
      supportedFrameworks: [],
      isSigned: false,
    });
  });

  it('takes unreadable, floating and missing ranges for what the client makes of them, and drops repetitions', () => {
    const { dependencyGroups } = manifest(
      `<dependencies><dependency id="A" version="[2.0,1.0]"/><dependency id="B" version=""/><dependency id="C"/>
       <dependency id="D" version="1.*"/><dependency id="e" version="1"/><dependency id="E" version="[1.0,)"/><dependency/></dependencies>`,
    );
    assert.deepEqual(dependencyGroups, [
      {
        dependencies: [
          { id: 'A', range: '(, )' },
          { id: 'B', range: '(, )' },
          { id: 'C', range: '(, )' },
          { id: 'D', range: '[1.0.0, )' },
          { id: 'e', range: '[1.0.0, )' },
        ],
      },
    ]);
  });

  it('B21: drops URLs that must not become links', () => {
    const bad = [
      'javascript:alert(1)',
      'data:text/html,x',
      'http://user:pw@host/',
      '//host/x',
      'file:///etc/passwd',
      'x',
    ];
    for (const url of bad) {
      const described = manifest(`<projectUrl>${url}</projectUrl><iconUrl>${url}</iconUrl><repository url="${url}"/>`);
      assert.deepEqual(
        [described.projectUrl, described.iconUrl, described.repository],
        [undefined, undefined, undefined],
      );
    }
    assert.equal(
      manifest('<projectUrl> https://gallery.example/a?b=c#d </projectUrl>').projectUrl,
      'https://gallery.example/a?b=c#d',
    );
    assert.equal(
      manifest('<projectUrl>https://gallery.example/"a b</projectUrl>').projectUrl,
      'https://gallery.example/%22a%20b',
    );
    assert.equal(manifest('<repository url="git@host.example:a/b.git"/>').repository?.url, 'git@host.example:a/b.git');
    assert.equal(
      manifest('<repository url="https://user@host.example/a"/>').repository?.url,
      'https://user@host.example/a',
    );
  });

  it('B22: keeps titles on one line and everything left to right', () => {
    const described = manifest(
      '<title>a\u202e\nb&#x85;c\u2066d</title><description>a\u202e\r\n\tb&#x9b;</description>',
    );
    assert.equal(described.title, 'a b cd');
    assert.equal(described.description, 'a\n\tb');
  });
});
