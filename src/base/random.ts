import { randomFillSync } from 'node:crypto';

/** A source of unpredictable bytes. Tests pass `countingRandom`, so that ids in goldens stay the same. */
export interface Random {
  bytes(count: number): Uint8Array;
}

export const systemRandom: Random = {
  bytes: (count) => randomFillSync(new Uint8Array(count)),
};

/** Bytes that differ at each call and are the same in each run. For tests only. */
export function countingRandom(): Random {
  let calls = 0;
  return {
    bytes(count) {
      calls += 1;
      const bytes = new Uint8Array(count);
      for (let i = 0, state = calls; i < count; i += 1) {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        bytes[i] = state >>> 24;
      }
      new DataView(bytes.buffer).setUint32(Math.max(0, count - 4), calls);
      return bytes;
    },
  };
}
