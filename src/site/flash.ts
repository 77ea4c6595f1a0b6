/** What happened, said once on the next page: a signed cookie that the page which shows it takes away. */
import type { ServerSecret } from '../base/server-secret.ts';

export interface Flash {
  /** `done` for what was wished, `warning` for what the reader should know of it. */
  readonly kind: 'done' | 'warning';
  /** One or two sentences: what happened, to what. */
  readonly text: string;
  /** The way back, or on. */
  readonly link?: { readonly href: string; readonly label: string };
  /** What takes it back: a form with one button, since no link changes anything. */
  readonly undo?: { readonly action: string; readonly fields: Readonly<Record<string, string>> };
}

export const FLASH_COOKIE = 'lode_flash';
/** A redirect follows at once; what nobody saw by then would confuse later. */
export const FLASH_SECONDS = 300;
/** In characters, of which each takes six of a cookie's at most. */
const MAX_TEXT_LENGTH = 400;
const MAX_LINK_LENGTH = 600;
/** Browsers drop cookies of more than 4,096 bytes, with name and attributes. */
const MAX_SEALED_LENGTH = 3_800;

/** The cookie's value. What is too long for a cookie is cut, since a browser would drop all of it. */
export function sealFlash(secret: ServerSecret, { undo, ...flash }: Flash): string {
  const sealed = seal(secret, flash, undo);
  return undo === undefined || sealed.length <= MAX_SEALED_LENGTH ? sealed : seal(secret, flash, undefined);
}

function seal(secret: ServerSecret, { kind, text, link }: Flash, undo: Flash['undo']): string {
  const hasRoom = link !== undefined && link.href.length + link.label.length <= MAX_LINK_LENGTH;
  const said: Flash = { kind, text: cut(text), ...(hasRoom ? { link } : {}), ...(undo === undefined ? {} : { undo }) };
  const sealed = Buffer.from(JSON.stringify(said)).toString('base64url');
  return `${sealed}.${secret.sign('signed cookies', `flash ${sealed}`)}`;
}

function cut(text: string): string {
  const characters = Array.from(text.toWellFormed().replace(/\p{Cc}/gu, ' '));
  return characters.length <= MAX_TEXT_LENGTH
    ? characters.join('')
    : `${characters.slice(0, MAX_TEXT_LENGTH - 1).join('')}…`;
}

/** Undefined for what this server did not seal. */
export function openFlash(secret: ServerSecret, value: string | undefined): Flash | undefined {
  const [sealed = '', signature = ''] = (value ?? '').split('.');
  if (sealed === '' || !secret.isSignatureOf('signed cookies', `flash ${sealed}`, signature)) return undefined;
  return JSON.parse(Buffer.from(sealed, 'base64url').toString()) as Flash;
}
