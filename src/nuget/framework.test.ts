import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import {
  frameworkName,
  isAny,
  isUnsupported,
  parseFramework,
  parseFrameworkFolder,
  sameFramework,
  shortFolderName,
} from './framework.ts';

function check(cases: readonly (readonly [text: string, folder: string, name?: string])[]): void {
  for (const [text, folder, name] of cases) {
    it(`reads ${JSON.stringify(text)} as ${folder}`, () => {
      const framework = parseFramework(text);
      assert.equal(shortFolderName(framework), folder);
      if (name !== undefined) assert.equal(frameworkName(framework), name);
    });
  }
}

describe('parseFramework: folder names', () => {
  check([
    ['net45', 'net45', '.NETFramework,Version=v4.5'],
    ['NET472', 'net472', '.NETFramework,Version=v4.7.2'],
    ['net4', 'net40', '.NETFramework,Version=v4.0'],
    ['net4.5.1', 'net451'],
    ['net', 'net', '.NETFramework,Version=v0.0'],
    ['net11', 'net11'],
    ['net1234567', 'net1234', '.NETFramework,Version=v1.2.3.4'],
    ['net5', 'net5.0', '.NETCoreApp,Version=v5.0'],
    ['net50', 'net5.0'],
    ['netcoreapp5.0', 'net5.0'],
    ['net10', 'net10', '.NETFramework,Version=v1.0'],
    ['net10.0', 'net10.0', '.NETCoreApp,Version=v10.0'],
    ['netcoreapp31', 'netcoreapp3.1'],
    ['netstandard20', 'netstandard2.0', '.NETStandard,Version=v2.0'],
    ['netstandard', 'netstandard'],
    ['netnano10', 'netnano1.0'],
    ['win8', 'win8'],
    ['win81', 'win81'],
    ['win10.0', 'win10.0', 'Windows,Version=v10.0'],
    ['sl5', 'sl5'],
    ['uap10.0.15064', 'uap10.0.15064'],
    ['dotnet', 'dotnet', '.NETPlatform,Version=v5.0'],
    ['dotnet5.4', 'dotnet54'],
    ['xamarinios', 'xamarinios', 'Xamarin.iOS,Version=v0.0'],
    ['net%34%35', 'net45'],
  ]);
});

describe('parseFramework: profiles and platforms', () => {
  check([
    ['net40-client', 'net40-client', '.NETFramework,Version=v4.0,Profile=Client'],
    ['net40-full', 'net40', '.NETFramework,Version=v4.0'],
    ['net35-CompactFramework', 'net35-cf'],
    ['sl4-wp71', 'sl4-wp71', 'Silverlight,Version=v4.0,Profile=WindowsPhone71'],
    ['net45-foo', 'net45-foo', '.NETFramework,Version=v4.5,Profile=foo'],
    ['net8.0-windows', 'net8.0-windows', '.NETCoreApp,Version=v8.0'],
    ['net8.0-Windows10.0.19041', 'net8.0-windows10.0.19041'],
    ['net6.0-android31', 'net6.0-android31.0'],
    ['net6.0-ios.', 'net6.0-ios.'],
    ['net45-', 'unsupported'],
    ['net6.0-ios1.2.3.4.5', 'unsupported'],
  ]);
});

describe('parseFramework: full names', () => {
  check([
    ['.NETFramework,Version=v4.7.2', 'net472'],
    [' .NETFramework , Version = v4.7.2', 'net'],
    ['.NETFramework,Version=v4.0,Profile=Client', 'net40-client'],
    ['NETFramework,version=4', 'net40'],
    ['.NETCoreApp,Version=v8.0,Profile=Client', 'net8.0'],
    ['.NETStandard,Version=v2.0', 'netstandard2.0'],
    ['Any,Version=v1.0', 'any', 'Any,Version=v0.0'],
    ['Foo.Bar,Version=v1.2', 'foobar12', 'Foo.Bar,Version=v1.2'],
    ['.NETFramework,Version=four', 'unsupported'],
    ['!,Version=v1.0', 'unsupported'],
    [',', 'unsupported'],
  ]);
});

describe('parseFramework: portable sets', () => {
  check([
    ['portable-net45+win8+wpa81', 'portable-net45+win8+wpa81', '.NETPortable,Version=v0.0,Profile=Profile111'],
    ['portable-wpa+netcore45+net45', 'portable-net45+win8+wpa81', '.NETPortable,Version=v0.0,Profile=Profile111'],
    [
      'portable-net45+win8+MonoAndroid10+xamarinios',
      'portable-net45+win8',
      '.NETPortable,Version=v0.0,Profile=Profile7',
    ],
    ['portable40-net40+win8', 'portable40-net40+win8'],
    ['portable-net45+uap', 'portable-net45+uap', '.NETPortable,Version=v0.0,Profile=net45+uap'],
    ['portable-Profile259', 'portable-net45+win8+wp8+wpa81'],
    ['.NETPortable,Version=v4.5,Profile=Profile7', 'portable45-net45+win8'],
    ['portable-foo+net45', 'portable-net45+unsupported'],
    ['portable-net45-client+win8', 'unsupported'],
    ['portable-Profile9999', 'unsupported'],
    ['portable', 'unsupported'],
  ]);
});

describe('parseFramework: special names', () => {
  check([
    ['any', 'any'],
    ['Agnostic', 'agnostic'],
    ['45', 'net45'],
    ['4.0', 'net40'],
    ['2', 'net20'],
    ['46', 'unsupported'],
    ['foo', 'unsupported', 'Unsupported,Version=v0.0'],
    ['', 'unsupported'],
    ['net4.', 'unsupported'],
    ['net45 ', 'unsupported'],
    ['.NETFramewor\u212a', 'unsupported'],
  ]);

  it('keeps the text of what it does not know', () => {
    assert.equal(parseFramework('foo1.0').text, 'foo1.0');
    assert.equal(parseFramework('net45').text, undefined);
  });

  it('does not read a name of more than a thousand characters', () => {
    const set = `portable-${Array.from({ length: 400 }, () => 'net45').join('+')}`;
    assert.ok(!isUnsupported(parseFramework(set.slice(0, 998))));
    assert.ok(isUnsupported(parseFramework(set)));
    assert.ok(isUnsupported(parseFramework(`${'x'.repeat(1_000_000)},Version=v1.0`)));
  });

  it('reads a comma as a wrong character where only a folder can stand', () => {
    assert.ok(isUnsupported(parseFrameworkFolder('.NETFramework,Version=v4.5')));
    assert.ok(isAny(parseFrameworkFolder('any')));
  });
});

describe('sameFramework', () => {
  it('ignores case and spelling', () => {
    assert.ok(
      sameFramework(parseFramework('NET45-CLIENT'), parseFramework('.NETFramework,Version=v4.5,Profile=client')),
    );
    assert.ok(sameFramework(parseFramework('net8.0-WINDOWS7.0'), parseFramework('net8.0-windows7')));
  });

  it('tells versions, profiles and platforms apart', () => {
    assert.ok(!sameFramework(parseFramework('net45'), parseFramework('net45-client')));
    assert.ok(!sameFramework(parseFramework('net8.0-windows7.0'), parseFramework('net8.0-windows8.0')));
    assert.ok(!sameFramework(parseFramework('net8.0'), parseFramework('net8.0-windows')));
  });

  it('takes all unsupported frameworks for one', () => {
    assert.ok(sameFramework(parseFramework('foo'), parseFramework('bar')));
  });
});

describe('shortFolderName', () => {
  it('is read back as the same framework', () => {
    const pieces = fc.constantFrom(
      'net',
      'netstandard',
      'uap',
      'portable-',
      'win8',
      '+',
      '4.5',
      '10.0',
      '-',
      'ios',
      'Client',
      '7',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 6 }), (parts) => {
        const framework = parseFramework(parts.join(''));
        const folder = shortFolderName(framework);
        // Sets with members that nobody knows are written with the word for them, which is another set.
        if (folder.includes('unsupported') && folder !== 'unsupported') return;
        assert.equal(shortFolderName(parseFramework(folder)), folder);
      }),
    );
  });
});
