import { createApiKey } from '../accounts/keys/create-api-key.ts';
import { apiKeysAfter, type ApiKeyRow } from '../accounts/keys/keys.queries.ts';
import { requireAccount } from '../accounts/require-account.ts';
import { revokeApiKey } from '../accounts/keys/revoke-api-key.ts';
import { formatInstant, type Instant } from '../base/clock.ts';
import { ROWS_PER_READ } from '../storage/few-or-all.ts';
import { UsageError, type Command, type Terminal } from './command.ts';
import { operator, withGallery } from './with-gallery.ts';
import { parseOptions, parseWords, requireOneWord, requireOption, splitList } from './words.ts';

export const key: Command = {
  summary: 'Create, list and revoke API keys',
  usage: `lode key create --owner NAME [--as USER] --name N --scopes push,push-version,unlist,read,verify [--packages GLOB,…] [--days N]
lode key list [--owner NAME] [--json]
lode key revoke KEY_ID

create prints the key alone on standard output; it is shown this once. With --as it is that person's key, acting for the
owner; without, the owner's own. --packages are ids and globs, * unless it says otherwise; --days are as many as there
may be (lode setting get key-days) unless it says fewer. list shows the keys of everybody, or those that reach what one
account owns, with the ids that revoke takes.`,
  async run([verb, ...words], terminal) {
    switch (verb) {
      case 'create':
        return create(words, terminal);
      case 'list':
        return list(words, terminal);
      case 'revoke':
        return revoke(words, terminal);
      default:
        throw new UsageError('key takes create, list or revoke.');
    }
  },
};

async function create(words: readonly string[], terminal: Terminal): Promise<number> {
  const values = parseOptions(words, {
    owner: { type: 'string' },
    as: { type: 'string' },
    name: { type: 'string' },
    scopes: { type: 'string' },
    packages: { type: 'string', default: '*' },
    days: { type: 'string' },
  });
  const wish = {
    owner: requireOption(values.owner, 'owner'),
    name: requireOption(values.name, 'name'),
    scopes: splitList(requireOption(values.scopes, 'scopes')),
    packages: splitList(values.packages),
    ...(values.days === undefined ? {} : { days: parseDays(values.days) }),
    ...(values.as === undefined ? {} : { as: values.as }),
  };
  const text = await withGallery((gallery) => createApiKey(gallery, operator, wish));
  terminal.out(text.reveal());
  return 0;
}

/** A number, or nothing that could be taken for one: the use case says what it may be. */
function parseDays(text: string): number {
  return /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
}

async function list(words: readonly string[], terminal: Terminal): Promise<number> {
  const values = parseOptions(words, { owner: { type: 'string' }, json: { type: 'boolean' } });
  const { owner } = values;
  await withGallery(async ({ database }) => {
    const ownerId = owner === undefined ? undefined : (await requireAccount(database, owner)).id;
    let after = 0;
    while (true) {
      const keys = await apiKeysAfter(database, { ownerId, after, limit: ROWS_PER_READ });
      for (const row of keys) terminal.out(values.json === true ? JSON.stringify(describe(row)) : line(row));
      await terminal.taken();
      if (keys.length < ROWS_PER_READ) return;
      after = keys.at(-1)?.id ?? after;
    }
  });
  return 0;
}

async function revoke(words: readonly string[], terminal: Terminal): Promise<number> {
  const id = requireOneWord(parseWords(words, {}).positionals, 'key by its id (lode key list shows it)');
  await withGallery((gallery) => revokeApiKey(gallery, operator, id));
  terminal.talk('The key no longer works.');
  return 0;
}

function describe(row: ApiKeyRow) {
  const time = (instant: Instant | null) => (instant === null ? null : formatInstant(instant));
  return {
    id: row.publicId,
    name: row.name,
    owner: row.ownerName,
    person: row.personName,
    scopes: JSON.parse(row.scopes) as string[],
    packages: JSON.parse(row.packages) as string[],
    createdAt: time(row.createdAt),
    expiresAt: time(row.expiresAt),
    rotateBefore: time(row.rotateBefore),
    revokedAt: time(row.revokedAt),
    lastUsedAt: time(row.lastUsedAt),
  };
}

function line(row: ApiKeyRow): string {
  const { id, owner, name, scopes, packages, expiresAt, revokedAt } = describe(row);
  const state = revokedAt === null ? `expires ${expiresAt}` : `revoked ${revokedAt}`;
  return [id, owner, name, scopes.join(','), packages.join(','), state].join('\t');
}
