/**
 * An authenticator as a program: makes passkeys and answers with them as WebAuthn says (ES256, no attestation), so that a
 * test can also answer as no honest one would. Real browsers are asked in test/browser.
 */
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

export interface Answering {
  readonly origin?: string;
  /** What it says it belongs to; browsers see to it that it is the page's own host. */
  readonly rpId?: string;
  /** The number that it counts to; zero for one that does not count. */
  readonly counter?: number;
  readonly isVerified?: boolean;
  readonly isPresent?: boolean;
  /** Another challenge than the one that was asked. */
  readonly challenge?: string;
  readonly userHandle?: string | null;
  /** What is signed is changed afterwards. */
  readonly isForged?: boolean;
}

interface CreationOptions {
  readonly challenge: string;
  readonly rp: { readonly id?: string };
  readonly user: { readonly id: string };
}

interface RequestOptions {
  readonly challenge: string;
  readonly rpId?: string;
}

export class SoftwareAuthenticator {
  readonly #id = randomBytes(32);
  readonly #privateKey: KeyObject;
  readonly #publicKey: KeyObject;
  readonly #origin: string;
  #userHandle = '';

  constructor(origin = 'https://gallery.example') {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.#privateKey = privateKey;
    this.#publicKey = publicKey;
    this.#origin = origin;
  }

  /** What a browser sends for `navigator.credentials.create`, as JSON. */
  create(options: CreationOptions, as: Answering = {}): string {
    this.#userHandle = options.user.id;
    const clientData = this.#clientData('webauthn.create', as.challenge ?? options.challenge, as);
    const key = Buffer.concat([Buffer.alloc(16), uint16(this.#id.length), this.#id, this.#coseKey()]);
    const authData = Buffer.concat([this.#head(as.rpId ?? options.rp.id ?? '', as, 0x40), key]);
    const attestationObject = cborMap([
      [cborText('fmt'), cborText('none')],
      [cborText('attStmt'), cborMap([])],
      [cborText('authData'), cborBytes(authData)],
    ]);
    return this.#json({
      clientDataJSON: clientData.toString('base64url'),
      attestationObject: attestationObject.toString('base64url'),
      transports: ['internal'],
    });
  }

  /** What a browser sends for `navigator.credentials.get`, as JSON. */
  get(options: RequestOptions, as: Answering = {}): string {
    const clientData = this.#clientData('webauthn.get', as.challenge ?? options.challenge, as);
    const authData = this.#head(as.rpId ?? options.rpId ?? '', as, 0);
    const signed = Buffer.concat([authData, createHash('sha256').update(clientData).digest()]);
    const signature = sign('sha256', as.isForged === true ? Buffer.concat([signed, signed]) : signed, this.#privateKey);
    const userHandle = as.userHandle === undefined ? this.#userHandle : as.userHandle;
    return this.#json({
      clientDataJSON: clientData.toString('base64url'),
      authenticatorData: authData.toString('base64url'),
      signature: signature.toString('base64url'),
      ...(userHandle === null ? {} : { userHandle }),
    });
  }

  #clientData(type: string, challenge: string, { origin = this.#origin }: Answering): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  }

  #head(rpId: string, { counter = 0, isVerified = true, isPresent = true }: Answering, flags: number): Buffer {
    const all = flags | (isPresent ? 0x01 : 0) | (isVerified ? 0x04 : 0);
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    return Buffer.concat([createHash('sha256').update(rpId).digest(), Buffer.from([all]), count]);
  }

  #coseKey(): Buffer {
    const { x = '', y = '' } = this.#publicKey.export({ format: 'jwk' });
    return cborMap([
      [Buffer.from([0x01]), Buffer.from([0x02])], // kty: EC2
      [Buffer.from([0x03]), Buffer.from([0x26])], // alg: ES256
      [Buffer.from([0x20]), Buffer.from([0x01])], // crv: P-256
      [Buffer.from([0x21]), cborBytes(Buffer.from(x, 'base64url'))],
      [Buffer.from([0x22]), cborBytes(Buffer.from(y, 'base64url'))],
    ]);
  }

  #json(response: object): string {
    const id = this.#id.toString('base64url');
    return JSON.stringify({ id, rawId: id, type: 'public-key', clientExtensionResults: {}, response });
  }
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

/** A CBOR head: three bits of type, and a length below 65,536. */
function cborHead(type: number, length: number): Buffer {
  if (length < 24) return Buffer.from([(type << 5) | length]);
  if (length < 256) return Buffer.from([(type << 5) | 24, length]);
  return Buffer.concat([Buffer.from([(type << 5) | 25]), uint16(length)]);
}

function cborBytes(bytes: Buffer): Buffer {
  return Buffer.concat([cborHead(2, bytes.length), bytes]);
}

function cborText(text: string): Buffer {
  return Buffer.concat([cborHead(3, Buffer.byteLength(text)), Buffer.from(text)]);
}

function cborMap(entries: readonly (readonly [Buffer, Buffer])[]): Buffer {
  return Buffer.concat([cborHead(5, entries.length), ...entries.flat()]);
}
