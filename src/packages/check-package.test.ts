import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildPackage, onePixelPng, packageFiles } from '../../test/support/package-builder.ts';
import type { TestDependency, TestPackage } from '../../test/support/package-builder.ts';
import { buildZip, bytesOf } from '../../test/support/zip-builder.ts';
import { parseInstant } from '../base/clock.ts';
import { bytesInMemory } from '../nuget/file-bytes.ts';
import type { Finding } from '../nuget/finding.ts';
import { readPackageBytes } from '../nuget/nupkg.ts';
import { checkPackage } from './check-package.ts';

const now = parseInstant('2026-01-02T12:00:00Z');

async function findingsOf(bytes: Uint8Array): Promise<Finding[]> {
  return checkPackage(await readPackageBytes(bytesInMemory(bytes)), { now });
}

async function foundIn(bytes: Uint8Array): Promise<string[]> {
  return (await findingsOf(bytes)).map(({ severity, code }) => `${severity} ${code}`);
}

function found(description: Partial<TestPackage>): Promise<string[]> {
  return foundIn(buildPackage({ id: 'A', version: '1.0.0', ...description }));
}

/** A metadata element in place of the builder's own. */
function foundWith(metadata: string, description: Partial<TestPackage> = {}): Promise<string[]> {
  return found({ license: null, readme: null, ...description, metadata });
}

const dependsOn = (...dependencies: TestDependency[]): Partial<TestPackage> => ({ dependencies: [{ dependencies }] });

describe('checkPackage', () => {
  it('finds nothing in a good package', async () => {
    assert.deepEqual(await found({ icon: onePixelPng }), []);
  });

  it('collects every mistake of a package at once, each with how to mend it', async () => {
    const findings = await findingsOf(
      buildPackage({
        id: 'A',
        version: '1',
        description: '',
        title: 'x'.repeat(257),
        license: 'Unknown',
        projectUrl: 'javascript:alert(1)',
        icon: bytesOf('<html>'),
        readme: '',
        minClientVersion: '99.0',
        packageTypes: ['SymbolsPackage'],
        ...dependsOn({ id: 'B', version: '1.*' }),
      }),
    );
    assert.deepEqual(
      findings.map(({ severity, code }) => `${severity} ${code}`),
      [
        'rule version_without_dot',
        'rule min_client_version',
        'rule description_missing',
        'rule metadata_too_long',
        'rule url_invalid',
        'rule dependency_floats',
        'rule package_type_symbols',
        'rule license_unknown',
        'rule icon_type',
        'rule readme_empty',
      ],
    );
    for (const { detail } of findings) assert.match(detail, /^[A-Z'].*\.$/);
  });

  it('adds nothing where the archive cannot be read', async () => {
    assert.deepEqual(await foundIn(bytesOf('not a package')), ['safety not_a_package']);
  });
});

describe('entries', () => {
  it('may be dated up to a day ahead, because zip times have no zone', async () => {
    const dated = (at: string): Uint8Array =>
      buildZip([...packageFiles({ id: 'A', version: '1.0.0' }), { name: 'a', data: 'x', modified: new Date(at) }]);
    assert.deepEqual(await foundIn(dated('2026-01-03T12:00:00Z')), []);
    assert.deepEqual(await foundIn(dated('2026-01-04T12:00:00Z')), ['rule zip_future_time']);
  });
});

describe('versions', () => {
  it('B16: need a dot, and a label that clients before SemVer 2 can read', async () => {
    assert.deepEqual(await found({ version: '1' }), ['rule version_without_dot']);
    assert.deepEqual(await found({ version: '1.0.0-123' }), ['rule version_not_legacy']);
    for (const version of ['1.0', '01.0.0', '1.0.0.0', '1.0.0-beta', '1.0.0-1.2', '1.0.0+a']) {
      assert.deepEqual(await found({ version }), [], version);
    }
  });

  it('have at most 64 characters, and 160 with the id', async () => {
    assert.deepEqual(await found({ version: `1.0.0-${'a'.repeat(58)}` }), []);
    assert.deepEqual(await found({ version: `1.0.0-${'a'.repeat(59)}` }), ['rule version_too_long']);
    assert.deepEqual(await found({ id: 'i'.repeat(100), version: `1.0.0-${'a'.repeat(55)}` }), [
      'rule identity_too_long',
    ]);
  });

  it('of the smallest client must be ones that exist', async () => {
    assert.deepEqual(await found({ minClientVersion: '2.12' }), []);
    assert.deepEqual(await found({ minClientVersion: 'new' }), ['rule min_client_version']);
    assert.deepEqual(await found({ minClientVersion: '12.0' }), ['rule min_client_version']);
  });
});

describe('metadata', () => {
  const limits: readonly (readonly [keyof TestPackage, number])[] = [
    ['title', 256],
    ['authors', 4000],
    ['description', 4000],
    ['summary', 4000],
    ['releaseNotes', 35_000],
    ['copyright', 4000],
    ['tags', 4000],
    ['language', 20],
  ];
  for (const [name, limit] of limits) {
    it(`takes ${limit} characters of ${name} and no more`, async () => {
      assert.deepEqual(await found({ [name]: 'x'.repeat(limit) }), []);
      assert.deepEqual(await found({ [name]: 'x'.repeat(limit + 1) }), ['rule metadata_too_long']);
    });
  }

  it('needs a description and authors', async () => {
    assert.deepEqual(await found({ description: ' ' }), ['rule description_missing']);
    assert.deepEqual(await found({ authors: '' }), ['rule authors_missing']);
  });

  it('warns of texts that are not in normal form C', async () => {
    assert.deepEqual(await found({ title: 'e\u0301' }), ['warning unicode_not_normalized']);
  });

  it('B21: takes only absolute http and https URLs of at most 4000 characters', async () => {
    for (const url of [
      'javascript:alert(1)',
      'data:text/html,x',
      'http://user:pw@host/',
      'gallery.example',
      'ftp://host/',
    ]) {
      assert.deepEqual(await found({ projectUrl: url }), ['rule url_invalid'], url);
    }
    const long = `https://gallery.example/${'a'.repeat(4000)}`;
    assert.deepEqual(await found({ projectUrl: long }), ['rule metadata_too_long']);
    assert.deepEqual(await found({ projectUrl: 'https://gallery.example/' }), []);
  });

  it('warns of repositories that cannot be a link', async () => {
    assert.deepEqual(await found({ repository: { type: 'git', url: 'https://gallery.example/a' } }), []);
    for (const url of ['http://gallery.example/a', 'javascript:alert(1)', 'git@host.example:a/b']) {
      assert.deepEqual(await found({ repository: { type: 'git', url } }), ['warning repository_url'], url);
    }
    assert.deepEqual(await found({ repository: { type: 'x'.repeat(101) } }), ['rule metadata_too_long']);
  });

  it('refuses elements of servers, misspelled tags and repeated elements', async () => {
    assert.deepEqual(await found({ metadata: '<listed>true</listed>' }), ['rule nuspec_server_element']);
    assert.deepEqual(await found({ metadata: '<Tags>a</Tags>' }), ['rule nuspec_element_case']);
    assert.deepEqual(await found({ metadata: '<authors>x</authors>' }), ['rule nuspec_duplicate_element']);
  });

  it('refuses framework references for no framework', async () => {
    const metadata = '<frameworkReferences><group><frameworkReference name="X"/></group></frameworkReferences>';
    assert.deepEqual(await found({ metadata }), ['rule framework_missing']);
  });
});

describe('dependencies', () => {
  it('have ids and ranges that NuGet reads', async () => {
    assert.deepEqual(await found(dependsOn({ id: 'B', version: '[1.0,2.0)' }, { id: 'C' })), []);
    assert.deepEqual(await found(dependsOn({ id: 'a/b', version: '1.0' })), ['rule dependency_id']);
    assert.deepEqual(await found(dependsOn({ id: 'x'.repeat(129), version: '1.0' })), ['rule dependency_id']);
    for (const version of ['[2.0,1.0]', '(,)', 'latest', `1.0.0-${'a'.repeat(260)}`]) {
      assert.deepEqual(await found(dependsOn({ id: 'B', version })), ['rule dependency_range'], version);
    }
  });

  it('neither float nor carry build metadata', async () => {
    assert.deepEqual(await found(dependsOn({ id: 'B', version: '1.*' })), ['rule dependency_floats']);
    assert.deepEqual(await found(dependsOn({ id: 'B', version: '[1.0.0+a]' })), ['rule dependency_metadata']);
  });

  it('are there once in a group, and groups once for a framework', async () => {
    assert.deepEqual(await found(dependsOn({ id: 'B' }, { id: 'b' })), ['rule dependency_duplicate']);
    const groups = (...frameworks: string[]): Partial<TestPackage> => ({
      dependencies: frameworks.map((targetFramework) => ({ targetFramework, dependencies: [] })),
    });
    assert.deepEqual(await found(groups('net8.0', 'net472')), []);
    assert.deepEqual(await found(groups('net472', '.NETFramework4.7.2')), ['rule dependency_group_duplicate']);
    assert.deepEqual(await found(groups('not-a-framework')), ['rule framework_unsupported']);
  });

  it('B17: may name the package itself, with a warning', async () => {
    assert.deepEqual(await found(dependsOn({ id: 'a', version: '1.0' })), ['warning dependency_on_itself']);
  });

  it('B17: fit into 32,767 characters together', async () => {
    const many = Array.from({ length: 4000 }, (_, at) => ({ id: `Dependency${String(at)}`, version: '1.0.0' }));
    assert.deepEqual(await found(dependsOn(...many)), ['rule dependencies_too_long']);
  });
});

describe('package types', () => {
  it('are ids, and not of symbols', async () => {
    assert.deepEqual(await found({ packageTypes: ['Dependency', 'My.Type'] }), []);
    assert.deepEqual(await found({ packageTypes: ['my type'] }), ['rule package_type']);
    assert.deepEqual(await found({ packageTypes: ['symbolspackage'] }), ['rule package_type_symbols']);
  });

  it('of MCP servers go with a tool and a JSON object of at most 1 MiB', async () => {
    const server = (files: Record<string, string>, packageTypes = ['McpServer', 'DotnetTool']): Promise<string[]> =>
      found({ packageTypes, files });
    const path = '.mcp/server.json';
    assert.deepEqual(await server({ [path]: '{}' }), []);
    assert.deepEqual(await server({ [path]: '{}' }, ['McpServer']), ['rule mcp_server_tool']);
    assert.deepEqual(await server({ 'lib/a.dll': 'x' }), ['warning mcp_server_missing']);
    for (const text of ['[]', 'null', '{', '"x"'])
      assert.deepEqual(await server({ [path]: text }), ['rule mcp_server_json']);
    const large = `{"x":"${'y'.repeat(1024 * 1024)}"}`;
    assert.deepEqual(await server({ [path]: large }), ['rule mcp_server_too_large']);
  });
});

describe('licences', () => {
  it('B20: are expressions of approved licences', async () => {
    for (const license of ['MIT', 'MIT OR Apache-2.0', '(GPL-2.0-or-later WITH Classpath-exception-2.0)']) {
      assert.deepEqual(await found({ license }), [], license);
    }
    for (const license of ['MIT OR (', 'GPL-2.0', `${'('.repeat(200)}MIT${')'.repeat(199)}`]) {
      const findings = await found({ license });
      assert.ok(findings.length > 0 && findings.every((text) => text.startsWith('rule license_')), license);
    }
    assert.deepEqual(await found({ license: 'No-Such-License' }), ['rule license_unknown']);
    assert.deepEqual(await found({ license: 'JSON' }), ['rule license_not_osi_or_fsf']);
    assert.deepEqual(await found({ license: 'UNLICENSED' }), ['rule license_unlicensed']);
  });

  it('B20: have at most 500 characters, no elements inside, and version 1.0.0', async () => {
    const nested = `${'('.repeat(10_000)}MIT${')'.repeat(10_000)}`;
    assert.deepEqual(await found({ license: nested }), ['rule license_malformed']);
    assert.deepEqual(await foundWith('<license type="expression"><b>MIT</b></license>', { readme: 'x' }), [
      'rule license_malformed',
    ]);
    assert.deepEqual(await foundWith('<license type="expression"/>', { readme: 'x' }), ['rule license_malformed']);
    assert.deepEqual(await foundWith('<license type="expression" version="1.0.0">MIT</license>', { readme: 'x' }), []);
    assert.deepEqual(await foundWith('<license type="expression" version="2.0.0">MIT</license>', { readme: 'x' }), [
      'rule license_version',
    ]);
    assert.deepEqual(await foundWith('<license>MIT</license>', { readme: 'x' }), ['rule license_type']);
  });

  it('go with no other licenseUrl than the one that clients write', async () => {
    assert.deepEqual(await found({ licenseUrl: 'https://licenses.nuget.org/MIT' }), []);
    const license = 'MIT OR Apache-2.0';
    assert.deepEqual(await found({ license, licenseUrl: 'https://licenses.nuget.org/MIT%20OR%20Apache-2.0' }), []);
    assert.deepEqual(await found({ license, licenseUrl: 'https://licenses.nuget.org/MIT+OR+Apache-2.0' }), [
      'rule license_url_conflict',
    ]);
    assert.deepEqual(await found({ licenseUrl: 'https://gallery.example/license' }), ['rule license_url_conflict']);
    assert.deepEqual(await found({ licenseFile: 'Be kind.' }), []);
  });

  it('may be a URL, or nothing, with a warning', async () => {
    assert.deepEqual(await found({ license: null, licenseUrl: 'https://gallery.example/l' }), [
      'warning license_url_deprecated',
    ]);
    assert.deepEqual(await found({ license: null }), ['warning license_missing']);
  });

  it('may be a text file in the package', async () => {
    const file = (name: string, data: string | Uint8Array): Promise<string[]> =>
      foundWith(`<license type="file">${name}</license>`, { files: { [name]: data }, readme: 'x' });
    for (const name of ['LICENSE', 'license.txt', 'docs/License.MD'])
      assert.deepEqual(await file(name, 'Be kind.'), [], name);
    assert.deepEqual(await file('license.html', 'Be kind.'), ['rule license_extension']);
    assert.deepEqual(await file('license.txt', 'x'.repeat(1024 * 1024 + 1)), ['rule license_too_large']);
    assert.deepEqual(await file('license.txt', Uint8Array.of(0xff, 0xfe)), ['rule license_not_text']);
    assert.deepEqual(await file('license.txt', 'a\u0001b'), ['rule license_not_text']);
    assert.deepEqual(await foundWith('<license type="file">no.txt</license>', { readme: 'x' }), [
      'rule license_file_missing',
    ]);
  });
});

describe('icon', () => {
  const named = (name: string, data: Uint8Array): Promise<string[]> =>
    found({ metadata: `<icon>${name}</icon>`, files: { [name]: data } });

  it('is a PNG or JPEG by its bytes and by its name', async () => {
    assert.deepEqual(await named('images/icon.png', onePixelPng), []);
    assert.deepEqual(await named('icon.gif', onePixelPng), ['rule icon_extension']);
    for (const text of ['<html>', '<svg onload="alert(1)"/>', '']) {
      assert.deepEqual(await named('icon.png', bytesOf(text)), ['rule icon_type'], text);
    }
  });

  it('B18: has at most 1 MiB and 4096 pixels on each side', async () => {
    const large = Buffer.concat([onePixelPng, new Uint8Array(20 * 1024 * 1024)]);
    assert.deepEqual(await named('icon.png', large), ['rule icon_too_large']);
    const flood = Buffer.from(onePixelPng);
    flood.writeUInt32BE(30_000, 16);
    assert.deepEqual(await named('icon.png', flood), ['rule icon_pixels']);
  });

  it('B18: is in the package', async () => {
    assert.deepEqual(await found({ metadata: '<icon>../x.png</icon>' }), ['rule icon_missing']);
    assert.deepEqual(await found({ metadata: '<icon/>' }), ['rule icon_missing']);
  });

  it('should not be a URL', async () => {
    assert.deepEqual(await found({ iconUrl: 'https://gallery.example/i.png' }), ['warning icon_url_deprecated']);
  });
});

describe('readme', () => {
  const named = (name: string, data: string | Uint8Array): Promise<string[]> =>
    found({ readme: null, metadata: `<readme>${name}</readme>`, files: { [name]: data } });

  it('B19: is a Markdown file of at most 1 MiB of UTF-8 that says something', async () => {
    assert.deepEqual(await named('docs/README.md', '# Hello'), []);
    assert.deepEqual(await named('readme.md', '\ufeff# Hello'), []);
    assert.deepEqual(await named('readme.txt', 'x'), ['rule readme_extension']);
    assert.deepEqual(await named('readme.md', 'x'.repeat(5 * 1024 * 1024)), ['rule readme_too_large']);
    assert.deepEqual(await named('readme.md', ' \n'), ['rule readme_empty']);
    assert.deepEqual(await named('readme.md', Uint8Array.of(0x61, 0xff)), ['rule readme_not_text']);
    assert.deepEqual(await named('readme.md', '>'.repeat(1_000_000)), []);
  });

  it('B19: is in the package, or missed with a warning', async () => {
    assert.deepEqual(await found({ readme: null, metadata: '<readme>no.md</readme>' }), ['rule readme_file_missing']);
    assert.deepEqual(await found({ readme: null }), ['warning readme_missing']);
  });
});
