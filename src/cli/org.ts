import type { FoundAccount } from '../accounts/administration/administration.queries.ts';
import { createOrganization } from '../accounts/organizations/create-organization.ts';
import { formatInstant } from '../base/clock.ts';
import { UsageError, type Command, type Terminal } from './command.ts';
import { accountJson, listAccounts } from './user.ts';
import { operator, withGallery } from './with-gallery.ts';
import { parseOptions, parseWords, requireOneWord, requireOption } from './words.ts';

export const org: Command = {
  summary: 'Add and list organizations',
  usage: `lode org add NAME --email E --admin USER
lode org list [--json]

An organization made here is confirmed at once. USER is a person, who administers it and invites the other members.
lode user lock and unlock take organizations too.`,
  async run([verb, ...words], terminal) {
    switch (verb) {
      case 'add':
        return add(words, terminal);
      case 'list':
        return list(words, terminal);
      default:
        throw new UsageError('org takes add or list.');
    }
  },
};

async function add(words: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseWords(words, { email: { type: 'string' }, admin: { type: 'string' } });
  const name = requireOneWord(positionals, 'organization');
  const email = requireOption(values.email, 'email');
  const administrator = requireOption(values.admin, 'admin');
  await withGallery((gallery) => createOrganization(gallery, operator, { name, email, administrator }));
  terminal.talk(`${name} exists, and ${administrator} is its administrator.`);
  return 0;
}

async function list(words: readonly string[], terminal: Terminal): Promise<number> {
  const values = parseOptions(words, { json: { type: 'boolean' } });
  const line = values.json === true ? accountJson : organizationLine;
  await withGallery((gallery) => listAccounts(gallery, 'organizations', line, terminal));
  return 0;
}

function organizationLine({ name, email, status, createdAt }: FoundAccount): string {
  return [name, email, status, formatInstant(createdAt)].join('\t');
}
