/** argon2id in the PHC form (`$argon2id$v=19$m=…,t=…,p=…$salt$hash`), which carries the parameters that it was made with. */
import { argon2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { Random } from '../../base/random.ts';

interface Cost {
  readonly memoryKib: number;
  readonly passes: number;
  readonly lanes: number;
}

/** OWASP's of 2025: 19 MiB, 2 passes, 1 lane. */
const COST: Cost = { memoryKib: 19_456, passes: 2, lanes: 1 };
/** What a stored hash may ask for at most, so that a row from elsewhere cannot take the machine down. */
const MAX_COST: Cost = { memoryKib: 262_144, passes: 10, lanes: 8 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;
const PHC = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,64})\$([A-Za-z0-9+/]{22,86})$/;

const derive = promisify(argon2);

/** The hash of a password that `normalizePassword` gave, with a salt of its own. */
export async function hashPassword(random: Random, password: string): Promise<string> {
  const salt = random.bytes(SALT_BYTES);
  return toPhc(salt, await deriveHash(password, salt, COST, HASH_BYTES));
}

/** Nobody's: it takes as long to compare as a real one, and no password gives it. */
export const NOBODYS_HASH = toPhc(new Uint8Array(SALT_BYTES), new Uint8Array(HASH_BYTES));

/** Whether a hash is this password's. False for a hash that cannot be read. */
export async function isHashOf(phc: string, password: string): Promise<boolean> {
  const parsed = parse(phc);
  if (parsed === undefined) return false;
  const { cost, salt, hash } = parsed;
  return timingSafeEqual(hash, await deriveHash(password, salt, cost, hash.byteLength));
}

/** Whether a hash was made with less work than today's is: who has the password at hand makes it anew. */
export function isOutgrown(phc: string): boolean {
  const cost = parse(phc)?.cost;
  return cost === undefined || cost.memoryKib < COST.memoryKib || cost.passes < COST.passes;
}

function parse(phc: string): { cost: Cost; salt: Buffer; hash: Buffer } | undefined {
  const [, memory, passes, lanes, salt = '', hash = ''] = PHC.exec(phc) ?? [];
  const cost = { memoryKib: Number(memory), passes: Number(passes), lanes: Number(lanes) };
  const fits = (['memoryKib', 'passes', 'lanes'] as const).every(
    (part) => cost[part] >= 1 && cost[part] <= MAX_COST[part],
  );
  return fits ? { cost, salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') } : undefined;
}

function deriveHash(message: string, nonce: Uint8Array, cost: Cost, tagLength: number): Promise<Buffer> {
  const { memoryKib: memory, passes, lanes: parallelism } = cost;
  return derive('argon2id', { message, nonce, memory, passes, parallelism, tagLength });
}

function toPhc(salt: Uint8Array, hash: Uint8Array): string {
  const { memoryKib, passes, lanes } = COST;
  return `$argon2id$v=19$m=${memoryKib},t=${passes},p=${lanes}$${base64(salt)}$${base64(hash)}`;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '');
}
