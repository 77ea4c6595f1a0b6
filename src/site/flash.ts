/** What happened, said once on the next page: a signed cookie that the page which shows it takes away. */
import type { ServerSecret } from '../base/server-secret.ts';

export interface Flash {
  /** `done` for what was wished, `warning` for what the reader should know of it. */
  readonly kind: 'done' | 'warning';
  /** One or two sentences: what happened, to what. */
  readonly text: string;
  /** The way back, or on. */
  readonly link?: { readonly href: string; readonly label: string };
}

export const FLASH_COOKIE = 'lode_flash';
/** A redirect follows at once; what nobody saw by then would confuse later. */
export const FLASH_SECONDS = 300;
const MAX_TEXT_LENGTH = 500;

/** The cookie's value. A longer text is cut: a cookie that is too long would be dropped with all of it. */
export function sealFlash(secret: ServerSecret, flash: Flash): string {
  const { kind, text, link } = flash;
  const cut = text.length <= MAX_TEXT_LENGTH ? text : `${text.slice(0, MAX_TEXT_LENGTH - 1).toWellFormed()}…`;
  const sealed = Buffer.from(JSON.stringify({ kind, text: cut, link })).toString('base64url');
  return `${sealed}.${secret.sign('signed cookies', `flash ${sealed}`)}`;
}

/** Undefined for what this server did not seal. */
export function openFlash(secret: ServerSecret, value: string | undefined): Flash | undefined {
  const [sealed = '', signature = ''] = (value ?? '').split('.');
  if (sealed === '' || !secret.isSignatureOf('signed cookies', `flash ${sealed}`, signature)) return undefined;
  return JSON.parse(Buffer.from(sealed, 'base64url').toString()) as Flash;
}
