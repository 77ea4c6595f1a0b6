import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import * as fc from 'fast-check';
import { isCompatible } from '../../src/nuget/framework-compatibility.ts';
import {
  frameworkName,
  isAny,
  isPortable,
  isSpecific,
  isUnsupported,
  parseFramework,
  parseFrameworkFolder,
  sameFramework,
  shortFolderName,
  type NuGetFramework,
} from '../../src/nuget/framework.ts';
import { nearestFramework } from '../../src/nuget/nearest-framework.ts';
import { ordinalIgnoreCaseKey } from '../../src/nuget/ordinal-ignore-case.ts';
import { parseSystemVersion } from '../../src/nuget/system-version.ts';
import { frameworkNames, nearFrameworkName, relatedFrameworks } from './framework-samples.ts';
import { startRealNuGet, type RealAnswer, type RealNuGet } from './real-nuget.ts';
import { SEED } from './seeded.ts';

const names = frameworkNames();

/** Letters whose other case came with a later Unicode than the library's: no name of a framework has them. */
const youngLetter = /[\u019b\u0264\u1c89\u1c8a\ua7cb-\ua7dc\u{10d50}-\u{10d85}\u{16ea0}-\u{16ed3}]/u;

/** Where the library throws, Lode's framework is unsupported: it reads what strangers wrote and must go on. */
function expected(answer: RealAnswer): object {
  return 'result' in answer ? (answer.result as object) : describeFramework(parseFramework('unsupported'));
}

function describeFramework(framework: NuGetFramework): object {
  const { identifier, version, profile, platform, platformVersion } = framework;
  return {
    identifier,
    version,
    profile,
    platform,
    platformVersion,
    isUnsupported: isUnsupported(framework),
    isAny: isAny(framework),
    isSpecific: isSpecific(framework),
    isPortable: isPortable(framework),
    name: frameworkName(framework),
    folder: shortFolderName(framework),
  };
}

describe('NuGet.Frameworks and Lode', () => {
  let real: RealNuGet;
  before(async () => {
    real = await startRealNuGet();
  });
  after(() => real.close());

  async function compareReading(op: string, texts: readonly string[], read: (text: string) => NuGetFramework) {
    const answers = await real.ask(
      op,
      texts.map((text) => [text]),
    );
    const differences = texts.flatMap((text, index) => {
      const ours = describeFramework(read(text));
      const theirs = expected(answers[index] ?? { error: 'no answer' });
      return JSON.stringify(ours) === JSON.stringify(theirs) ? [] : [{ text, ours, theirs }];
    });
    assert.deepEqual(differences.slice(0, 20), []);
  }

  it(`read and name the same in ${names.length} hand-made names`, async () => {
    await compareReading('framework', names, parseFramework);
    await compareReading('frameworkFolder', names, parseFrameworkFolder);
  });

  it('read and name the same in generated names', async () => {
    const generated = fc.sample(nearFrameworkName, { numRuns: 20_000, seed: SEED });
    await compareReading('framework', generated, parseFramework);
  });

  it('find the same frameworks equal', async () => {
    await compareMatrix('sameFrameworks', sameFramework);
  });

  it(`find the same compatible, in all ${relatedFrameworks.length ** 2} pairs`, async () => {
    await compareMatrix('compatibleFrameworks', isCompatible);
  });

  async function compareMatrix(op: string, question: (a: NuGetFramework, b: NuGetFramework) => boolean) {
    const [rows] = (await real.results(op, [[relatedFrameworks]])) as [string[]];
    const frameworks = relatedFrameworks.map(parseFramework);
    const differences = frameworks.flatMap((a, i) =>
      frameworks.flatMap((b, j) => {
        const ours = question(a, b);
        return ours === (rows[i]?.[j] === '1') ? [] : [`${relatedFrameworks[i]} ${relatedFrameworks[j]}: ours ${ours}`];
      }),
    );
    assert.deepEqual(differences.slice(0, 50), []);
  }

  it('choose the same nearest framework', async () => {
    const anyFramework = fc.constantFrom(...relatedFrameworks);
    const portable = fc.constantFrom(...relatedFrameworks.filter((name) => name.startsWith('portable')));
    const candidates = fc.oneof(
      fc.array(anyFramework, { minLength: 1, maxLength: 12 }),
      fc.array(portable, { minLength: 2, maxLength: 6 }),
    );
    const questions = fc.sample(fc.tuple(anyFramework, candidates), { numRuns: 6_000, seed: SEED });
    await compareNearest(questions);
  });

  it('choose the same among all frameworks', async () => {
    await compareNearest(
      relatedFrameworks.map((project) => [project, relatedFrameworks.filter((name) => name !== project)]),
    );
  });

  async function compareNearest(questions: readonly (readonly [string, readonly string[]])[]) {
    const answers = await real.ask('nearestFramework', questions);
    const differences = questions.flatMap(([project, candidates], index) => {
      const nearest = nearestFramework(parseFramework(project), candidates.map(parseFramework));
      const ours = nearest === undefined ? null : shortFolderName(nearest);
      const answer = answers[index] ?? { error: 'no answer' };
      return 'result' in answer && answer.result === ours ? [] : [{ project, candidates, ours, answer }];
    });
    assert.deepEqual(differences.slice(0, 10), []);
  }

  it('read the same System.Version', async () => {
    const digits = fc.constantFrom(
      '0',
      '1',
      '45',
      '007',
      '2147483647',
      '2147483648',
      '-0',
      '-1',
      '+3',
      ' 4',
      '5\t',
      '',
      'x',
      '١',
      '1 2',
      '\u00a06',
    );
    const texts = fc.sample(
      fc.array(digits, { maxLength: 6 }).map((parts) => parts.join('.')),
      { numRuns: 5_000, seed: SEED },
    );
    const answers = await real.results(
      'systemVersion',
      texts.map((text) => [text]),
    );
    assert.deepEqual(
      texts.map((text) => parseSystemVersion(text) ?? null),
      answers,
    );
  });

  it('ignore case alike, in every code point', async () => {
    const points = Array.from({ length: 0x11_0000 }, (_, value) => value).filter(
      (value) => value < 0xd800 || value > 0xdfff,
    );
    const pairs = points.flatMap((value) => {
      const text = String.fromCodePoint(value);
      const others = [text.toUpperCase(), text.toLowerCase(), ordinalIgnoreCaseKey(text)];
      return [...new Set(others)].filter((other) => other !== text).map((other) => [text, other] as const);
    });
    const [answers] = (await real.results('equalIgnoringCase', [[pairs]])) as [boolean[]];
    const differences = pairs.filter(
      ([a, b], index) => (ordinalIgnoreCaseKey(a) === ordinalIgnoreCaseKey(b)) !== answers[index],
    );
    assert.deepEqual(
      differences.filter(([a, b]) => !youngLetter.test(a + b)),
      [],
    );
  });
});
