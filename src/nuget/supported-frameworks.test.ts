import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { supportedFrameworks } from './supported-frameworks.ts';

function frameworksOf(entries: string, ...types: readonly string[]): string {
  const packageTypes = types.map((name) => ({ name }));
  return supportedFrameworks(entries.split(' '), { id: 'Acme.Parts', packageTypes }).join(' ');
}

const cases: readonly (readonly [entries: string, frameworks: string])[] = [
  ['lib/net45/a.dll lib/netstandard2.0/_._ lib/NET45/b.dll', 'net45 netstandard2.0'],
  ['ref/net8.0/a.dll lib/net8.0/a.dll', 'net8.0'],
  ['runtimes/win-x64/lib/net6.0/a.dll runtimes/win-x64/native/a.dll', 'net6.0'],
  ['lib/a.dll', 'net'],
  ['lib/a.txt', ''],
  ['lib/any/a.dll', 'dotnet'],
  ['lib/contract/a.dll', 'dotnet contract'],
  ['contentFiles/cs/any/a.txt contentFiles/any/net45/b.txt', 'any net45'],
  ['contentFiles/c-s/net45/a.txt', ''],
  ['build/net45/acme.parts.targets', 'net45'],
  ['build/Acme.Parts.props', 'any'],
  ['buildMultiTargeting/Acme.Parts.props', 'any'],
  ['build/net45/other.targets build/other.props', ''],
  ['build/net45/_._', 'net45'],
  ['build/AcmeXParts.props', ''],
  ['tools/net8.0/any/a.dll content/net45/a.txt analyzers/dotnet/cs/a.dll icon.png', ''],
  ['lib/foo-bar/a.dll', 'foobar'],
  ['lib/.NETFramework,Version=v4.5/a.dll', 'net45'],
  ['lib/portable-net45-client/a.dll lib/portable/a.dll lib/-/a.dll lib//a.dll', ''],
  ['lib/net45/ lib/net45', ''],
];

describe('supportedFrameworks', () => {
  for (const [entries, frameworks] of cases) {
    it(`finds ${JSON.stringify(frameworks)} in ${entries}`, () => assert.equal(frameworksOf(entries), frameworks));
  }

  it('looks only at tools in a package that is a tool and nothing else', () => {
    const entries = 'tools/net8.0/any/a.dll tools/any/any/b.dll lib/net45/a.dll';
    assert.equal(frameworksOf(entries, 'dotnettool'), 'net8.0 any');
    assert.equal(frameworksOf(entries, 'DotnetTool', 'Template'), 'net45');
    assert.equal(frameworksOf(entries, 'Template'), 'net45');
  });

  it('keeps no more than two hundred, however many folders there are', () => {
    const entries = Array.from({ length: 5_000 }, (_, index) => `lib/made${index}up/a.dll`);
    assert.equal(supportedFrameworks(entries, { id: 'a', packageTypes: [] }).length, 200);
    assert.deepEqual(supportedFrameworks([`lib/${'x'.repeat(60_000)}/a.dll`], { id: 'a', packageTypes: [] }), []);
  });

  it('does not take the id for a pattern', () => {
    const entries = ['build/a+(b).props'];
    assert.deepEqual(supportedFrameworks(entries, { id: 'a+(b)', packageTypes: [] }), ['any']);
  });
});
