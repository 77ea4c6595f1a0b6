import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readStyleSheet } from './assets.ts';
import { contrast, parseOklch } from '../../test/support/contrast.ts';

const sheet = readStyleSheet().replace(/\/\*[^]*?\*\//g, '');
const root = /:root \{([^}]*)\}/.exec(sheet)?.[1] ?? '';
const tokens = new Map(
  [...root.matchAll(/(--[a-z0-9-]+):\s*([^;]+);/g)].map(([, name = '', value = '']) => [name, value]),
);

/** Both colours of a token: on paper, and in the dark. */
function coloursOf(token: string): { light: string; dark: string } {
  const match = /^light-dark\((oklch\([^)]*\)), (oklch\([^)]*\))\)$/.exec(tokens.get(token) ?? '');
  assert.ok(match, `${token} has two colours`);
  return { light: match[1] ?? '', dark: match[2] ?? '' };
}

const grounds = ['--paper', '--raised', '--sunk'];
const quiet = ['--copper-quiet', '--red-quiet', '--amber-quiet', '--green-quiet', '--blue-quiet'];

/** Which text stands on which ground somewhere. */
const texts: [text: string, grounds: string[]][] = [
  ['--ink', [...grounds, ...quiet]],
  ['--muted', [...grounds, '--copper-quiet']],
  ['--copper', [...grounds, ...quiet]],
  ['--copper-strong', grounds],
  ['--red', [...grounds, '--red-quiet']],
  ['--amber', [...grounds, '--amber-quiet']],
  ['--green', [...grounds, '--green-quiet']],
  ['--blue', [...grounds, '--blue-quiet']],
  ['--on-strong', ['--copper', '--copper-strong', '--red']],
];

/** Lines that say something: where a control is, what has the focus, what kind of notice it is. */
const lines: [line: string, grounds: string[]][] = [
  ['--edge', grounds],
  ['--copper', [...grounds, ...quiet]],
  ['--red', [...grounds, '--red-quiet']],
  ['--amber', [...grounds, '--amber-quiet']],
  ['--green', [...grounds, '--green-quiet']],
  ['--blue', [...grounds, '--blue-quiet']],
];

describe('the tokens of colour', () => {
  const check = (pairs: [string, string[]][], least: number) => {
    for (const theme of ['light', 'dark'] as const) {
      for (const [front, of] of pairs) {
        for (const ground of of) {
          const found = contrast(parseOklch(coloursOf(front)[theme]), parseOklch(coloursOf(ground)[theme]));
          assert.ok(found >= least, `${front} on ${ground}, ${theme}: ${found.toFixed(2)} to 1`);
        }
      }
    }
  };

  it('can be read: 4.5 to 1 for every text on every ground that it stands on', () => check(texts, 4.5));

  it('can be seen: 3 to 1 for every line that carries meaning', () => check(lines, 3));

  it('are measured as WCAG does', () => {
    const black = parseOklch('oklch(0% 0 0)');
    const white = parseOklch('oklch(100% 0 0)');
    assert.equal(contrast(black, white).toFixed(2), '21.00');
    assert.equal(contrast(white, white), 1);
    // #777777 on white is the best known pair that just fails.
    assert.equal(contrast(parseOklch('oklch(56.93% 0 0)'), white).toFixed(1), '4.5');
  });
});

describe('the style sheet', () => {
  const rules = sheet.replace(/:root(\[[^\]]*\])?\s*\{[^}]*\}/g, '').replace(/@media[^{]*\{/g, '{');
  const declarations = [...rules.matchAll(/[{;]\s*([a-z-]+):([^;{}]+)(?=;)/g)].map(
    ([, name = '', value = '']) => `${name}:${value}`,
  );

  it('is read here', () => assert.ok(declarations.length > 300, `${declarations.length} declarations`));

  it('names colours by their tokens alone', () => {
    const literal =
      /#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch|oklab|lab|lch|color|color-mix)\(|:\s*(?:white|black|red|gr[ae]y)\b/i;
    assert.deepEqual(
      declarations.filter((each) => literal.test(each)),
      [],
    );
  });

  it('names sizes by their tokens alone', () => {
    const literal = /[\d.](?:px|rem|em|ch|ex|pt|ms|s)\b/;
    assert.deepEqual(
      declarations.filter((each) => literal.test(each)),
      [],
    );
  });

  it('uses tokens that are there, and all of those', () => {
    const used = [...sheet.matchAll(/var\((--[a-z0-9-]+)\)/g)].map(([, name = '']) => name);
    assert.deepEqual(
      used.filter((name) => !tokens.has(name)),
      [],
    );
    assert.deepEqual(
      [...tokens.keys()].filter((name) => !used.includes(name)),
      [],
    );
  });
});
