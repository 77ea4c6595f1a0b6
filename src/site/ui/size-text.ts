const UNITS = ['KB', 'MB', 'GB'] as const;

/** `412 bytes`, `41 KB`, `3.1 MB`: of 1,000, with one digit behind the point below ten. */
export function sizeText(bytes: number): string {
  if (bytes < 1_000) return bytes === 1 ? '1 byte' : `${bytes} bytes`;
  let [size, unit] = [bytes / 1_000, 0];
  while (Math.round(size) >= 1_000 && unit < UNITS.length - 1) [size, unit] = [size / 1_000, unit + 1];
  const text = size < 9.95 ? size.toFixed(1).replace(/\.0$/, '') : Math.round(size).toLocaleString('en');
  return `${text} ${UNITS[unit]}`;
}
