import type { Clock } from '../../base/clock.ts';
import { publicId } from '../../base/ids.ts';
import type { Random } from '../../base/random.ts';
import type { Secret } from '../../base/secret.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { Database } from '../../storage/database.ts';
import { insertAccount } from '../accounts.queries.ts';
import { deleteTokensOfKind } from '../one-time-tokens.queries.ts';
import { authorship, type OperatorPrincipal } from '../principal.ts';
import { parseAccountWish, type AccountWish } from './account-wish.ts';
import { requireUnusedEmail, requireUnusedName } from './new-name.ts';
import { checkNewPassword } from './password.ts';
import { createPasswords } from './passwords.ts';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
}

export interface PersonWish extends AccountWish {
  readonly isAdministrator?: boolean;
  readonly password?: Secret;
  /** What the gallery is called: a password is not to be that. */
  readonly gallery?: string;
}

/**
 * Makes a person, confirmed at once, or throws a Problem: only an operator on the machine may. Names that are reserved, or
 * look like others, are free to the operator.
 */
export async function createPerson(
  deps: Deps,
  principal: OperatorPrincipal,
  wish: PersonWish,
): Promise<{ publicId: string }> {
  const { name, email } = parseAccountWish(wish, passwordFaults(wish));
  const passwordHash = wish.password === undefined ? null : await createPasswords(deps).hash(wish.password);
  const isAdministrator = wish.isAdministrator ?? false;
  const id = publicId(deps.random);
  await deps.database.mutation(async (tx) => {
    await requireUnusedName({ read: tx }, name);
    await requireUnusedEmail({ read: tx }, email);
    const at = deps.clock.now();
    const account = { publicId: id, kind: 'person', name, email, passwordHash, isAdministrator, at } as const;
    await insertAccount(tx, { ...account, emailConfirmedAt: at });
    // The link that makes the first administrator is worthless once there is one.
    if (isAdministrator) await deleteTokensOfKind(tx, 'setup');
    await appendEvent(tx, {
      at,
      kind: 'account_created',
      ...authorship(principal),
      subject: `account:${id}`,
      data: { kind: account.kind, name: name.display, isAdministrator },
    });
  });
  return { publicId: id };
}

function passwordFaults({ name, email, password, gallery = '' }: PersonWish) {
  return password === undefined ? [] : checkNewPassword(password.reveal(), { name, email, gallery });
}
