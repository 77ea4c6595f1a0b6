import { MICROSECONDS_PER_DAY, parseInstant, type Instant } from '../../base/clock.ts';
import { Problem, type Fault } from '../../base/problem.ts';
import { eventKinds } from '../../log/event-kinds.ts';
import type { HistoryFilter } from '../../log/history.queries.ts';
import { lowerInvariant } from '../../nuget/lower-case.ts';
import type { Database } from '../../storage/database.ts';
import { parseAccountName } from '../account-name.ts';
import { accountByName } from '../accounts.queries.ts';

/** What an administrator looks for, as it was typed; what is empty asks for nothing. */
export interface HistoryWish {
  readonly kind?: string;
  /** The name of who did it. */
  readonly actor?: string;
  /** `package:ID`, `version:ID/VERSION`, `account:NAME`, …, or how it begins, with `*` at its end. */
  readonly subject?: string;
  /** A day (UTC) or a moment. */
  readonly from?: string;
  /** The last day, or the moment that all is before. */
  readonly to?: string;
}

const MAX_SUBJECT_LENGTH = 300;

/** What is looked for as the log can be asked, or a Problem with every mistake. */
export async function toLogFilter(rows: Pick<Database, 'read'>, wish: HistoryWish): Promise<HistoryFilter> {
  const faults: Fault[] = [];
  const { kind = '', actor = '', subject = '', from = '', to = '' } = wish;
  if (kind !== '' && !eventKinds.some((each) => each === kind)) {
    faults.push({ code: 'event_kind', detail: `There is no kind of event called ${kind.slice(0, 64)}.`, at: 'kind' });
  }
  const filter: HistoryFilter = {
    ...(kind === '' ? {} : { kind }),
    ...(actor === '' ? {} : { actor: await accountNumber(rows, actor, faults) }),
    ...(subject === '' ? {} : { subject: await parseSubject(rows, subject, faults) }),
    ...(from === '' ? {} : { from: parseMoment(from, { at: 'from', dayEnds: false }, faults) }),
    ...(to === '' ? {} : { to: parseMoment(to, { at: 'to', dayEnds: true }, faults) }),
  };
  if (faults.length === 0) return filter;
  throw new Problem('bad_request', faults.map(({ detail }) => detail).join(' '), { faults });
}

async function accountNumber(rows: Pick<Database, 'read'>, text: string, faults: Fault[]): Promise<number> {
  const account = await accountByName(rows, parseAccountName(text.trim())?.key ?? '');
  if (account !== undefined) return account.id;
  faults.push({ code: 'account', detail: `There never was an account named ${text.slice(0, 64)}.`, at: 'actor' });
  return 0;
}

/** Accounts stand in the log by id, and are looked for by name; packages by their key, and are looked for by id. */
async function parseSubject(
  rows: Pick<Database, 'read'>,
  text: string,
  faults: Fault[],
): Promise<NonNullable<HistoryFilter['subject']>> {
  const [, kind = '', rest = ''] = /^(package|version|account|key|setting|import):(.+)$/.exec(text.trim()) ?? [];
  if (text.length > MAX_SUBJECT_LENGTH || (kind === '' && text.trim() !== 'gallery')) {
    const detail =
      'A subject is package:ID, version:ID/VERSION, account:NAME, key:ID, setting:NAME, import:SOURCE or gallery; * at its end stands for anything.';
    faults.push({ code: 'event_subject', detail, at: 'subject' });
  }
  if (kind === '') return { is: 'gallery' };
  const name = kind === 'account' ? parseAccountName(rest) : undefined;
  const account = name === undefined ? undefined : await accountByName(rows, name.key);
  if (account !== undefined) return { is: `account:${account.publicId}` };
  const key = kind === 'package' || kind === 'version' ? lowerInvariant(rest) : rest;
  return key.endsWith('*') ? { beginsWith: `${kind}:${key.slice(0, -1)}` } : { is: `${kind}:${key}` };
}

function parseMoment(
  text: string,
  { at, dayEnds }: { readonly at: string; readonly dayEnds: boolean },
  faults: Fault[],
): Instant {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text);
  try {
    const moment = parseInstant(isDay ? `${text}T00:00:00Z` : text);
    return isDay && dayEnds ? moment + MICROSECONDS_PER_DAY : moment;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const detail = `${text.slice(0, 64)} is no time: write a day such as 2026-11-22, or a moment such as 2026-11-22T14:05:00Z.`;
    faults.push({ code: 'time', detail, at });
    return 0;
  }
}
