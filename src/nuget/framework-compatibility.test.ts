import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isCompatible } from './framework-compatibility.ts';
import { parseFramework } from './framework.ts';

const compatible: readonly (readonly [project: string, candidates: string])[] = [
  ['net45', 'net45 net40 net20 net net45-client netstandard1.0 netstandard1.1 dotnet5.2 any agnostic'],
  ['net461', 'netstandard2.0 dotnet5.5'],
  ['net472', 'net461 netstandard2.0 portable-net45+win8 portable-net40+sl5'],
  ['netcoreapp2.0', 'netstandard2.0 netcoreapp1.0 netcoreapp'],
  ['netcoreapp3.0', 'netstandard2.1'],
  ['net8.0', 'net8.0 net5.0 netcoreapp3.1 netstandard2.1'],
  ['net8.0-windows', 'net8.0 net6.0-windows netcoreapp3.1'],
  ['net8.0-windows10.0.19041', 'net8.0-windows net8.0-windows7.0 netstandard2.1'],
  ['net6.0-android', 'monoandroid monoandroid90 net5.0'],
  ['net6.0-tizen', 'tizen40'],
  ['uap10.0', 'win81 wpa81 netcore50 netstandard1.4 uap'],
  ['uap10.0.16299', 'netstandard2.0'],
  ['win8', 'netcore45 winrt win netstandard1.1'],
  ['wp8', 'sl8-wp wp7 netstandard1.0'],
  ['dnx451', 'net451 net40 aspnet50'],
  ['xamarinios10', 'netstandard2.1 portable-net45+win8'],
  ['portable-net45+win8', 'netstandard1.1 portable-net45+win8+wpa81 portable-net40+sl5+win8+wp8'],
  ['portable-net451+win81', 'portable-net45+win8 netstandard1.2'],
  ['any', 'net45 foo'],
];

const incompatible: readonly (readonly [project: string, candidates: string])[] = [
  ['net45', 'net451 netstandard1.2 net5.0 netcoreapp1.0 win8 foo portable-win81+wpa81'],
  ['net46', 'netstandard1.4 netstandard2.0'],
  ['net472', 'netstandard2.1 net8.0'],
  ['net8.0', 'net9.0 net8.0-windows net472 monoandroid'],
  ['net8.0-windows7.0', 'net8.0-windows10.0 net8.0-android tizen40 monoandroid'],
  ['net6.0-ios', 'monoandroid xamarinios10 net6.0-maccatalyst'],
  ['net6.0-maccatalyst', 'net6.0-ios'],
  ['net5.0-android', 'monoandroid'],
  ['netstandard2.0', 'net45 netstandard2.1 netcoreapp2.0'],
  ['portable-net45+win8', 'net45 win8 portable-net451+win81'],
  ['foo', 'net45 agnostic'],
  ['agnostic', 'net45'],
];

describe('isCompatible', () => {
  for (const [project, candidates] of compatible) {
    it(`lets ${project} use ${candidates}`, () => {
      for (const candidate of candidates.split(' ')) {
        assert.ok(isCompatible(parseFramework(project), parseFramework(candidate)), candidate);
      }
    });
  }
  for (const [project, candidates] of incompatible) {
    it(`does not let ${project} use ${candidates}`, () => {
      for (const candidate of candidates.split(' ')) {
        assert.ok(!isCompatible(parseFramework(project), parseFramework(candidate)), candidate);
      }
    });
  }
});
