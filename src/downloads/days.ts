/** Days as downloads are counted by: `yyyy-mm-dd`, UTC. */
import { dayOf, MICROSECONDS_PER_DAY, type Instant } from '../base/clock.ts';

/** What was downloaded on a day. */
export interface DayCount {
  /** `yyyy-mm-dd`, UTC. */
  readonly day: string;
  readonly count: number;
}

/** The last days, today among them, the oldest first. */
export function lastDays(now: Instant, count: number): string[] {
  return Array.from({ length: count }, (_, at) => dayOf(now - (count - 1 - at) * MICROSECONDS_PER_DAY));
}

/** Every day from the first to the last, both among them. */
export function daysBetween(first: string, last: string): string[] {
  const days: string[] = [];
  for (let at = Date.parse(first); at <= Date.parse(last); at += MICROSECONDS_PER_DAY / 1000) {
    days.push(new Date(at).toISOString().slice(0, 10));
  }
  return days;
}

/** One count for each day, zero where nothing is known of it. */
export function everyDay(days: readonly string[], counts: readonly DayCount[]): DayCount[] {
  const known = new Map(counts.map(({ day, count }) => [day, count]));
  return days.map((day) => ({ day, count: known.get(day) ?? 0 }));
}
