import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { lowerInvariant } from '../../src/nuget/lower-case.ts';
import { MAX_PACKAGE_ID_LENGTH, parsePackageId } from '../../src/nuget/package-id.ts';
import { trimWhiteSpace } from '../../src/nuget/white-space.ts';
import { startRealNuGet, type RealNuGet } from './real-nuget.ts';
import { distinct, SEED, seeded } from './seeded.ts';

/**
 * Capitals that Unicode 16 and 17 added. Node knows them; .NET 10's own tables end with Unicode 16, and those of the
 * ICU that a machine brings end earlier still, so clients do not agree on them. No new id may hold one.
 */
const youngCapitals = [
  [0x1c89, 0x1c89],
  [0xa7cb, 0xa7dc],
  [0x10d50, 0x10d65],
  [0x16ea0, 0x16eb8],
] as const;

/** Why an id that the client reads is none for Lode. Everything else must agree. */
function reasonForRefusal(id: string): string | undefined {
  if (id.length > MAX_PACKAGE_ID_LENGTH) return 'the client checks the length elsewhere';
  if (id.endsWith('\n')) return 'the expression ends with $, which lets a last line break through';
  if (id.normalize('NFC') !== id) return 'not in normal form C: looks like another id, and nuget.org holds none';
  if (/[\u017f\u212a]/.test(id)) return 'a letter whose other case is ASCII: looks like another id';
  return undefined;
}

for (const globalization of ['installed', 'invariant'] as const) {
  describe(`texts, beside .NET ${globalization === 'installed' ? 'as installed' : 'without ICU'}`, () => {
    let real: RealNuGet;
    before(async () => {
      real = await startRealNuGet(globalization === 'invariant' ? { globalization } : {});
    });
    after(() => real.close());

    it('lower-cases every code point alike', async (t) => {
      const [table] = await real.results('lowerCaseTable', [[]]);
      const theirs = new Map(table as [string, string][]);
      const differences = [];
      for (const character of everyCharacter()) {
        const [ours, their] = [lowerInvariant(character), theirs.get(character) ?? character];
        if (ours !== their && !(their === character && isYoungCapital(character))) differences.push(named(character));
      }
      t.diagnostic(`${theirs.size} code points have a lower case`);
      assert.deepEqual(differences, []);
    });

    it('lower-cases and trims texts alike', async (t) => {
      t.diagnostic(`seed ${SEED}`);
      const random = seeded();
      const pieces = ['ΟΔΟΣ', ...Array.from('ΣσςIİıiKſßẞÅÉǅǄŒАяԱԿ𐐀𐐨𞤀 aZ0._-\t\u0085\u00a0\u0307\ufeff\u200b\u3000')];
      const texts = distinct(5_000, () => random.join(pieces, 1, 8));
      const questions = texts.map((text) => [text]);
      const lower = await real.results('lower', questions);
      const trimmed = await real.results('trim', questions);
      assert.deepEqual(texts.map(lowerInvariant), lower);
      assert.deepEqual(texts.map(trimWhiteSpace), trimmed);
    });

    it('takes the same characters for white space', async () => {
      const [units] = await real.results('whiteSpaceUnits', [[]]);
      const ours = codeUnits().filter((unit) => trimWhiteSpace(String.fromCharCode(unit)) === '');
      assert.deepEqual(ours, units);
    });

    it('takes the same characters for ids', async (t) => {
      const [units] = await real.results('packageIdUnits', [[]]);
      const [unassigned] = await real.results('unassignedUnits', [[]]);
      const theirs = new Set(units as number[]);
      const unknown = new Set(unassigned as number[]);
      const reasons = new Map<string, number>();
      const differences = codeUnits().filter((unit) => {
        const text = String.fromCharCode(unit);
        const isOurs = parsePackageId(text) !== undefined;
        if (isOurs === theirs.has(unit)) return false;
        const reason = isOurs
          ? unknown.has(unit) && 'this .NET does not know the character yet'
          : reasonForRefusal(text);
        if (reason === false || reason === undefined) return true;
        reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
        return false;
      });
      for (const [reason, count] of reasons) t.diagnostic(`${count} differ: ${reason}`);
      assert.deepEqual(
        differences.map((unit) => named(String.fromCharCode(unit))),
        [],
      );
    });

    it('takes the same texts for ids', async (t) => {
      t.diagnostic(`seed ${SEED}`);
      const random = seeded();
      const pieces = [
        'A',
        'b',
        '9',
        '_',
        '.',
        '.',
        '-',
        'é',
        'e\u0301',
        'Ä',
        'ı',
        'İ',
        'ſ',
        '\u212a',
        'ß',
        '中',
        'अ',
        'ा',
        '\u0301',
      ];
      const rare = ['', ' ', '\n', '$id$', '\u200d', '‿', '١', '²', 'Ⅷ', '🎈', '𐐀', '/', '\\', '%2f', '\u0000', '..'];
      const made = distinct(20_000, () => random.join(random.below(3) === 0 ? [...pieces, ...rare] : pieces, 1, 7));
      const texts = [
        '',
        '.',
        '..',
        '$id$',
        'A'.repeat(100),
        'A'.repeat(101),
        'é'.repeat(101),
        'Newtonsoft.Json',
        ...made,
      ];
      const expected = await real.results(
        'packageId',
        texts.map((text) => [text]),
      );
      const differences = texts.filter((text, index) => {
        return (
          (parsePackageId(text) !== undefined) !== (expected[index] === true && reasonForRefusal(text) === undefined)
        );
      });
      t.diagnostic(
        `${texts.length} texts, ${expected.filter((each) => each === true).length} of them ids for the client`,
      );
      assert.deepEqual(differences.map(named), []);
    });
  });
}

function isYoungCapital(character: string): boolean {
  const point = character.codePointAt(0) ?? 0;
  return youngCapitals.some(([first, last]) => point >= first && point <= last);
}

function* everyCharacter(): Generator<string> {
  for (let point = 0; point <= 0x10ffff; point += 1) {
    if (point < 0xd800 || point > 0xdfff) yield String.fromCodePoint(point);
  }
}

function codeUnits(): number[] {
  return Array.from({ length: 0x10000 }, (_, unit) => unit);
}

function named(text: string): string {
  const points = Array.from(text, (each) => (each.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0'));
  return `${JSON.stringify(text)} (${points.map((point) => `U+${point}`).join(' ')}), lower ${lowerInvariant(text)}`;
}
