import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { render } from 'preact-render-to-string';
import { MICROSECONDS_PER_DAY, MICROSECONDS_PER_SECOND, parseInstant } from '../../base/clock.ts';
import { relativeText, Time } from './time.tsx';

const now = parseInstant('2026-11-22T14:05:06.000007Z');

describe('how long ago something was', () => {
  const cases: [secondsAgo: number, text: string][] = [
    [0, 'just now'],
    [59, 'just now'],
    [60, '1 minute ago'],
    [3_599, '59 minutes ago'],
    [3_600, '1 hour ago'],
    [86_399, '23 hours ago'],
    [86_400, '1 day ago'],
    [3 * 86_400, '3 days ago'],
    [31 * 86_400, '1 month ago'],
    [366 * 86_400, '1 year ago'],
    [-1, 'in a moment'],
    [-7_200, 'in 2 hours'],
    [-364 * 86_400, 'in 11 months'],
  ];
  for (const [seconds, text] of cases) {
    it(text, () => assert.equal(relativeText(now - seconds * MICROSECONDS_PER_SECOND, now), text));
  }
});

describe('Time', () => {
  const at = now - 3 * MICROSECONDS_PER_DAY;

  it('is exact for machines and on hover, whatever is read', () => {
    const frame = (text: string) =>
      `<time datetime="2026-11-19T14:05:06.000007Z" title="19 Nov 2026, 14:05 UTC">${text}</time>`;
    assert.equal(render(<Time at={at} now={now} />), frame('3 days ago'));
    assert.equal(render(<Time at={at} now={now} show="date" />), frame('19 Nov 2026'));
    assert.equal(render(<Time at={at} now={now} show="both" />), frame('19 Nov 2026, 3 days ago'));
  });
});
