import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';

interface LockedPackage {
  readonly version?: string;
  readonly integrity?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const lock = path.resolve(import.meta.dirname, '../../package-lock.json');
const { packages } = JSON.parse(readFileSync(lock, 'utf8')) as {
  readonly packages: Readonly<Record<string, LockedPackage>>;
};

/**
 * npm leaves a binary package out of the lock when the registry it asked did not have it that day, says
 * nothing, and from then on refuses every `npm ci`.
 */
describe('package-lock.json', () => {
  it('has the packages of every platform, so that `npm ci` accepts it', () => {
    const wanted = Object.values(packages).flatMap(({ optionalDependencies }) =>
      Object.entries(optionalDependencies ?? {}),
    );
    const missing = wanted.filter(([name, version]) => {
      const locked = packages[`node_modules/${name}`]?.version;
      return locked === undefined || (/^\d/.test(version) && locked !== version);
    });
    assert.deepEqual(missing, []);
  });

  it('has a checksum for everything that comes from a registry', () => {
    const unchecked = Object.entries(packages).filter(
      ([name, { integrity }]) => name !== '' && integrity === undefined,
    );
    assert.deepEqual(unchecked, []);
  });
});
