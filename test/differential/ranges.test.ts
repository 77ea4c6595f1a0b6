import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { parseVersion, type NuGetVersion } from '../../src/nuget/version.ts';
import {
  findBestMatch,
  formatVersionRange,
  isFloating,
  parseVersionRange,
  satisfies,
  type VersionRange,
} from '../../src/nuget/version-range.ts';
import { startRealNuGet, type RealNuGet } from './real-nuget.ts';
import { SEED, seeded } from './seeded.ts';
import { closeVersions, rangeTexts, versionsNear } from './version-texts.ts';

describe('ranges, beside NuGet.Versioning', () => {
  let real: RealNuGet;
  before(async () => {
    real = await startRealNuGet();
  });
  after(() => real.close());

  it('reads the same texts and says the same of each', async (t) => {
    t.diagnostic(`seed ${SEED}`);
    const texts = rangeTexts(seeded(), 20_000);
    const expected = await real.results(
      'range',
      texts.map((text) => [text]),
    );
    t.diagnostic(`${texts.length} texts, ${expected.filter((each) => each !== null).length} of them ranges`);
    const differences = texts.flatMap((text, index) => {
      const range = parseVersionRange(text);
      return differenceBetween(text, range === undefined ? null : describeRange(range), expected[index]);
    });
    assert.deepEqual(differences, []);
  });

  it('finds the same versions in a range, and the same best one', async (t) => {
    t.diagnostic(`seed ${SEED}`);
    const random = seeded();
    const ranges = rangeTexts(random, 20_000).flatMap((text) => parseVersionRange(text) ?? []);
    const pool = closeVersions(random, 400);
    const questions = ranges.map((range) => {
      const bound = random.pick([range.min?.normalized ?? '1.1.1', range.max?.normalized ?? '1.1.1']);
      const versions = [...versionsNear(random, bound, random.below(12)), random.pick(pool)];
      return { range, versions, args: [range.original, versions] as const };
    });
    const satisfying = await real.results(
      'satisfyingVersions',
      questions.map(({ args }) => args),
    );
    const best = await real.results(
      'bestMatch',
      questions.map(({ args }) => args),
    );
    t.diagnostic(`${ranges.length} ranges, ${ranges.filter(isFloating).length} of them floating`);
    const differences = questions.flatMap(({ range, versions, args }, index) => {
      const parsed = versions.map(required);
      const ours = {
        satisfying: parsed.map((version) => satisfies(range, version)),
        best: findBestMatch(range, parsed)?.original ?? null,
      };
      return differenceBetween(args, ours, { satisfying: satisfying[index], best: best[index] });
    });
    assert.deepEqual(differences, []);
  });

  it('refuses what is longer than 256 characters, which the library reads: our own limit', async () => {
    const text = `[1.0,${' '.repeat(252)})`;
    assert.equal(parseVersionRange(text), undefined);
    assert.ok((await real.results('range', [[text]]))[0] !== null);
  });
});

function describeRange(range: VersionRange): object {
  const { min, max, float } = range;
  return {
    min: min?.full ?? null,
    minInclusive: range.minInclusive,
    max: max?.full ?? null,
    maxInclusive: range.maxInclusive,
    behavior: float?.behavior ?? null,
    // The library keeps null for a float without labels, where ours is the empty text.
    releasePrefix:
      float === undefined || (float.releasePrefix === '' && !float.min.isPrerelease) ? null : float.releasePrefix,
    floatMin: float?.min.full ?? null,
    isFloating: isFloating(range),
    original: range.original,
    normalized: formatVersionRange(range),
  };
}

function differenceBetween(input: unknown, mine: object | null, theirs: unknown): object[] {
  try {
    assert.deepEqual(mine, theirs);
    return [];
  } catch {
    return [{ input, mine, theirs }];
  }
}

function required(text: string): NuGetVersion {
  const version = parseVersion(text);
  assert.ok(version !== undefined, `${text} is a version`);
  return version;
}
