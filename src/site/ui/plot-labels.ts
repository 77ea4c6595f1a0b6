/** How numbers and days are written beside a plot: as a person would. */

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** `850`, `2,500`, `40K`, `1.5M`. */
export function countLabel(count: number): string {
  return count < 10_000 ? count.toLocaleString('en') : compact.format(count);
}

/** `1,204 downloads`, `1 download`. */
export function downloadsText(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'download' : 'downloads'}`;
}

/** `12 Oct`. */
export function dayLabel(day: string): string {
  return `${Number(day.slice(8))} ${MONTHS[Number(day.slice(5, 7)) - 1]}`;
}

/** `12 Oct 2026`. */
export function dayText(day: string): string {
  return `${dayLabel(day)} ${day.slice(0, 4)}`;
}

/** `Mon 12 Oct 2026`. */
export function weekdayText(day: string): string {
  return `${WEEKDAYS[new Date(day).getUTCDay()]} ${dayText(day)}`;
}

/** `Oct`; in January with its year. */
export function monthLabel(day: string): string {
  const month = MONTHS[Number(day.slice(5, 7)) - 1] ?? '';
  return month === 'Jan' ? `Jan ${day.slice(0, 4)}` : month;
}
