import { formatInstant, type Instant } from '../../base/clock.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `22 Nov 2026`, UTC. */
export function dateText(instant: Instant): string {
  const date = new Date(instant / 1000);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** `22 Nov 2026, 14:05 UTC`. */
function dateTimeText(instant: Instant): string {
  return `${dateText(instant)}, ${formatInstant(instant).slice(11, 16)} UTC`;
}

const UNITS: readonly [name: string, seconds: number][] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** `3 days ago`, `in 2 hours`, `just now`: the largest unit that fits, cut. */
export function relativeText(instant: Instant, now: Instant): string {
  const seconds = (now - instant) / 1_000_000;
  const distance = Math.abs(seconds);
  const unit = UNITS.find(([, each]) => distance >= each);
  if (unit === undefined) return seconds < 0 ? 'in a moment' : 'just now';
  const count = Math.floor(distance / unit[1]);
  const text = `${count} ${unit[0]}${count === 1 ? '' : 's'}`;
  return seconds < 0 ? `in ${text}` : `${text} ago`;
}

interface TimeProps {
  readonly at: Instant;
  /** `visit.now`. */
  readonly now: Instant;
  /** What is read; the other one shows on hover. `both`: "22 Nov 2026, 3 days ago". */
  readonly show?: 'relative' | 'date' | 'both';
}

/** A point in time: exact for machines and on hover, readable for people. */
export function Time({ at, now, show = 'relative' }: TimeProps) {
  const relative = relativeText(at, now);
  const text = { relative, date: dateText(at), both: `${dateText(at)}, ${relative}` }[show];
  return (
    <time datetime={formatInstant(at)} title={dateTimeText(at)}>
      {text}
    </time>
  );
}
