/** Texts that are versions or ranges, nearly so, or not at all. */
import { distinct, type Seeded } from './seeded.ts';

const numbers = words('0 1 2 3 9 10 11 00 01 0010 65535 2147483647 2147483648 99999999999');
const labels = words(
  'a A b alpha Alpha beta BETA rc RC1 rc-1 z x86 0a a0 a- -a i I',
  '0 1 2 9 10 123 01 00 - -- -1 -01 -0 1- 2147483647 2147483648 99999999999999999999999',
  '-2147483648 -2147483649 -00000000000000000001',
);
const spaces = [' ', '\t', '\n', '\u00a0', '\u0085', '\u3000', '\ufeff', '\u200b'];
const noise = [...words('. .. - + * é ı İ _ , ١ $ 😀 / v'), '', '\u0000', '\u212a'];

/** Texts separated by spaces, so that long lists stay short on the page. */
function words(...lines: readonly string[]): string[] {
  return lines.flatMap((line) => line.split(' '));
}

/** Written by hand: where parsers differ. */
export const handPickedVersions = [
  ...words('1 1.0 1.02 1.0.0.0 1.0.0.1 1.0.1.2+x.01 1.0.0.0-Beta v1.0 * 1.*'),
  ...words('1..2 1. .1 1.2.3.4.5 +1 1.+2 1.-2 -1 1.0.0- 1.0.0+ 1-a+ 1-a+b+c 1-+a 0x1.2 1e3 1,0 \u0661.2'),
  ...words('1.0.0-a..b 1.0.0-.a 1.0.0-a. 1.0.0+a..b 1.0.0-01 1.0.0-0 1.0.0-0a 1.0.0-00 1.0.0-- 1.0.0---'),
  ...words('1.0.0-a+01 1.0.0+01 1.0.0+- 1.0.0-é 1.0.0-\u212aelvin 2147483648 4294967296.1'),
  ...words('2147483647.2147483647.2147483647.2147483647 00000000000000000000000000001'),
  ...'| | 1.2 |1 . 2 . 3|1 .2 -beta|1.0.0-a b|1 2|1.0.0\u0000|1\n.2|1.0.0-a\n'.split('|'),
  ...'\ufeff1.0|1.0\u0085|\u20281.0|\u180e1.0|\u200b1.0|1.0.0-\u00a0a'.split('|'),
];

function validVersion(random: Seeded): string {
  const stable = Array.from({ length: 1 + random.below(4) }, () => random.pick(numbers)).join('.');
  const release = random.below(2) === 0 ? '' : `-${dotted(random)}`;
  const metadata = random.below(5) === 0 ? `+${dotted(random)}` : '';
  return `${stable}${release}${metadata}`;
}

function dotted(random: Seeded): string {
  return Array.from({ length: 1 + random.below(3) }, () => random.pick(labels)).join('.');
}

/** The text with something put in, taken out or doubled. */
function mutated(random: Seeded, text: string): string {
  const at = random.below(text.length + 1);
  const width = random.below(3);
  return `${text.slice(0, at)}${random.pick([...noise, ...spaces, ...labels])}${text.slice(at + width)}`;
}

export function versionTexts(random: Seeded, count: number): string[] {
  const made = distinct(count, () =>
    random.one(
      () => validVersion(random),
      () => mutated(random, validVersion(random)),
      () => mutated(random, mutated(random, validVersion(random))),
      () => random.join([...numbers, ...labels, ...noise, ...spaces, '.', '.', '-', '+'], 1, 8),
    ),
  );
  return [...handPickedVersions, ...made];
}

/** Written by hand: every notation of NuGet's documentation, and its neighbours. */
export const handPickedRanges = [
  ...words(
    '1.0 [1.0] (1.0) [1.0) (1.0] [1.0,2.0] (1.0,2.0) [1.0,2.0) (1.0,2.0] [1.0,) (1.0,) (,1.0] (,1.0) [,1.0] [1.0,]',
  ),
  ...words(
    '(,) [,] () [] ( [ ] [1.0,2.0,3.0] [2.0,1.0] [1.0,1.0] (1.0,1.0) [1.0,1.0) (1.0,1.0] [1.0+a,1.0+b] [1.0-a,1.0-A]',
  ),
  ...words('[1.0 1.0] 1.0,2.0 {1.0} [[1.0]] [1.0-,2.0] [a,2.0] [1.0,b] [,*]'),
  ...'(, )|[ , ]|( ,)|[ ]|( )| [ 1.0 , 2.0 ] |[1 . 0,2]|[1.0,\u00a0)|[1.0,\ufeff)'.split('|'),
  ...words('* *-* 1.* 1.1.* 1.1.1.* 1.1.1.1.* 1.0.0-* 1.0.0-beta* 1.0.0-beta.* 1.0.0-beta-* 1.0-* 1.0.0-A* 1.0.0-a.b*'),
  ...words('1.0.0-beta--* 1.0.0--* *-rc* *-rc.* 1.*-* 1.1.*-* 1.1.1.*-* 1.*-rc.* 1.*-rc-* 1.*-0* 1.*-01* 1.1.1.1.*-*'),
  ...words('1* 1.2* 12* ** *.* *.1 1.*.* 1.*.1 1.*- *- -* 1.0.0+* 1.*+a 1.*-*+a 1.*-*-* 1.0.0-*-*'),
  ...words('[*] [*,] [*-*,) (*,) [1.*] [1.*,2.0) [1.*-*,2.0) (1.*,2.0) [1.*,1.*] [1.0,2.*] [1.0-*,2.0) [1.0.*,0.9]'),
  ...'* | *| *-* |[*, )|[*-*, )|[ 1.* , 2.0)|[1.* ,2.0)|[ *,2.0)|[ *-*,2.0)|1.* -*|1.0.0- *'.split('|'),
];

export function rangeTexts(random: Seeded, count: number): string[] {
  const bound = (): string =>
    random.one(
      () => validVersion(random),
      () => `${random.below(4)}.${random.below(4)}`,
      () => floating(random),
      () => random.pick(['', ' ']),
    );
  const interval = (): string =>
    `${random.pick(['[', '('])}${bound()}${random.pick([',', ', ', ''])}${bound()}${random.pick([']', ')'])}`;
  const made = distinct(count, () =>
    random.one(
      bound,
      interval,
      () => mutated(random, interval()),
      () => mutated(random, bound()),
      () => random.join(['[', '(', ']', ')', ',', '*', '-', '.', '1', '2', ' ', 'a', '+'], 1, 9),
    ),
  );
  return [...handPickedRanges, ...made];
}

function floating(random: Seeded): string {
  const stable = Array.from({ length: random.below(4) }, () => `${random.below(3)}.`).join('');
  const prefix = random.pick(['', 'a', 'A', 'rc', 'rc.', 'rc-', 'a.b', '0', '1', '01', '-']);
  return random.one(
    () => `${stable}*`,
    () => `${stable}*-${prefix}*`,
    () => `${stable}${random.below(3)}-${prefix}*`,
    () => `${stable}${random.below(3)}*`,
  );
}

/** Few numbers and labels, so that many pairs are close to each other. */
export function closeVersions(random: Seeded, count: number): string[] {
  return distinct(count, () => {
    const stable = Array.from({ length: 2 + random.below(3) }, () => String(random.below(3))).join('.');
    const metadata = random.below(10) === 0 ? '+m' : '';
    return random.below(3) === 0 ? `${stable}${metadata}` : `${stable}-${dottedValid(random)}${metadata}`;
  });
}

const validLabels = labels.filter((label) => !/^0[0-9]+$/.test(label));

function dottedValid(random: Seeded): string {
  return Array.from({ length: 1 + random.below(3) }, () => random.pick(validLabels)).join('.');
}

/** Versions around a bound: its own numbers or those next to them, with few labels in either case. */
export function versionsNear(random: Seeded, bound: string, count: number): string[] {
  const [, ...own] = /^(\d+)\.(\d+)\.(\d+)(?:\.(\d+))?/.exec(bound) ?? [];
  return Array.from({ length: count }, () => {
    const stable = [0, 1, 2, 3].map((at) => Math.min(Number(own[at] ?? '0') + random.pick([0, 0, 0, 1]), MAX_NUMBER));
    const release = random.pick([
      '',
      '',
      '-a',
      '-A.b',
      '-a-1',
      '-rc',
      '-RC.1',
      '-rc-2',
      '-rc1',
      '-0',
      '-1',
      '-01a',
      '--',
      '--1',
    ]);
    return `${stable.join('.')}${release}`;
  });
}

const MAX_NUMBER = 2_147_483_647;

/** A version and one that differs from it in one place, or only in how it is written. */
export function neighbours(random: Seeded, version: string): readonly [string, string] {
  const [stable = '', release] = version.replace(/\+.*$/, '').split(/-(.*)/s);
  const parts = release === undefined ? [] : release.split('.');
  const at = random.below(parts.length + 1);
  const written = (texts: readonly string[]): string => (texts.length === 0 ? stable : `${stable}-${texts.join('.')}`);
  const neighbour = random.one(
    () => version.toUpperCase(),
    () => `${version.replace(/\+.*$/, '')}+other`,
    () => version.replace(/^(\d+\.\d+)(?![.\d])/, '$1.0'),
    () => version.replace(/^\d+/, (number) => `00${number}`),
    () => written(parts.toSpliced(at, 0, random.pick(validLabels))),
    () => written(parts.toSpliced(at, 1)),
    () => written(parts.toSpliced(at, 1, random.pick(validLabels))),
    () => written(parts.map((part) => (/^-\d/.test(part) ? part.replace('-', '-0') : part))),
  );
  return random.below(2) === 0 ? [version, neighbour] : [neighbour, version];
}
