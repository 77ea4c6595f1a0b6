import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { Secret } from './secret.ts';

/** What a secret of the server is for: another purpose gives another key, so that none can stand in for another. */
export type SecretPurpose = 'form tokens' | 'mailed tokens' | 'signed cookies' | 'totp secrets' | 'known devices';

/**
 * The one secret that all others of a server derive from (HKDF-SHA-256, RFC 5869), the same on every node. Whoever changes
 * it ends what was signed with it: open forms, mailed links, two-factor apps.
 */
export class ServerSecret {
  readonly #root: Secret;
  readonly #derived = new Map<SecretPurpose, Buffer>();

  constructor(root: Secret) {
    this.#root = root;
  }

  /** 32 bytes for one purpose. */
  key(purpose: SecretPurpose): Buffer {
    let key = this.#derived.get(purpose);
    if (key === undefined) {
      key = Buffer.from(hkdfSync('sha256', this.#root.reveal(), 'lode', purpose, 32));
      this.#derived.set(purpose, key);
    }
    return key;
  }

  /** HMAC-SHA-256 in base64url: proves later that this server said `text` for this purpose. */
  sign(purpose: SecretPurpose, text: string): string {
    return createHmac('sha256', this.key(purpose)).update(text, 'utf8').digest('base64url');
  }

  /** Whether `signature` is what `sign` gave; takes the same time whatever differs. */
  isSignatureOf(purpose: SecretPurpose, text: string, signature: string): boolean {
    const expected = Buffer.from(this.sign(purpose, text));
    const given = Buffer.from(signature);
    return given.length === expected.length && timingSafeEqual(given, expected);
  }
}
