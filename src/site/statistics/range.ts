/** Which days a page or a report of a package's downloads is about, as its URL says. */
import { dayOf, type Instant } from '../../base/clock.ts';
import { Problem } from '../../base/problem.ts';
import { daysBetween, lastDays } from '../../downloads/days.ts';

export const ranges = [
  { name: '42', label: '6 weeks', title: 'the last six weeks' },
  { name: '90', label: '90 days', title: 'the last 90 days' },
  { name: '365', label: '1 year', title: 'the last 365 days' },
  { name: 'all', label: 'All time', title: 'all time' },
] as const;

export type Range = (typeof ranges)[number];

/** Ten years: what a page adds up at most. */
const MOST_DAYS = 3_653;

/** Six weeks unless the URL has another one of the list. */
export function readRange(text: string | null): Range {
  return ranges.find(({ name }) => name === text) ?? ranges[0];
}

/** `firstDay` is the first that anything is known of. */
export function daysOf(range: Range, now: Instant, firstDay: string | undefined): string[] {
  if (range.name !== 'all') return lastDays(now, Number(range.name));
  return firstDay === undefined ? lastDays(now, 1) : daysBetween(firstDay, dayOf(now)).slice(-MOST_DAYS);
}

/** Days of a report: `days`, or `from` and `to`. */
export function reportDays(query: Pick<URLSearchParams, 'get'>, now: Instant, firstDay: string | undefined): string[] {
  const [from, to] = [query.get('from'), query.get('to')];
  if (from === null && to === null) return daysOf(readRange(query.get('days')), now, firstDay);
  const [first, last] = [requireDay(from ?? firstDay ?? dayOf(now), 'from'), requireDay(to ?? dayOf(now), 'to')];
  const days = (Date.parse(last) - Date.parse(first)) / 86_400_000 + 1;
  if (days > MOST_DAYS)
    throw new Problem('bad_request', `A report has ${MOST_DAYS} days at most; this would be ${days}.`);
  return days < 1 ? [] : daysBetween(first, last);
}

function requireDay(text: string, name: string): string {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time) || dayOf(time * 1000) !== text) {
    throw new Problem('bad_request', `${name} is a day such as 2026-11-22.`);
  }
  return text;
}
