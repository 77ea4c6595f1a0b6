import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { compareVersions, parseVersion, type NuGetVersion } from '../../src/nuget/version.ts';
import { versionSortKey } from '../../src/nuget/version-sort-key.ts';
import { startRealNuGet, type RealNuGet } from './real-nuget.ts';
import { SEED, seeded, type Seeded } from './seeded.ts';
import { closeVersions, neighbours, versionTexts } from './version-texts.ts';

describe('versions, beside NuGet.Versioning', () => {
  let real: RealNuGet;
  before(async () => {
    real = await startRealNuGet();
  });
  after(() => real.close());

  it('reads the same texts and says the same of each', async (t) => {
    t.diagnostic(`seed ${SEED}`);
    const texts = versionTexts(seeded(), 20_000);
    const expected = await real.results(
      'version',
      texts.map((text) => [text]),
    );
    const differences = texts.flatMap((text, index) => differenceBetween(text, parseVersion(text), expected[index]));
    t.diagnostic(`${texts.length} texts, ${expected.filter((each) => each !== null).length} of them versions`);
    assert.deepEqual(differences, []);
  });

  it('refuses what is longer than 256 characters, which the library reads: our own limit', async () => {
    const text = `1.0.0-${'a'.repeat(250)}`;
    const [inside, outside] = [parseVersion(text), parseVersion(`${text}a`)];
    const answers = await real.results('version', [[text], [`${text}a`]]);
    assert.notEqual(inside, undefined);
    assert.equal(outside, undefined);
    assert.ok(answers.every((answer) => answer !== null));
  });

  it('orders versions alike, and their sort keys too', async (t) => {
    t.diagnostic(`seed ${SEED}`);
    const pairs = somePairs(seeded());
    const expected = await real.results('compare', pairs);
    const differences = pairs.filter(([a, b], index) => {
      const [left, right] = [required(a), required(b)];
      const bySortKey = Buffer.compare(versionSortKey(left), versionSortKey(right));
      return Math.sign(compareVersions(left, right)) !== expected[index] || bySortKey !== expected[index];
    });
    t.diagnostic(`${pairs.length} pairs, ${expected.filter((each) => each === 0).length} of them of equal rank`);
    assert.deepEqual(differences, []);
  });

  it('holds the same pairs for one version: those of equal key', async (t) => {
    const pairs = somePairs(seeded(SEED + 1));
    const expected = await real.results('sameVersion', pairs);
    const differences = pairs.filter(([a, b], index) => (required(a).key === required(b).key) !== expected[index]);
    t.diagnostic(`${pairs.length} pairs, ${expected.filter((each) => each === true).length} of them one version`);
    assert.deepEqual(differences, []);
  });
});

/** Half of them close to each other, half at random. */
function somePairs(random: Seeded): (readonly [string, string])[] {
  const versions = closeVersions(random, 1_000);
  return Array.from({ length: 20_000 }, (_, index) =>
    index % 2 === 0 ? neighbours(random, random.pick(versions)) : [random.pick(versions), random.pick(versions)],
  );
}

function differenceBetween(text: string, ours: NuGetVersion | undefined, theirs: unknown): object[] {
  const mine = ours ?? null;
  try {
    assert.deepEqual(mine, theirs);
    return [];
  } catch {
    return [{ text, mine, theirs }];
  }
}

function required(text: string): NuGetVersion {
  const version = parseVersion(text);
  assert.ok(version !== undefined, `${text} is a version`);
  return version;
}
