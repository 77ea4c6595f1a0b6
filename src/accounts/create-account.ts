import { argon2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { Clock } from '../base/clock.ts';
import { publicId } from '../base/ids.ts';
import { Problem } from '../base/problem.ts';
import type { Random } from '../base/random.ts';
import type { Secret } from '../base/secret.ts';
import { appendEvent } from '../log/append-event.ts';
import type { Database } from '../storage/database.ts';
import { parseAccountName, parseEmail } from './account-name.ts';
import { accountByName, insertAccount } from './accounts.queries.ts';
import { authorship, type OperatorPrincipal } from './principal.ts';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
}

export interface AccountWish {
  readonly name: string;
  readonly email: string;
  readonly isAdministrator?: boolean;
  readonly password?: Secret;
}

const MIN_PASSWORD_LENGTH = 12;
const MAX_PASSWORD_LENGTH = 128;

/** Makes a person, confirmed at once, or throws a Problem: only an operator on the machine may. */
export async function createPerson(
  deps: Deps,
  principal: OperatorPrincipal,
  wish: AccountWish,
): Promise<{ publicId: string }> {
  const { name, email } = parseAccountWish(wish);
  const passwordHash = wish.password === undefined ? null : await hashPassword(wish.password);
  const account = {
    publicId: publicId(deps.random),
    kind: 'person',
    name,
    email,
    passwordHash,
    at: deps.clock.now(),
    emailConfirmedAt: deps.clock.now(),
  } as const;
  await deps.database.mutation(async (tx) => {
    await requireFreeName({ read: tx }, name.key, wish.name);
    await insertAccount(tx, { ...account, isAdministrator: wish.isAdministrator ?? false });
    await appendEvent(tx, {
      at: account.at,
      kind: 'account_created',
      ...authorship(principal),
      subject: `account:${account.publicId}`,
      data: { kind: account.kind, name: name.display, isAdministrator: wish.isAdministrator ?? false },
    });
  });
  return { publicId: account.publicId };
}

/** The name and the address of a new account, or a Problem with every mistake in them. */
export function parseAccountWish(wish: Pick<AccountWish, 'name' | 'email'>) {
  const name = parseAccountName(wish.name);
  const email = parseEmail(wish.email);
  const faults = [
    ...(name === undefined
      ? [
          {
            code: 'account_name',
            detail: 'A name has 1 to 64 letters and digits, with single ., _ or - between them.',
            at: 'name',
          },
        ]
      : []),
    ...(email === undefined ? [{ code: 'email', detail: `${wish.email} is not an e-mail address.`, at: 'email' }] : []),
  ];
  if (name === undefined || email === undefined) {
    throw new Problem('bad_request', faults.map((fault) => fault.detail).join(' '), { faults });
  }
  return { name, email };
}

/** Throws when the name is somebody's already. Inside the mutation that takes it. */
export async function requireFreeName(
  rows: Parameters<typeof accountByName>[0],
  nameKey: string,
  name: string,
): Promise<void> {
  if ((await accountByName(rows, nameKey)) !== undefined) {
    throw new Problem('conflict', `The name ${name} is taken: people and organizations share one list of names.`);
  }
}

const deriveArgon2 = promisify(argon2);

/** argon2id in the PHC form; parameters are OWASP's of 2025 (19 MiB, 2 passes, 1 lane). */
async function hashPassword(password: Secret): Promise<string> {
  const text = password.reveal();
  if (text.length < MIN_PASSWORD_LENGTH || text.length > MAX_PASSWORD_LENGTH) {
    throw new Problem('bad_request', `A password has ${MIN_PASSWORD_LENGTH} to ${MAX_PASSWORD_LENGTH} characters.`);
  }
  const nonce = randomBytes(16);
  const hash = await deriveArgon2('argon2id', {
    message: text,
    nonce,
    memory: 19_456,
    passes: 2,
    parallelism: 1,
    tagLength: 32,
  });
  const base64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
  return `$argon2id$v=19$m=19456,t=2,p=1$${base64(nonce)}$${base64(hash)}`;
}
