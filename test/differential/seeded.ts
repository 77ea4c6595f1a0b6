/** Random inputs that are the same in each run, so that a difference which was found once is found again. */

/** Change it to look elsewhere; every differential test prints it. */
export const SEED = 20_261_122;

export interface Seeded {
  /** An integer from 0 to below `limit`. */
  below(limit: number): number;
  pick<T>(choices: readonly T[]): T;
  /** Several picks joined, from `least` to `most` of them. */
  join(choices: readonly string[], least: number, most: number): string;
  /** One of the functions' results. */
  one(...makers: readonly (() => string)[]): string;
}

/** Mulberry32: small, and good enough to wander through inputs. */
export function seeded(seed: number = SEED): Seeded {
  let state = seed >>> 0;
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
  const pick = <T>(choices: readonly T[]): T => {
    const choice = choices[below(choices.length)];
    if (choice === undefined) throw new RangeError('nothing to pick from');
    return choice;
  };
  return {
    below,
    pick,
    join: (choices, least, most) =>
      Array.from({ length: least + below(most - least + 1) }, () => pick(choices)).join(''),
    one: (...makers) => pick(makers)(),
  };
}

/** `count` different texts. */
export function distinct(count: number, make: () => string): string[] {
  const texts = new Set<string>();
  for (let tries = 0; texts.size < count && tries < count * 20; tries += 1) texts.add(make());
  return [...texts];
}
