/**
 * Downloads of days that follow each other, drawn on the server. Bars begin at zero; places are shares of the box, so that
 * the drawing fits any width and its texts keep their size.
 */
import { scaleBand, scaleLinear } from 'd3-scale';
import { area, curveStepAfter } from 'd3-shape';
import { countLabel, dayLabel, downloadsText, monthLabel } from './plot-labels.ts';
import { periodLength, periodsOf, periodText, type Period, type PlottedDay } from './plot-periods.ts';

interface DayPlotProps {
  /** Without gaps, the oldest first. */
  readonly days: readonly PlottedDay[];
  /** What is plotted: "Downloads of the last 90 days". */
  readonly label: string;
  /** For a sidebar: without axes. */
  readonly isSmall?: boolean;
}

export function DayPlot({ days, label, isSmall = false }: DayPlotProps) {
  if (days.length === 0) return null;
  return isSmall ? <SmallPlot days={days} label={label} /> : <WholePlot days={days} label={label} />;
}

type PlotProps = Pick<DayPlotProps, 'days' | 'label'>;

const SMALL_HEIGHT = 40;

/** One outline, since ninety bars would be too thin to be told apart; weeks for who cannot see it. */
function SmallPlot({ days, label }: PlotProps) {
  const top = Math.max(1, ...days.map(({ count }) => count));
  const up = scaleLinear([0, top], [SMALL_HEIGHT, 1]);
  const outline = area<number>(
    (_, at) => at,
    SMALL_HEIGHT,
    (count) => round(up(count)),
  ).curve(curveStepAfter);
  const counts = days.map(({ count }) => count);
  return (
    <div class="plot">
      <svg
        class="plot-small"
        viewBox={`0 0 ${days.length} ${SMALL_HEIGHT}`}
        preserveAspectRatio="none"
        aria-hidden="true"
        focusable="false"
      >
        <path class="plot-bar" d={outline([...counts, counts.at(-1) ?? 0]) ?? ''} />
        <line class="plot-base" x1="0" x2={days.length} y1={SMALL_HEIGHT} y2={SMALL_HEIGHT} />
      </svg>
      <div class="visually-hidden">
        <PlotTable label={label} periods={periodsOf(days, 'week')} what="Week" />
      </div>
    </div>
  );
}

function WholePlot({ days, label }: PlotProps) {
  const length = periodLength(days);
  const periods = periodsOf(days, length);
  const along = scaleBand<number>(periods.keys(), [0, 100]).paddingInner(0.25);
  const most = Math.max(...periods.map(({ count }) => count));
  const up = scaleLinear([0, Math.max(most, 4)], [100, 0]).nice(4);
  return (
    <figure class="plot">
      <figcaption class="plot-title">
        {label} <span class="plot-each">by {length}</span>
      </figcaption>
      <svg class="plot-whole" aria-hidden="true" focusable="false">
        {up
          .ticks(4)
          .filter(Number.isInteger)
          .map((tick) => (
            <CountLine count={tick} y={share(up(tick))} />
          ))}
        {periods.map((period, at) => (
          <rect
            class="plot-bar"
            x={share(along(at) ?? 0)}
            width={share(along.bandwidth())}
            y={share(up(period.count))}
            height={share(100 - up(period.count))}
          >
            <title>{`${periodText(period)}: ${downloadsText(period.count)}`}</title>
          </rect>
        ))}
        {dateTicks(periods, length === 'day').map((tick) => (
          <DateText tick={tick} x={share((along(tick.at) ?? 0) + along.bandwidth() / 2)} />
        ))}
      </svg>
      <details class="plot-numbers">
        <summary>Show the numbers</summary>
        <PlotTable label={label} periods={periods.toReversed()} what={PERIODS[length]} />
      </details>
    </figure>
  );
}

const PERIODS = { day: 'Day', week: 'Week', month: 'Month' } as const;

function CountLine({ count, y }: { readonly count: number; readonly y: string }) {
  return (
    <g>
      <line class={count === 0 ? 'plot-base' : 'plot-line'} x1="0" x2="100%" y1={y} y2={y} />
      <text class="plot-text plot-count" x="0" dx="-6" y={y} dy="0.35em">
        {countLabel(count)}
      </text>
    </g>
  );
}

/** The newest ends with its bar, so that nothing stands out beyond the page. */
function DateText({ tick: { text, isMinor, isNewest }, x }: { readonly tick: DateTick; readonly x: string }) {
  const at = isNewest ? 'plot-newest' : 'plot-date';
  return (
    <text
      class={isMinor ? 'plot-text plot-date plot-minor' : `plot-text ${at}`}
      x={isNewest ? '100%' : x}
      y="100%"
      dy="1.6em"
    >
      {text}
    </text>
  );
}

interface DateTick {
  readonly at: number;
  readonly text: string;
  /** Left out where there is no room. */
  readonly isMinor: boolean;
  /** Of the last bar. */
  readonly isNewest: boolean;
}

/** The same weekday again and again, counted from the newest; the first bar of each month where bars are longer. */
function dateTicks(periods: readonly Period[], isDaily: boolean): DateTick[] {
  if (isDaily) {
    const step = periods.length > 50 ? 14 : periods.length > 10 ? 7 : 1;
    return periods
      .map(({ first }, at) => ({ at, text: dayLabel(first), back: periods.length - 1 - at }))
      .filter(({ back, at }) => back % step === 0 && at > 0)
      .map(({ at, text, back }) => ({ at, text, isMinor: (back / step) % 2 === 1, isNewest: back === 0 }));
  }
  const months = periods.flatMap(({ first }, at) =>
    at > 0 && first.slice(0, 7) !== periods[at - 1]?.first.slice(0, 7) ? [{ at, text: monthLabel(first) }] : [],
  );
  const step = Math.ceil(months.length / 12);
  return months
    .filter((_, at) => at % step === 0)
    .map((tick, at) => ({ ...tick, isMinor: at % 3 !== 0, isNewest: false }));
}

interface PlotTableProps {
  readonly label: string;
  readonly periods: readonly Period[];
  readonly what: string;
}

function PlotTable({ label, periods, what }: PlotTableProps) {
  return (
    <table class="plot-table">
      <caption class="visually-hidden">{label}</caption>
      <tr>
        <th scope="col">{what}</th>
        <th scope="col">Downloads</th>
      </tr>
      {periods.map((period) => (
        <tr>
          <th scope="row">{periodText(period)}</th>
          <td>{period.count.toLocaleString('en')}</td>
        </tr>
      ))}
    </table>
  );
}

const round = (value: number): number => Math.round(value * 100) / 100;
const share = (value: number): string => `${round(value)}%`;
