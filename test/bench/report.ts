/** The figures as they come, and the table at the end. */

export interface Figure {
  readonly what: string;
  readonly ours: string;
  /** The same bytes from nginx in the same run, where there are any. */
  readonly nginx?: string;
  readonly target: string;
  readonly isMet: boolean;
}

export class Report {
  readonly #figures: Figure[] = [];

  add(figure: Figure): void {
    this.#figures.push(figure);
    const beside = figure.nginx === undefined ? '' : `, nginx ${figure.nginx}`;
    process.stderr.write(
      `${figure.isMet ? 'met   ' : 'MISSED'} ${figure.what}: ${figure.ours}${beside} (at least: ${figure.target})\n`,
    );
  }

  /** Markdown, for docs/. */
  table(): string {
    const rows = this.#figures.map(
      ({ what, ours, nginx, target, isMet }) =>
        `| ${what} | ${ours} | ${nginx ?? '–'} | ${target} | ${isMet ? 'yes' : '**no**'} |`,
    );
    return ['| figure | Lode | nginx | target | met |', '|---|---|---|---|---|', ...rows].join('\n');
  }
}

export const perSecond = (value: number): string => `${Math.round(value).toLocaleString('en-US')}/s`;
export const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(0)} MB`;
export const milliseconds = (value: number): string => `${value.toFixed(1)} ms`;

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
