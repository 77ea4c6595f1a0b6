import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { allStates, allSurfaces, isVisibleTo, isWithdrawn, statesShownOn, visibilityOf } from './visibility.ts';
import type { Surface, Viewer } from './visibility.ts';

/** Columns: listed, unlisted, held, quarantined, removed, destroyed; one letter each: Shown, Marked, Notice, - hidden. */
const expected: Readonly<Record<Surface, Readonly<Record<Viewer, string>>>> = {
  discovery: { anyone: 'S-----', manager: 'S-----', administrator: 'S-----' },
  flatIndex: { anyone: 'SS----', manager: 'SS----', administrator: 'SS----' },
  content: { anyone: 'SS-NNN', manager: 'SS-NNN', administrator: 'SS-NNN' },
  registration: { anyone: 'SM----', manager: 'SM----', administrator: 'SM----' },
  catalog: { anyone: 'SM-NNN', manager: 'SM-NNN', administrator: 'SM-NNN' },
  versionTable: { anyone: 'S-----', manager: 'SMMMMM', administrator: 'SMMMMM' },
  packagePage: { anyone: 'SM-NNN', manager: 'SMMMNN', administrator: 'SMMMMN' },
};
const letters = { shown: 'S', marked: 'M', notice: 'N', hidden: '-' };
const viewers: readonly Viewer[] = ['anyone', 'manager', 'administrator'];

describe('visibilityOf', () => {
  for (const surface of allSurfaces) {
    for (const viewer of viewers) {
      it(`${surface} to ${viewer}`, () => {
        const cells = [
          visibilityOf(surface, { state: 'available', listed: true }, viewer),
          visibilityOf(surface, { state: 'available', listed: false }, viewer),
          ...allStates
            .filter((state) => state !== 'available')
            .map((state) => visibilityOf(surface, { state, listed: true }, viewer)),
        ];
        assert.equal(cells.map((cell) => letters[cell]).join(''), expected[surface][viewer]);
      });
    }
  }

  it('asks about listing only while a version is available', () => {
    for (const surface of allSurfaces) {
      for (const viewer of viewers) {
        for (const state of allStates.filter((state) => state !== 'available')) {
          const listed = visibilityOf(surface, { state, listed: true }, viewer);
          assert.equal(visibilityOf(surface, { state, listed: false }, viewer), listed);
        }
      }
    }
  });

  it('never shows less to those who may do more', () => {
    const rank = { hidden: 0, notice: 1, marked: 2, shown: 2 };
    for (const surface of allSurfaces) {
      for (const state of allStates) {
        for (const listed of [true, false]) {
          const ranks = viewers.map((viewer) => rank[visibilityOf(surface, { state, listed }, viewer)]);
          assert.deepEqual(
            ranks,
            ranks.toSorted((a, b) => a - b),
            `${surface} ${state} ${listed}`,
          );
        }
      }
    }
  });
});

describe('statesShownOn', () => {
  it('names available alone for every surface of the feed', () => {
    for (const surface of allSurfaces) assert.deepEqual(statesShownOn(surface), ['available']);
  });
});

describe('isVisibleTo and isWithdrawn', () => {
  it('count a notice as not visible', () => {
    assert.equal(isVisibleTo('content', { state: 'removed', listed: true }, 'anyone'), false);
    assert.equal(isVisibleTo('registration', { state: 'available', listed: false }, 'anyone'), true);
  });

  it('call quarantined, removed and destroyed withdrawn', () => {
    assert.deepEqual(allStates.filter(isWithdrawn), ['quarantined', 'removed', 'destroyed']);
  });
});
