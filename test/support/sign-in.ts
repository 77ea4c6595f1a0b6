/** People who sign in at the site as people do, and the links that mails would bring them. */
import { createPerson } from '../../src/accounts/people/create-person.ts';
import { tokenText, type TokenKind } from '../../src/accounts/one-time-token.ts';
import { Secret } from '../../src/base/secret.ts';
import type { TestApp } from './test-app.ts';

export const PASSWORD = 'lichen on wet rock';

/** A confirmed person, `NAME@gallery.example`, whose password is `PASSWORD`. */
export async function personWithPassword(app: TestApp, name: string): Promise<void> {
  const email = `${name}@gallery.example`;
  await createPerson(app, { kind: 'operator' }, { name, email, password: new Secret(PASSWORD) });
}

/** The text of the newest link of a kind, as a mail would have it. */
export async function newestLink(app: TestApp, kind: TokenKind): Promise<string> {
  const row = await app.database.read
    .selectFrom('one_time_tokens')
    .select('public_id')
    .where('kind', '=', kind)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) throw new Error(`there is no link of kind ${kind}`);
  return tokenText(app.secret, row.public_id);
}
