/**
 * The day on which a version was published, as terms of the index: the day itself and the larger spans that it lies in.
 * Any range of days is then few terms, so that filtering by time reads no more than what lies in the range.
 */
const MICROSECONDS_PER_DAY = 86_400_000_000;
/** Each span is as many of those before it; the largest is 512 days. */
const SPAN = 8;
const SPANS = 4;

/** Days since 1970. */
export function dayOf(instant: number): number {
  return Math.max(0, Math.floor(instant / MICROSECONDS_PER_DAY));
}

/** Every span that a day lies in. */
export function dayTerms(day: number): string[] {
  return Array.from({ length: SPANS }, (_, size) => spanTerm(size, Math.floor(day / SPAN ** size)));
}

/** The fewest spans that are together the days from `first` to `last`, both included. */
export function dayRangeTerms(first: number, last: number): string[] {
  const terms: string[] = [];
  for (let day = first; day <= last;) {
    let size = SPANS - 1;
    while (size > 0 && (day % SPAN ** size !== 0 || day + SPAN ** size - 1 > last)) size -= 1;
    terms.push(spanTerm(size, day / SPAN ** size));
    day += SPAN ** size;
  }
  return terms;
}

function spanTerm(size: number, number: number): string {
  return `${size}d${number}`;
}
