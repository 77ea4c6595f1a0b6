import { accountsInOrder, type FoundAccount } from '../accounts/administration/administration.queries.ts';
import { createPasswordReset } from '../accounts/administration/sign-in-aid.ts';
import { setLocked } from '../accounts/lock-account.ts';
import { createPerson } from '../accounts/people/create-person.ts';
import { Secret } from '../base/secret.ts';
import { formatInstant } from '../base/clock.ts';
import { createSiteUrls } from '../site/site-urls.ts';
import { ROWS_PER_READ } from '../storage/few-or-all.ts';
import { UsageError, type Command, type Terminal } from './command.ts';
import { operator, withGallery, type Gallery } from './with-gallery.ts';
import { parseOptions, parseWords, requireOneWord, requireOption } from './words.ts';

export const user: Command = {
  summary: 'Add, list, lock and unlock people, and let them set a new password',
  usage: `lode user add NAME --email E [--admin] [--password-stdin]
lode user list [--json]
lode user lock NAME
lode user unlock NAME
lode user reset-password NAME

A person made here is confirmed at once. --password-stdin reads the password, 12 to 128 characters, from standard input;
without it, reset-password lets the person choose one. --admin makes an administrator of the gallery.
lock takes a person or an organization: sessions end, and keys are refused until unlock.
reset-password prints a link that sets a new password within the hour; a confirmed address gets it by mail too.`,
  async run([verb, ...words], terminal) {
    switch (verb) {
      case 'add':
        return add(words, terminal);
      case 'list':
        return list(words, terminal);
      case 'lock':
      case 'unlock':
        return lock(words, terminal, verb === 'lock');
      case 'reset-password':
        return resetPassword(words, terminal);
      default:
        throw new UsageError('user takes add, list, lock, unlock or reset-password.');
    }
  },
};

async function add(words: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseWords(words, {
    email: { type: 'string' },
    admin: { type: 'boolean' },
    'password-stdin': { type: 'boolean' },
  });
  const name = requireOneWord(positionals, 'person');
  const email = requireOption(values.email, 'email');
  const password =
    values['password-stdin'] === true ? new Secret((await terminal.input()).replace(/\r?\n$/, '')) : undefined;
  await withGallery((gallery) =>
    createPerson(gallery, operator, {
      name,
      email,
      isAdministrator: values.admin ?? false,
      gallery: gallery.config.name,
      ...(password === undefined ? {} : { password }),
    }),
  );
  terminal.talk(`${name} can now have API keys: lode key create --owner ${name} --name ci --scopes push,unlist`);
  if (password === undefined) terminal.talk(`To sign in, ${name} needs a password: lode user reset-password ${name}`);
  return 0;
}

async function list(words: readonly string[], terminal: Terminal): Promise<number> {
  const values = parseOptions(words, { json: { type: 'boolean' } });
  await withGallery((gallery) =>
    listAccounts(gallery, 'people', values.json === true ? accountJson : personLine, terminal),
  );
  return 0;
}

/** Prints one line for each account, by name, as many as there are: no more than a page of them is in memory. */
export async function listAccounts(
  { database }: Pick<Gallery, 'database'>,
  which: 'people' | 'organizations',
  line: (account: FoundAccount) => string,
  terminal: Terminal,
): Promise<void> {
  let after = '';
  while (true) {
    const accounts = await accountsInOrder(database, { begins: '', which, after, limit: ROWS_PER_READ });
    for (const account of accounts) terminal.out(line(account));
    await terminal.taken();
    if (accounts.length < ROWS_PER_READ) return;
    after = accounts.at(-1)?.nameKey ?? after;
  }
}

/** An account as one JSON object. */
export function accountJson(account: FoundAccount): string {
  const { name, kind, email, status, isAdministrator, emailConfirmedAt, createdAt } = account;
  const isConfirmed = emailConfirmedAt !== null;
  return JSON.stringify({
    name,
    kind,
    email,
    status,
    isConfirmed,
    ...(kind === 'person' ? { isAdministrator } : {}),
    createdAt: formatInstant(createdAt),
  });
}

function personLine({ name, email, status, isAdministrator, emailConfirmedAt, createdAt }: FoundAccount): string {
  const unconfirmed = emailConfirmedAt === null ? ['unconfirmed'] : [];
  const marks = [status, ...unconfirmed, ...(isAdministrator ? ['administrator'] : [])].join(', ');
  return [name, email, marks, formatInstant(createdAt)].join('\t');
}

async function lock(words: readonly string[], terminal: Terminal, locked: boolean): Promise<number> {
  const name = requireOneWord(parseWords(words, {}).positionals, 'person');
  await withGallery((gallery) => setLocked(gallery, operator, { name, locked }));
  terminal.talk(`${name} is ${locked ? 'locked: sessions ended, and keys of this account are refused' : 'unlocked'}.`);
  return 0;
}

async function resetPassword(words: readonly string[], terminal: Terminal): Promise<number> {
  const name = requireOneWord(parseWords(words, {}).positionals, 'person');
  const link = await withGallery(async (gallery) => {
    const token = await createPasswordReset(gallery, operator, { name });
    const urls = createSiteUrls(gallery.config.url);
    return urls.absolute(urls.resetPassword(token.reveal()));
  });
  terminal.talk(`Whoever opens this link within the hour sets the password of ${name}. It works once.`);
  terminal.out(link);
  return 0;
}
