/** `/stats/reports/packages/{id}[/{version}]`: downloads by day, version and client, as JSON or CSV. */
import { networkOf } from '../../accounts/limits/network-of.ts';
import { Problem } from '../../base/problem.ts';
import { versionReportRows, packageReportRows, type ReportLine } from '../../downloads/download-report.ts';
import { firstDayOf } from '../../downloads/statistics.queries.ts';
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import { page } from '../page.ts';
import type { Visit } from '../visit.ts';
import { csvLine } from './csv.ts';
import { documentAnswer } from './document-answer.ts';
import { packageToCount, versionToCount } from './package-to-count.ts';
import { reportDays } from './range.ts';
import type { StatisticsDeps } from './statistics-deps.ts';

const REPORT_SECONDS = 300;

/** `GET /stats/reports/packages/{id}` */
export function packageReport(deps: StatisticsDeps): HttpHandler {
  return page(deps, async (visit) => {
    const isCsv = wantsCsv(visit);
    await takeTurn(deps, visit);
    const { view, isEverything } = await packageToCount(deps, visit);
    const { registrationId, displayId } = view;
    const days = reportDays(visit.request.query, visit.now, await firstDayOf(deps.database, registrationId));
    const lines = packageReportRows(deps.database, { registrationId, isEverything }, days);
    return report(visit, { id: displayId, version: undefined }, lines, isCsv);
  });
}

/** `GET /stats/reports/packages/{id}/{version}` */
export function versionReport(deps: StatisticsDeps): HttpHandler {
  return page(deps, async (visit) => {
    const isCsv = wantsCsv(visit);
    await takeTurn(deps, visit);
    const { view } = await versionToCount(deps, visit);
    const { registrationId, displayId, version } = view;
    const days = reportDays(visit.request.query, visit.now, await firstDayOf(deps.database, registrationId));
    const lines = versionReportRows(deps.database, version, days);
    return report(visit, { id: displayId, version: version.normalizedVersion }, lines, isCsv);
  });
}

function takeTurn({ limiter }: StatisticsDeps, { viewer, request }: Visit): Promise<void> {
  return limiter.take('report', viewer?.publicId ?? networkOf(request.address));
}

function wantsCsv({ request: { query } }: Visit): boolean {
  const format = query.get('format') ?? 'json';
  if (format !== 'json' && format !== 'csv') throw new Problem('bad_request', 'format is json or csv.');
  return format === 'csv';
}

interface Subject {
  readonly id: string;
  readonly version: string | undefined;
}

/** Sent as it is read, so that ten years cost no more memory than a day. */
function report(visit: Visit, subject: Subject, days: AsyncIterable<ReportLine[]>, isCsv: boolean): HttpAnswer {
  const name = [subject.id, subject.version, 'downloads'].filter((part) => part !== undefined).join('-');
  return documentAnswer(visit, {
    contentType: isCsv ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8',
    seconds: REPORT_SECONDS,
    headers: isCsv ? { 'content-disposition': `attachment; filename="${fileName(name)}.csv"` } : {},
    body: bytesOf(isCsv ? csv(days) : json(subject, days)),
  });
}

/** Ids may have letters that a header cannot carry. */
function fileName(name: string): string {
  return name.replace(/[^\w.+-]/g, '_');
}

async function* csv(days: AsyncIterable<ReportLine[]>): AsyncGenerator<string, void> {
  yield csvLine(['Day', 'Version', 'Client', 'Downloads']);
  for await (const lines of days) {
    yield lines
      .map(({ day, version, client, count }) => csvLine([day, version ?? '(not listed)', client, count]))
      .join('');
  }
}

async function* json({ id, version }: Subject, days: AsyncIterable<ReportLine[]>): AsyncGenerator<string, void> {
  const head = JSON.stringify({ id, version });
  yield `${head.slice(0, -1)},"downloads":[`;
  let between = '';
  for await (const lines of days) {
    for (const { day, version: of, client, count } of lines) {
      yield `${between}${JSON.stringify({ day, version: of, client, count })}`;
      between = ',';
    }
  }
  yield ']}';
}

/** Small texts go together. */
async function* bytesOf(texts: AsyncGenerator<string, void>): AsyncGenerator<Uint8Array, void> {
  let waiting = '';
  for await (const text of texts) {
    waiting += text;
    if (waiting.length < 16_384) continue;
    yield Buffer.from(waiting);
    waiting = '';
  }
  if (waiting !== '') yield Buffer.from(waiting);
}
