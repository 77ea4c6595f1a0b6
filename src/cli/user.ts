import { listAccounts } from '../accounts/accounts.queries.ts';
import { createPerson } from '../accounts/people/create-person.ts';
import { setLocked } from '../accounts/lock-account.ts';
import { Secret } from '../base/secret.ts';
import { formatInstant } from '../base/clock.ts';
import { UsageError, type Command, type Terminal } from './command.ts';
import { operator, withGallery } from './with-gallery.ts';
import { parseOptions, parseWords, requireOneWord, requireOption } from './words.ts';

export const user: Command = {
  summary: 'Add, list, lock and unlock people',
  usage: `lode user add NAME --email E [--admin] [--password-stdin]
lode user list [--json]
lode user lock NAME
lode user unlock NAME

A person made here is confirmed at once. --password-stdin reads the password, 12 to 128 characters, from standard input.`,
  async run([verb, ...words], terminal) {
    switch (verb) {
      case 'add':
        return add(words, terminal);
      case 'list':
        return list(words, terminal);
      case 'lock':
      case 'unlock':
        return lock(words, terminal, verb === 'lock');
      default:
        throw new UsageError(`user takes add, list, lock or unlock.`);
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
      ...(password === undefined ? {} : { password }),
    }),
  );
  terminal.talk(`${name} can now have API keys: lode key create --owner ${name} --name ci --scopes push,unlist`);
  return 0;
}

async function list(words: readonly string[], terminal: Terminal): Promise<number> {
  const values = parseOptions(words, { json: { type: 'boolean' } });
  const accounts = await withGallery(({ database }) => listAccounts(database));
  for (const { kind, name, email, status, isAdministrator, createdAt } of accounts) {
    const since = formatInstant(createdAt);
    const marks = [kind, status, ...(isAdministrator ? ['administrator'] : [])].join(', ');
    terminal.out(
      values.json === true
        ? JSON.stringify({ name, kind, email, status, isAdministrator, createdAt: since })
        : `${name}\t${email}\t${marks}\t${since}`,
    );
  }
  return 0;
}

async function lock(words: readonly string[], terminal: Terminal, locked: boolean): Promise<number> {
  const { positionals } = parseWords(words, {});
  const name = requireOneWord(positionals, 'person');
  await withGallery((gallery) => setLocked(gallery, operator, { name, locked }));
  terminal.talk(`${name} is ${locked ? 'locked: keys of this account are refused' : 'unlocked'}.`);
  return 0;
}
