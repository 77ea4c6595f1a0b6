import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { lowerInvariant } from '../../src/nuget/lower-case.ts';
import { MAX_PACKAGE_ID_LENGTH, parsePackageId } from '../../src/nuget/package-id.ts';
import { trimWhiteSpace } from '../../src/nuget/white-space.ts';
import { startRealNuGet, type RealNuGet } from './real-nuget.ts';
import { distinct, SEED, seeded } from './seeded.ts';

for (const globalization of [undefined, 'invariant'] as const) {
  describe(`texts, beside .NET ${globalization === undefined ? 'as installed' : 'without ICU'}`, () => {
    let real: RealNuGet;
    before(async () => {
      real = await startRealNuGet(globalization === undefined ? {} : { globalization });
    });
    after(() => real.close());

    it('lower-cases every code point alike', async (t) => {
      const [table] = await real.results('lowerCaseTable', [[]]);
      const theirs = new Map(table as [string, string][]);
      const differences = [];
      for (const character of everyCharacter()) {
        const [ours, their] = [lowerInvariant(character), theirs.get(character) ?? character];
        if (ours !== their) differences.push(`${name(character)}: ours ${name(ours)}, theirs ${name(their)}`);
      }
      t.diagnostic(`${theirs.size} code points have a lower case`);
      assert.deepEqual(differences, []);
    });

    it('takes the same characters for white space', async () => {
      const [units] = await real.results('whiteSpaceUnits', [[]]);
      const ours = codeUnits().filter((unit) => trimWhiteSpace(String.fromCharCode(unit)) === '');
      assert.deepEqual(ours, units);
    });

    it('takes the same single characters for ids', async () => {
      const [units] = await real.results('packageIdUnits', [[]]);
      const theirs = new Set(units as number[]);
      const differences = codeUnits().filter((unit) => {
        return (parsePackageId(String.fromCharCode(unit)) !== undefined) !== theirs.has(unit);
      });
      assert.deepEqual(
        differences.map((unit) => name(String.fromCharCode(unit))),
        [],
      );
    });
  });
}

function* everyCharacter(): Generator<string> {
  for (let point = 0; point <= 0x10ffff; point += 1) {
    if (point < 0xd800 || point > 0xdfff) yield String.fromCodePoint(point);
  }
}

function codeUnits(): number[] {
  return Array.from({ length: 0x10000 }, (_, unit) => unit);
}

function name(text: string): string {
  return [...text]
    .map((each) => `U+${(each.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`)
    .join(' ');
}
