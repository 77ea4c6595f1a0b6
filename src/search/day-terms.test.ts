import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { dayOf, dayRangeTerms, dayTerms } from './day-terms.ts';

const day = fc.integer({ min: 0, max: 60_000 });

describe('the terms of a range of days', () => {
  it('are met by the days in it, and by no other', () => {
    fc.assert(
      fc.property(
        day,
        fc.integer({ min: 0, max: 4_000 }),
        fc.integer({ min: -600, max: 4_600 }),
        (first, length, at) => {
          const terms = dayRangeTerms(first, first + length);
          const asked = Math.max(0, first + at);
          const isMet = dayTerms(asked).some((term) => terms.includes(term));
          assert.equal(isMet, asked >= first && asked <= first + length);
        },
      ),
    );
  });

  it('are few', () => {
    fc.assert(fc.property(day, (first) => assert.ok(dayRangeTerms(first, first + 3_650).length <= 50)));
  });

  it('count from 1970, and before it there is nothing', () => {
    assert.equal(dayOf(Date.UTC(1970, 0, 2) * 1000), 1);
    assert.equal(dayOf(-1), 0);
  });
});
