/** What one bar of a plot stands for: a day, a week or a month, so that a plot of years is as calm as one of weeks. */
import { dayText, weekdayText } from './plot-labels.ts';

export interface PlottedDay {
  /** `yyyy-mm-dd`, UTC. */
  readonly day: string;
  readonly count: number;
}

export interface Period {
  readonly first: string;
  readonly last: string;
  readonly count: number;
}

export type PeriodLength = 'day' | 'week' | 'month';

const MOST_DAYS = 100;
const MOST_WEEKS = 110;

/** The shortest length that gives no more bars than can be told apart. */
export function periodLength(days: readonly PlottedDay[]): PeriodLength {
  if (days.length <= MOST_DAYS) return 'day';
  return days.length / 7 <= MOST_WEEKS ? 'week' : 'month';
}

/** Sums of days that follow each other. Weeks end with the last day, so that the newest is a whole one. */
export function periodsOf(days: readonly PlottedDay[], length: PeriodLength): Period[] {
  const periods: { first: string; last: string; count: number }[] = [];
  const ahead = (7 - (days.length % 7)) % 7;
  for (const [at, { day, count }] of days.entries()) {
    const open = periods.at(-1);
    const isNext =
      length === 'day' || (length === 'week' ? (at + ahead) % 7 === 0 : open?.first.slice(0, 7) !== day.slice(0, 7));
    if (open === undefined || isNext) periods.push({ first: day, last: day, count });
    else {
      open.last = day;
      open.count += count;
    }
  }
  return periods;
}

/** `Mon 12 Oct 2026`, or `12 Oct 2026 to 18 Oct 2026`. */
export function periodText({ first, last }: Period): string {
  return first === last ? weekdayText(first) : `${dayText(first)} to ${dayText(last)}`;
}
