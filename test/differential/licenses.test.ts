import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import * as fc from 'fast-check';
import { MAX_LICENSE_EXPRESSION_LENGTH, parseLicenseExpression } from '../../src/nuget/license-expression.ts';
import { licenseExceptions, licenses } from '../../src/nuget/license-ids.ts';
import { startRealNuGet, type RealAnswer, type RealNuGet } from './real-nuget.ts';
import { SEED } from './seeded.ts';

/** The client that Lode's list was taken from; another one may know more licenses. */
const LISTED_VERSION = '7.9';

const handPicked = [
  'MIT',
  ' MIT ',
  'mit',
  'MIT+',
  'MIT++',
  '+',
  'MIT +',
  'M+T',
  'GPL-2.0',
  'GPL-2.0+',
  'GPL-2.0-only+',
  'AGPL-1.0+',
  'eCos-2.0',
  'UNLICENSED',
  '(UNLICENSED)',
  'UNLICENSED+',
  'UNLICENSED OR MIT',
  'MIT AND UNLICENSED',
  'unlicensed',
  'UNLICENSED WITH Classpath-exception-2.0',
  'MIT WITH UNLICENSED',
  'foo',
  'foo+',
  'foo OR bar',
  'foo_bar',
  'MIT/X11',
  'ä',
  '',
  ' ',
  '()',
  '(',
  ')',
  ')(',
  'MIT)',
  '(MIT',
  '((MIT))',
  '(MIT)(',
  'MIT)(',
  '(MIT()',
  '( MIT )',
  'M(I)T',
  '(M)IT',
  'MI(T)',
  'MIT OR Apache-2.0',
  'MIT  OR   Apache-2.0',
  'MIT\tOR\tApache-2.0',
  'MIT OR\n Apache-2.0',
  'MIT\n',
  'MIT \n OR ISC',
  'MIT\n OR ISC',
  'MIT OR\u00a0 ISC',
  'MIT\u00a0OR ISC',
  '\u00a0MIT\u0085',
  'MIT OR\u2003 ISC',
  'MIT \ufeffOR ISC',
  'MIT \u3000',
  'OR',
  'AND',
  'WITH',
  'OR MIT',
  'MIT OR',
  'MIT OR OR ISC',
  'MIT or ISC',
  'MIT ISC',
  'OR OR OR',
  'MIT OR (',
  'MIT OR ()',
  '(OR MIT) ISC',
  'MIT (OR ISC)',
  'MIT AND (OR ISC)',
  'MIT OR (AND ISC)',
  '(MIT OR) ISC',
  '(MIT AND ISC) OR (Zlib)',
  'MIT(OR)ISC',
  'GPL-2.0-only WITH Classpath-exception-2.0',
  'GPL-2.0-only WITH MIT',
  'Classpath-exception-2.0',
  'Classpath-exception-2.0+',
  'MIT WITH foo',
  'foo WITH Classpath-exception-2.0',
  'MIT WITH Nokia-Qt-exception-1.1',
  'Nokia-Qt-exception-1.1',
  'GPL-2.0 WITH foo',
  'MIT WITH Classpath-exception-2.0+',
  'MIT+ WITH Classpath-exception-2.0',
  '(MIT) WITH (Classpath-exception-2.0)',
  '((MIT)) WITH ((LLVM-exception))',
  '(MIT WITH LLVM-exception) WITH LLVM-exception',
  'MIT WITH LLVM-exception WITH LLVM-exception',
  '(MIT OR ISC) WITH LLVM-exception',
  'MIT WITH (LLVM-exception OR ISC)',
  'MIT OR ISC WITH LLVM-exception AND Zlib',
  '((MIT) OR ISC WITH LLVM-exception)',
  'MIT OR (ISC) WITH LLVM-exception',
  '(MIT OR (ISC)) WITH LLVM-exception',
  '(MIT WITH LLVM-exception) WITH (ISC WITH LLVM-exception)',
  '(MIT WITH LLVM-exception',
  'WITH LLVM-exception',
  'MIT WITH',
  'KiCad-libraries-exception',
  'MIT WITH KiCad-libraries-exception',
  'OPENING_BRACKET',
  'MIT IDENTIFIER ISC',
  '3',
  'WITHOUT',
  'MIT\u0000',
  `${'('.repeat(200)}MIT${')'.repeat(200)}`,
  `${'('.repeat(10_000)}MIT${')'.repeat(10_000)}`,
  Array.from({ length: 2_000 }, () => 'MIT').join(' OR '),
];

/** What the client reads and Lode refuses, each for a reason. */
function isOurRefusal(text: string): boolean {
  // Its tokens are an enumeration, whose parser takes 0, 1 and 2 for WITH, AND and OR; to Lode no number is an id.
  const hasNumeral = text.split(/[ ()]+/).some((word) => /^\s*[+-]?\d+\+?\s*$/.test(word));
  // Its pattern for ids ends in `$`, which lets a line break follow.
  return hasNumeral || /[A-Za-z0-9.-]\n( |\)|$)/.test(text) || text.length > MAX_LICENSE_EXPRESSION_LENGTH;
}

const word = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('MIT', 'Apache-2.0', 'ISC', 'GPL-2.0-only', 'MIT+', 'JSON') },
  { weight: 2, arbitrary: fc.constantFrom('LLVM-exception', 'Classpath-exception-2.0') },
  { weight: 1, arbitrary: fc.constantFrom('foo', 'GPL-2.0', 'GPL-2.0+', 'UNLICENSED', 'or', '+', '0', '1', 'a\tb') },
);
const operator = fc.constantFrom(' OR ', ' AND ', ' WITH ', '  OR ', ' OR\n ');
const parenthesis = fc.constantFrom('(', ')', '((', '))', ' ');

/** Mostly well-formed, sometimes with a piece too many or in a wrong place. */
const nearExpression = fc.oneof(
  fc
    .array(fc.tuple(fc.constantFrom('', '', '('), word, fc.constantFrom('', '', ')'), operator), {
      minLength: 1,
      maxLength: 5,
    })
    .map((pieces) => pieces.flat().slice(0, -1).join('')),
  fc.array(fc.oneof(word, operator, parenthesis), { maxLength: 8 }).map((pieces) => pieces.join('')),
  fc
    .array(fc.tuple(word, fc.constantFrom(' WITH LLVM-exception', '', ' OR ISC')), { minLength: 1, maxLength: 4 })
    .map((pieces) => pieces.map(([left, right]) => `(${left}${right})`).join(' AND ')),
);

function describeOurs(text: string): object | undefined {
  const expression = parseLicenseExpression(text);
  if ('faults' in expression) return undefined;
  const { terms, isUnlicensed } = expression;
  return {
    // The client's own text leaves parentheses out.
    text: expression.text.replace(/[()]/g, ''),
    isUnlicensed,
    terms: terms.map(({ id, orLater, known }) => ({ id, orLater, known })),
    exceptions: terms.flatMap(({ exception }) => exception ?? []),
  };
}

function describeTheirs(answer: RealAnswer | undefined): object | undefined {
  if (answer === undefined) throw new Error('no answer');
  if ('result' in answer) return answer.result as object;
  assert.match(answer.error, /^NuGetLicenseExpressionParsingException/);
  return undefined;
}

describe('NuGet.Packaging.Licenses and Lode', () => {
  let real: RealNuGet;
  before(async () => {
    real = await startRealNuGet();
  });
  after(() => real.close());

  async function compare(texts: readonly string[]): Promise<number> {
    const answers = await real.ask(
      'licenseExpression',
      texts.map((text) => [text]),
    );
    const accepted = texts.filter((text, index) => {
      const ours = describeOurs(text);
      if (ours === undefined && isOurRefusal(text)) return false;
      assert.deepEqual(ours, describeTheirs(answers[index]), JSON.stringify(text));
      return ours !== undefined;
    });
    return accepted.length;
  }

  it('read the same in hand-picked expressions', async () => {
    await compare(handPicked);
  });

  it('read the same in generated expressions, of which many are right', async () => {
    const texts = fc.sample(nearExpression, { numRuns: 20_000, seed: SEED });
    assert.ok((await compare(texts)) > 2_000);
  });

  async function skipsOtherList(test: TestContext): Promise<boolean> {
    const [version] = await real.results('clientVersion', [[]]);
    const isOther = version !== LISTED_VERSION;
    if (isOther) test.skip(`the list is of NuGet ${LISTED_VERSION}, the SDK brings ${String(version)}`);
    return isOther;
  }

  it('read every id the same, alone, with a plus, before and after WITH', async (test) => {
    if (await skipsOtherList(test)) return;
    const ids = [...licenses.keys(), ...licenseExceptions.keys()];
    await compare(ids.flatMap((id) => [id, `${id}+`, `${id} WITH LLVM-exception`, `MIT WITH ${id}`, id.toLowerCase()]));
  });

  it('have the same list of licenses and exceptions', async (test) => {
    if (await skipsOtherList(test)) return;
    const [theirs] = (await real.results('licenses', [[]])) as [
      { id: string; osiOrFsf: boolean; deprecated: boolean }[],
    ];
    const [exceptions] = (await real.results('licenseExceptions', [[]])) as [{ id: string; deprecated: boolean }[]];
    const expected = theirs.map(
      ({ id, osiOrFsf, deprecated }) => [id, { osiOrFsf: osiOrFsf && !deprecated, deprecated }] as const,
    );
    assert.deepEqual(new Map(licenses), new Map(expected));
    assert.deepEqual(
      new Map(licenseExceptions),
      new Map(exceptions.map(({ id, deprecated }) => [id, { deprecated }] as const)),
    );
  });
});
