import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lowestFrameworks, packageFrameworks } from './framework-generations.ts';

describe('the frameworks of a package', () => {
  it('are those of its files, and those of its dependencies where it has no files', () => {
    const dependencyGroups = [{ targetFramework: 'net6.0', dependencies: [] }, { dependencies: [] }];
    assert.deepEqual(packageFrameworks({ supportedFrameworks: ['Net8.0', 'net8.0'], dependencyGroups }), ['net8.0']);
    assert.deepEqual(packageFrameworks({ supportedFrameworks: [], dependencyGroups }), ['net6.0']);
  });

  it('are told by the lowest of each generation', () => {
    const names = [
      'net8.0',
      'net48',
      'net6.0-windows',
      'netstandard2.1',
      'net35',
      'netstandard2.0',
      'netcoreapp3.1',
      'uap10.0',
    ];
    assert.deepEqual(lowestFrameworks(names), ['net6.0-windows', 'netcoreapp3.1', 'netstandard2.0', 'net35']);
    assert.deepEqual(lowestFrameworks(['monoandroid90', 'what']), []);
  });
});
