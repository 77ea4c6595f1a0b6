/** People who sign in at the site as people do, and the links that mails would bring them. */
import { createPerson } from '../../src/accounts/people/create-person.ts';
import { hashPassword } from '../../src/accounts/people/password-hash.ts';
import { requireAccount } from '../../src/accounts/require-account.ts';
import { tokenText, type TokenKind } from '../../src/accounts/one-time-token.ts';
import { systemRandom } from '../../src/base/random.ts';
import { siteVisitor, type SiteVisitor, type VisitedPage } from './site-visitor.ts';
import type { TestApp } from './test-app.ts';

export const PASSWORD = 'lichen on wet rock';

let hash: Promise<string> | undefined;

/** A confirmed person, `NAME@gallery.example`, whose password is `PASSWORD`. It is hashed once a process. */
export async function personWithPassword(app: TestApp, name: string): Promise<void> {
  await createPerson(app, { kind: 'operator' }, { name, email: `${name}@gallery.example` });
  const { id } = await requireAccount(app.database, name);
  hash ??= hashPassword(systemRandom, PASSWORD);
  const passwordHash = await hash;
  await app.database.transaction((tx) =>
    tx.updateTable('accounts').set({ password_hash: passwordHash }).where('id', '=', id).execute(),
  );
}

/** What the sign-in page answers to a name and a password. */
export async function trySignIn(visitor: SiteVisitor, login: string, password = PASSWORD): Promise<VisitedPage> {
  const page = await visitor.get('/signin');
  return page.submit('Sign in', { 'Username or email': login, Password: password });
}

/** A browser in which somebody has signed in by the form. */
export async function browserOf(app: TestApp, name: string, password = PASSWORD): Promise<SiteVisitor> {
  const visitor = siteVisitor(app.url);
  const page = await trySignIn(visitor, name, password);
  if (visitor.cookie('lode_session') === undefined) throw new Error(`${name} cannot sign in: ${page.text}`);
  return visitor;
}

/** The token of the first form of a page, for a form that the page does not have. */
export function formToken({ html }: VisitedPage): string {
  return /name="token" value="([^"]+)"/.exec(html)?.[1] ?? '';
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

/** What the log says of an account, the oldest first. */
export async function eventsOf(
  app: TestApp,
  name: string,
): Promise<{ readonly kind: string; readonly data: unknown }[]> {
  const { publicId } = await requireAccount(app.database, name);
  const rows = await app.database.read
    .selectFrom('events')
    .select(['kind', 'data'])
    .where('subject', '=', `account:${publicId}`)
    .orderBy('seq')
    .execute();
  return rows.map(({ kind, data }) => ({ kind, data: JSON.parse(data) as unknown }));
}
