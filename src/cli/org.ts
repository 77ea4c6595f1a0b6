import { createOrganization } from '../accounts/organizations/create-organization.ts';
import { UsageError, type Command } from './command.ts';
import { operator, withGallery } from './with-gallery.ts';
import { parseWords, requireOneWord, requireOption } from './words.ts';

export const org: Command = {
  summary: 'Add an organization',
  usage: 'lode org add NAME --email E --admin USER',
  async run([verb, ...words], terminal) {
    if (verb !== 'add') throw new UsageError('org takes add.');
    const { values, positionals } = parseWords(words, { email: { type: 'string' }, admin: { type: 'string' } });
    const name = requireOneWord(positionals, 'organization');
    const email = requireOption(values.email, 'email');
    const administrator = requireOption(values.admin, 'admin');
    await withGallery((gallery) => createOrganization(gallery, operator, { name, email, administrator }));
    terminal.talk(`${name} exists, and ${administrator} is its administrator.`);
    return 0;
  },
};
