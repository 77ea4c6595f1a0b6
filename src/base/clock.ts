/** Microseconds since 1970-01-01T00:00:00Z, as an integer: Lode's only measure of time that is stored. */
export type Instant = number;

export interface Clock {
  now(): Instant;
}

export const MICROSECONDS_PER_SECOND = 1_000_000;
export const MICROSECONDS_PER_DAY = 86_400 * MICROSECONDS_PER_SECOND;

export const systemClock: Clock = {
  now: () => Math.round((performance.timeOrigin + performance.now()) * 1000),
};

/** A clock for tests: it stands still until it is told to move. */
export class FixedClock implements Clock {
  #instant: Instant;

  constructor(start = '2026-01-02T03:04:05.678901Z') {
    this.#instant = parseInstant(start);
  }

  now(): Instant {
    return this.#instant;
  }

  advance(microseconds: number): void {
    this.#instant += microseconds;
  }
}

/** ISO 8601 in UTC with all six fractional digits and `Z`: sorts as text in the order of time. */
export function formatInstant(instant: Instant): string {
  const milliseconds = Math.floor(instant / 1000);
  const micros = instant - milliseconds * 1000;
  return `${new Date(milliseconds).toISOString().slice(0, -1)}${String(micros).padStart(3, '0')}Z`;
}

/** Reads what `formatInstant` wrote, and any ISO 8601 time with an offset. Throws a RangeError on anything else. */
export function parseInstant(text: string): Instant {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(text);
  const seconds = match === null ? Number.NaN : Date.parse(`${match[1]}${match[3]}`);
  if (match === null || Number.isNaN(seconds)) throw new RangeError(`not an ISO 8601 time: ${text}`);
  return seconds * 1000 + Number((match[2] ?? '').padEnd(6, '0').slice(0, 6));
}

/** The UTC day of an instant as `yyyy-mm-dd`. */
export function dayOf(instant: Instant): string {
  return formatInstant(instant).slice(0, 10);
}
