/**
 * What proves that a form was rendered for the browser that sends it: a token in a hidden field that only this server can
 * make, bound to a cookie that only this browser has. Each rendering has another one, so that a page which a proxy
 * compresses gives nothing away by its length.
 */
import { randomBase62 } from '../base/ids.ts';
import type { Random } from '../base/random.ts';
import type { ServerSecret } from '../base/server-secret.ts';
import type { HttpRequest } from '../http/exchange.ts';

const NONCE_LENGTH = 22;
const MAX_TOKEN_LENGTH = 100;

/** `binding` names whose browser it is: a session's cookie, or a visitor's. */
export function makeFormToken(secret: ServerSecret, random: Random, binding: string): string {
  const nonce = randomBase62(random, NONCE_LENGTH);
  return `${nonce}.${secret.sign('form tokens', `${nonce} ${binding}`)}`;
}

export function isFormToken(secret: ServerSecret, token: string, binding: string): boolean {
  if (token.length > MAX_TOKEN_LENGTH) return false;
  const [nonce = '', signature = ''] = token.split('.');
  return nonce.length === NONCE_LENGTH && secret.isSignatureOf('form tokens', `${nonce} ${binding}`, signature);
}

/**
 * Whether a request may come from one of our own pages, as far as the browser says. A page with a token in its URL sends
 * no referrer, and from there `Origin: null` is what browsers send; Sec-Fetch-Site tells then, and where plain HTTP has
 * neither, the form's token decides alone.
 */
export function comesFromHere(request: Pick<HttpRequest, 'header'>, origin: string): boolean {
  const site = request.header('sec-fetch-site');
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  const from = request.header('origin');
  return from === undefined || from === 'null' || from === origin;
}
