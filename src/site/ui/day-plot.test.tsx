import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { render } from 'preact-render-to-string';
import { attribute, elementsNamed, parseHtml, textOf, type HtmlElement } from '../../../test/support/html-document.ts';
import { daysBetween } from '../../downloads/days.ts';
import { DayPlot } from './day-plot.tsx';
import { countLabel, monthLabel } from './plot-labels.ts';
import { periodLength, periodsOf } from './plot-periods.ts';

const plotted = (first: string, last: string, count: (at: number) => number) =>
  daysBetween(first, last).map((day, at) => ({ day, count: count(at) }));

function drawn(node: ReturnType<typeof DayPlot>): HtmlElement {
  return parseHtml(`<!doctype html><body>${node === null ? '' : render(node)}</body>`);
}

const heights = (root: HtmlElement) =>
  elementsNamed(root, 'rect').map((bar) => Number.parseFloat(attribute(bar, 'height') ?? ''));

describe('a plot of days', () => {
  const days = plotted('2026-10-12', '2026-11-22', (at) => at * 100);

  it('has a bar a day that begins at zero and is as high as its number', () => {
    const root = drawn(<DayPlot days={days} label="Downloads" />);
    const found = heights(root);
    assert.equal(found.length, 42);
    assert.equal(found[0], 0);
    assert.ok(Math.abs((found[20] ?? 0) * 2 - (found[40] ?? 0)) < 0.1);
    for (const bar of elementsNamed(root, 'rect')) {
      const bottom = Number.parseFloat(attribute(bar, 'y') ?? '') + Number.parseFloat(attribute(bar, 'height') ?? '');
      assert.ok(Math.abs(bottom - 100) < 0.02);
    }
    assert.ok(textOf(root).includes('Mon 12 Oct 2026: 0 downloads'));
  });

  it('says the same numbers in a table, the newest first', () => {
    const root = drawn(<DayPlot days={days} label="Downloads" />);
    const [head, newest] = elementsNamed(root, 'tr').map(textOf);
    assert.equal(head, 'Day Downloads');
    assert.equal(newest, 'Sun 22 Nov 2026 4,100');
    assert.equal(elementsNamed(root, 'tr').length, 43);
    assert.deepEqual(
      elementsNamed(root, 'svg').map((svg) => attribute(svg, 'aria-hidden')),
      ['true'],
    );
  });

  it('is one outline in a sidebar, with weeks for who cannot see it', () => {
    const root = drawn(<DayPlot days={days} label="Downloads" isSmall />);
    assert.equal(elementsNamed(root, 'rect').length, 0);
    assert.equal(elementsNamed(root, 'path').length, 1);
    assert.deepEqual(elementsNamed(root, 'tr').length, 7);
    assert.equal(textOf(elementsNamed(root, 'tr')[6] ?? root), '16 Nov 2026 to 22 Nov 2026 26,600');
  });

  it('stands nothing on its head where nothing was downloaded, and draws nothing of no days', () => {
    const none = plotted('2026-10-12', '2026-10-14', () => 0);
    assert.deepEqual(heights(drawn(<DayPlot days={none} label="Downloads" />)), [0, 0, 0]);
    assert.doesNotMatch(render(<DayPlot days={none} label="Downloads" isSmall />), /NaN|Infinity/);
    assert.equal(render(<DayPlot days={[]} label="Downloads" />), '');
  });

  it('names no date twice and shows whole numbers only', () => {
    const few = plotted('2026-10-12', '2026-11-22', (at) => at % 2);
    const texts = elementsNamed(drawn(<DayPlot days={few} label="Downloads" />), 'text').map(textOf);
    assert.equal(new Set(texts).size, texts.length);
    assert.deepEqual(
      texts.filter((text) => text.includes('.')),
      [],
    );
  });
});

describe('the periods of a plot', () => {
  it('are days, then weeks, then months', () => {
    assert.equal(periodLength(plotted('2026-08-25', '2026-11-22', () => 1)), 'day');
    assert.equal(periodLength(plotted('2025-11-23', '2026-11-22', () => 1)), 'week');
    assert.equal(periodLength(plotted('2016-11-23', '2026-11-22', () => 1)), 'month');
  });

  it('lose nothing, and the last week is a whole one', () => {
    const days = plotted('2026-01-01', '2026-03-05', (at) => at);
    for (const length of ['day', 'week', 'month'] as const) {
      const periods = periodsOf(days, length);
      assert.equal(
        periods.reduce((sum, { count }) => sum + count, 0),
        (63 * 64) / 2,
      );
      assert.equal(periods[0]?.first, '2026-01-01');
      assert.equal(periods.at(-1)?.last, '2026-03-05');
    }
    assert.equal(periodsOf(days, 'week').at(-1)?.first, '2026-02-27');
    assert.deepEqual(
      periodsOf(days, 'month').map(({ first }) => first),
      ['2026-01-01', '2026-02-01', '2026-03-01'],
    );
  });
});

it('writes numbers as people do', () => {
  assert.deepEqual([0, 850, 2_500, 40_000, 1_500_000].map(countLabel), ['0', '850', '2,500', '40K', '1.5M']);
  assert.deepEqual(['2026-10-01', '2027-01-01'].map(monthLabel), ['Oct', 'Jan 2027']);
});
