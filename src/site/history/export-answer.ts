import { Problem } from '../../base/problem.ts';
import { dayOf } from '../../base/clock.ts';
import type { HttpAnswer } from '../../http/exchange.ts';
import type { Visit } from '../visit.ts';

/** Texts of whole lines as a file to keep: `lode-WHAT-2026-11-22.jsonl`. */
export function exportAnswer(visit: Visit, what: string, texts: AsyncGenerator<string, void>): HttpAnswer {
  return {
    status: 200,
    headers: {
      'content-type': 'application/jsonl; charset=utf-8',
      'content-disposition': `attachment; filename="lode-${what}-${dayOf(visit.now)}.jsonl"`,
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
    },
    body: bytesOf(texts),
  };
}

async function* bytesOf(texts: AsyncGenerator<string, void>): AsyncGenerator<Uint8Array, void> {
  for await (const text of texts) yield Buffer.from(text);
}

/** The number of an event in a link of ours; undefined for anything else, as for the first page. */
export function eventNumber(text: string | null): number | undefined {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** The number of the last event that somebody has, who goes on after it. A mistyped one must not begin anew in silence. */
export function requireEventNumber(text: string | null): number | undefined {
  if (text === null || text === '') return undefined;
  const number = eventNumber(text);
  if (number === undefined) throw new Problem('bad_request', 'after is the seq of the last line that you have.');
  return number;
}
