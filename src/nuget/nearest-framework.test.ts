import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseFramework, shortFolderName } from './framework.ts';
import { nearestFramework } from './nearest-framework.ts';

const cases: readonly (readonly [project: string, candidates: string, nearest: string | undefined])[] = [
  ['net8.0', 'net45 netstandard2.0 net6.0 net9.0', 'net6.0'],
  ['net8.0', 'net45 netstandard2.0 netstandard1.6', 'netstandard2.0'],
  ['net8.0', 'net45 net9.0', undefined],
  ['net8.0', '', undefined],
  ['net8.0', 'NET8.0 any', 'net8.0'],
  ['net8.0', 'any foo', 'any'],
  ['net472', 'net40 net45 netstandard2.0', 'net45'],
  ['net472', 'portable-net45+win8 netstandard1.0', 'portable-net45+win8'],
  ['net472', 'portable-net45+win8 netstandard1.3', 'netstandard1.3'],
  ['net45', 'portable-net45+win8 portable-net40+win8 portable-net45+win8+wpa81', 'portable-net45+win8'],
  ['net45', 'net40 net40-client', 'net40'],
  ['net45-client', 'net40 net40-client', 'net40-client'],
  ['win81', 'win win8 netcore45', 'win8'],
  ['uap10.0', 'win81 wpa81 netcore50 netstandard1.4', 'netcore50'],
  ['net8.0-windows10.0', 'net8.0 net6.0-windows netstandard2.0', 'net8.0'],
  ['net6.0-android', 'monoandroid10 net5.0 netstandard2.0', 'monoandroid10'],
  ['net6.0-android', 'monoandroid10 net6.0', 'net6.0'],
  [
    'portable-net45+win8+wpa81',
    'portable-net40+win8+sl5+wpa81 portable-net45+win8+wpa81+wp8',
    'portable-net45+win8+wp8+wpa81',
  ],
];

describe('nearestFramework', () => {
  for (const [project, candidates, nearest] of cases) {
    it(`chooses ${nearest ?? 'none'} of ${JSON.stringify(candidates)} for ${project}`, () => {
      const given = candidates.split(' ').filter((name) => name !== '');
      const chosen = nearestFramework(parseFramework(project), given.map(parseFramework));
      assert.equal(chosen && shortFolderName(chosen), nearest);
    });
  }

  it('does not care for the order of the candidates', () => {
    for (const [project, candidates, nearest] of cases) {
      const given = candidates
        .split(' ')
        .filter((name) => name !== '')
        .toReversed();
      const chosen = nearestFramework(parseFramework(project), given.map(parseFramework));
      assert.equal(chosen && shortFolderName(chosen), nearest, `${project}: ${candidates}`);
    }
  });
});
