/** What an HTML form sends, `application/x-www-form-urlencoded`, read once into named texts. */
import { Problem } from '../base/problem.ts';
import type { HttpRequest } from './exchange.ts';
import { readSmallBody } from './small-body.ts';

export interface FormFields {
  /** The first value of that name; empty where there is none. Lines end with `\n`. */
  text(name: string): string;
  /** Every value of that name, in order: check boxes that were ticked. */
  all(name: string): readonly string[];
  has(name: string): boolean;
}

/** Far more than any form of the site has, far less than hurts. */
export const MAX_FORM_BYTES = 64 * 1024;
export const MAX_FORM_FIELDS = 200;

/** Reads the body of a form, or throws a Problem: `bad_request` for what is none, `too_large` beyond the limits. */
export async function readForm(
  request: Pick<HttpRequest, 'header' | 'body'>,
  maxBytes = MAX_FORM_BYTES,
): Promise<FormFields> {
  const type = (request.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') {
    throw new Problem('bad_request', 'This URL takes a form: application/x-www-form-urlencoded.');
  }
  const bytes = await readSmallBody(request, { maxBytes, what: 'A form' });
  return parseForm(bytes.toString('latin1'));
}

/** `text` has one character for each byte of the body. */
export function parseForm(text: string): FormFields {
  const pairs = text === '' ? [] : text.split('&', MAX_FORM_FIELDS + 1);
  if (pairs.length > MAX_FORM_FIELDS) throw new Problem('too_large', `A form may have ${MAX_FORM_FIELDS} fields.`);
  const values = new Map<string, string[]>();
  for (const pair of pairs) {
    const [name, value] = splitPair(pair);
    const of = values.get(name);
    if (of === undefined) values.set(name, [value]);
    else of.push(value);
  }
  return {
    text: (name) => values.get(name)?.[0] ?? '',
    all: (name) => values.get(name) ?? [],
    has: (name) => values.has(name),
  };
}

function splitPair(pair: string): [name: string, value: string] {
  const at = pair.indexOf('=');
  return at === -1 ? [decode(pair), ''] : [decode(pair.slice(0, at)), decode(pair.slice(at + 1))];
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Refuses what no browser sends, and what no database keeps: broken escapes, other encodings, NUL. */
function decode(text: string): string {
  if (/%(?![0-9a-f]{2})/i.test(text)) throw new Problem('bad_request', 'The form has a broken escape.');
  const bytes = text.replaceAll('+', ' ').replace(/%(..)/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  let decoded: string;
  try {
    decoded = utf8.decode(Buffer.from(bytes, 'latin1'));
  } catch (error) {
    throw new Problem('bad_request', 'The form is not UTF-8.', { cause: error });
  }
  if (decoded.includes('\0')) throw new Problem('bad_request', 'The form has a NUL character.');
  return decoded.replaceAll('\r\n', '\n');
}
