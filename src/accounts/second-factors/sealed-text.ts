/**
 * Texts that the server must be able to read again, kept so that a copy of the rows does not give them away: AES-256-GCM
 * under a key of the server's secret. `context` is sealed in with them, so that one account's cannot be put in another's
 * place.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { Random } from '../../base/random.ts';
import type { ServerSecret } from '../../base/server-secret.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Base64url of nonce, tag and text. */
export function sealText(
  deps: { readonly secret: ServerSecret; readonly random: Random },
  text: string,
  context: string,
) {
  const nonce = deps.random.bytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', deps.secret.key('totp secrets'), nonce);
  cipher.setAAD(Buffer.from(context, 'utf8'));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** Undefined for what this server's secret did not seal with this context. */
export function openText(secret: ServerSecret, sealed: string, context: string): string | undefined {
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
  const tagEnd = NONCE_BYTES + TAG_BYTES;
  const decipher = createDecipheriv('aes-256-gcm', secret.key('totp secrets'), bytes.subarray(0, NONCE_BYTES));
  decipher.setAAD(Buffer.from(context, 'utf8')).setAuthTag(bytes.subarray(NONCE_BYTES, tagEnd));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(tagEnd)), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}
