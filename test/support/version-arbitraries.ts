/** Versions for property tests: a few values, so that many are close to each other, and any text made of their parts. */
import * as fc from 'fast-check';
import { parseVersion, type NuGetVersion } from '../../src/nuget/version.ts';

const number = fc.oneof(fc.nat(2), fc.nat(2_147_483_647)).map(String);
const awkward = [
  '0',
  '1',
  '10',
  '-',
  '--',
  '-1',
  '-01',
  '-0',
  'a',
  'A',
  'a-',
  'aa',
  '0a',
  '2147483647',
  '2147483648',
  '-2147483648',
];
const label = fc.oneof(fc.constantFrom(...awkward), fc.stringMatching(/^[0-9A-Za-z-]{1,4}$/));

function joined(
  part: fc.Arbitrary<string>,
  separator: string,
  lengths: { min: number; max: number },
): fc.Arbitrary<string> {
  return fc.array(part, { minLength: lengths.min, maxLength: lengths.max }).map((parts) => parts.join(separator));
}

/** Nearly always a version; a numeric label with leading zeros makes it none. */
export const anyVersionText: fc.Arbitrary<string> = fc
  .tuple(
    joined(number, '.', { min: 1, max: 4 }),
    fc.option(joined(label, '.', { min: 1, max: 3 })),
    fc.option(joined(label, '.', { min: 1, max: 2 }), { freq: 1 }),
  )
  .map(([stable, release, metadata]) => {
    return `${stable}${release === null ? '' : `-${release}`}${metadata === null ? '' : `+${metadata}`}`;
  });

export const anyVersion: fc.Arbitrary<NuGetVersion> = anyVersionText
  .map(parseVersion)
  .filter((version) => version !== undefined);

/** Any code points, lone surrogates included. fast-check's own `binary` unit takes seconds to set up. */
export const anyText: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.nat(0x7f), fc.nat(0x10ffff)), { maxLength: 20 })
  .map((points) => String.fromCodePoint(...points));
