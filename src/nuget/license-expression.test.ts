import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkLicenseExpression, MAX_LICENSE_EXPRESSION_LENGTH, parseLicenseExpression } from './license-expression.ts';

function parsed(text: string) {
  const expression = parseLicenseExpression(text);
  assert.ok(!('faults' in expression), JSON.stringify(expression));
  return expression;
}

function codes(text: string): string {
  return checkLicenseExpression(text)
    .map(({ code }) => code)
    .join(' ');
}

describe('parseLicenseExpression', () => {
  it('says everything of an expression', () => {
    assert.deepEqual(parsed(' (MIT+ OR  GPL-2.0-only WITH Classpath-exception-2.0 ) AND Mine '), {
      text: '(MIT+ OR GPL-2.0-only WITH Classpath-exception-2.0) AND Mine',
      terms: [
        { id: 'MIT', orLater: true, known: true, osiOrFsf: true },
        { id: 'GPL-2.0-only', orLater: false, known: true, osiOrFsf: true, exception: 'Classpath-exception-2.0' },
        { id: 'Mine', orLater: false, known: false, osiOrFsf: false },
      ],
      isUnlicensed: false,
    });
  });

  it('takes UNLICENSED alone', () => {
    assert.ok(parsed('UNLICENSED').isUnlicensed);
    assert.ok(parsed('(UNLICENSED)').isUnlicensed);
    assert.ok(!parsed('unlicensed').isUnlicensed);
  });

  for (const text of [
    'MIT OR\n  ISC',
    '(MIT)',
    '((MIT)) WITH (LLVM-exception)',
    'MIT AND ISC OR Zlib WITH LLVM-exception',
  ]) {
    it(`reads ${JSON.stringify(text)}`, () => assert.ok(parsed(text)));
  }
});

const faults: readonly (readonly [code: string, ...texts: string[]])[] = [
  [
    'license_expression_malformed',
    '',
    '  ',
    '()',
    ')(',
    '(MIT',
    'MIT)',
    'MIT OR (',
    'MIT OR',
    'OR MIT',
    'OR',
    'MIT ISC',
  ],
  [
    'license_expression_malformed',
    'MIT or ISC',
    'MIT OR OR ISC',
    'MIT (OR) ISC',
    'MIT(OR)ISC',
    'MIT/X11',
    'M+T',
    '+',
    '1',
  ],
  ['license_expression_malformed', 'MIT\tOR\tISC', 'UNLICENSED+', 'UNLICENSED OR MIT', 'ä', 'MIT\u0000'],
  ['license_expression_malformed', '(MIT OR ISC) WITH LLVM-exception', 'MIT WITH LLVM-exception WITH LLVM-exception'],
  ['license_deprecated', 'GPL-2.0', 'GPL-2.0+', 'LGPL-3.0 OR MIT', 'MIT WITH Nokia-Qt-exception-1.1'],
  ['license_is_exception', 'LLVM-exception', 'MIT OR LLVM-exception'],
  ['license_exception_unknown', 'MIT WITH ISC', 'MIT WITH foo'],
  ['license_unknown', 'foo', 'mit', 'MIT OR foo'],
  ['license_not_osi_or_fsf', 'JSON', 'MIT AND JSON'],
  ['license_unlicensed', 'UNLICENSED'],
];

describe('checkLicenseExpression', () => {
  for (const [code, ...texts] of faults) {
    it(`finds ${code} in ${JSON.stringify(texts)}`, () => {
      for (const text of texts) assert.equal(codes(text), code, text);
    });
  }

  it('finds nothing wrong with approved licenses', () => {
    for (const text of ['MIT', 'Apache-2.0 OR MIT', 'GPL-3.0-or-later WITH Classpath-exception-2.0', 'MS-PL+']) {
      assert.equal(codes(text), '', text);
    }
  });

  it('finds all mistakes at once', () => {
    assert.equal(
      codes('GPL-2.0 OR LLVM-exception OR LGPL-2.1'),
      'license_deprecated license_is_exception license_deprecated',
    );
    assert.equal(codes('foo OR JSON OR bar'), 'license_unknown license_not_osi_or_fsf license_unknown');
  });

  it('answers for any depth and length', () => {
    const deep = `${'('.repeat(10_000)}MIT${')'.repeat(10_000)}`;
    assert.equal(codes(deep), 'license_expression_too_long');
    assert.equal(codes('('.repeat(MAX_LICENSE_EXPRESSION_LENGTH)), 'license_expression_malformed');
    assert.equal(codes(`${'('.repeat(248)}MIT${')'.repeat(248)}`), '');
  });
});
