import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { documentNumber, isNumberedFor, partsOf, registrationOf, viewsOf } from './document-number.ts';

const identity = fc.record({
  registrationId: fc.integer({ min: 1, max: 2 ** 30 - 1 }),
  downloads: fc.integer({ min: 0, max: 2 ** 45 }),
  parts: fc.integer({ min: 0, max: 12 }),
  views: fc.integer({ min: 1, max: 31 }),
});

describe('the number of a document', () => {
  it('holds registration, parts and views, and is exact', () => {
    fc.assert(
      fc.property(identity, (each) => {
        const number = documentNumber(each);
        assert.ok(Number.isSafeInteger(number) && number >= 0 && number < 2 ** 47);
        assert.equal(registrationOf(number), each.registrationId);
        assert.equal(partsOf(number), Math.min(7, each.parts));
        assert.equal(viewsOf(number), each.views);
        assert.ok(isNumberedFor(number, each.downloads));
      }),
    );
  });

  it('is smaller for a package with twice the downloads', () => {
    fc.assert(
      fc.property(identity, identity, fc.integer({ min: 0, max: 2 ** 40 }), (a, b, downloads) => {
        assert.ok(documentNumber({ ...a, downloads: downloads * 2 + 1 }) < documentNumber({ ...b, downloads }));
      }),
    );
  });

  it('tells first downloads apart one by one', () => {
    for (let downloads = 0; downloads < 10; downloads += 1) {
      const number = documentNumber({ registrationId: 1, downloads, parts: 1, views: 15 });
      assert.ok(!isNumberedFor(number, downloads + 1));
    }
  });

  it('of a registration beyond the last one is refused', () => {
    assert.throws(() => documentNumber({ registrationId: 2 ** 30, downloads: 0, parts: 1, views: 1 }), RangeError);
  });
});
