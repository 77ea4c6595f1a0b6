import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UsageError } from './command.ts';
import { parseOptions, parseWords } from './words.ts';

const options = { name: { type: 'string' }, json: { type: 'boolean' } } as const;

describe('parseOptions', () => {
  it('gives the options', () =>
    assert.deepEqual({ ...parseOptions(['--name', 'ci', '--json'], options) }, { name: 'ci', json: true }));

  const refused: [what: string, words: string[], message: RegExp][] = [
    ['a word too many', ['--name', 'my', 'laptop'], /^Unexpected argument 'laptop'\.$/],
    ['an option that there is not', ['--nmae', 'ci'], /^Unknown option '--nmae'\.$/],
    ['an option without its value', ['--name'], /^Option '--name <value>' argument missing\.?$/],
  ];
  for (const [what, words, message] of refused) {
    it(`refuses ${what}, in one sentence`, () =>
      assert.throws(
        () => parseOptions(words, options),
        (error) => error instanceof UsageError && message.test(error.message),
      ));
  }
});

describe('parseWords', () => {
  it('gives the other words too', () =>
    assert.deepEqual(parseWords(['a', '--json', 'b'], options).positionals, ['a', 'b']));
});
