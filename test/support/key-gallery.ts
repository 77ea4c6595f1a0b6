/** People, an organization and what API keys need, over one database, for tests of the use cases of keys. */
import { createPerson } from '../../src/accounts/people/create-person.ts';
import { createApiKey, type ApiKeyWish } from '../../src/accounts/keys/create-api-key.ts';
import { createKeyAuthenticator, type KeyAuthenticator } from '../../src/accounts/keys/key-authenticator.ts';
import { apiKeyByHash, type ApiKeyRow } from '../../src/accounts/keys/keys.queries.ts';
import { hashApiKey } from '../../src/accounts/keys/api-key.ts';
import { createOrganization } from '../../src/accounts/organizations/create-organization.ts';
import { insertMembership, type AccountRow } from '../../src/accounts/accounts.queries.ts';
import type { KeyPrincipal, OperatorPrincipal, SessionPrincipal } from '../../src/accounts/principal.ts';
import { requireAccount } from '../../src/accounts/require-account.ts';
import { FixedClock } from '../../src/base/clock.ts';
import { silentLogger } from '../../src/base/logger.ts';
import { countingRandom, type Random } from '../../src/base/random.ts';
import type { TestDatabase } from './databases.ts';

export const operator: OperatorPrincipal = { kind: 'operator' };
export const origin = { address: '192.0.2.7', userAgent: 'NuGet Command Line/7.0.1 (Unix 6.1)' };

export interface KeyGallery {
  readonly database: TestDatabase;
  readonly clock: FixedClock;
  readonly random: Random;
  readonly keys: KeyAuthenticator;
  account(name: string): Promise<AccountRow>;
  /** Somebody who has signed in a moment ago. */
  session(name: string): Promise<SessionPrincipal>;
  /** A key made by the operator: `push` and `unlist` for everything, a year long, unless it says otherwise. */
  key(wish: Partial<ApiKeyWish> & { readonly owner: string }): Promise<string>;
  row(text: string): Promise<ApiKeyRow>;
  use(text: string): Promise<KeyPrincipal>;
  events(kind: string): Promise<{ readonly subject: string; readonly data: Record<string, unknown> }[]>;
}

/** olga administers acme, pavel collaborates there, mina is a stranger, root administers the gallery. */
export async function openKeyGallery(database: TestDatabase): Promise<KeyGallery> {
  const parts = { database, clock: new FixedClock(), random: countingRandom(), logger: silentLogger };
  const keys = createKeyAuthenticator(parts);
  for (const name of ['olga', 'pavel', 'mina', 'root']) {
    const wish = { name, email: `${name}@gallery.example`, isAdministrator: name === 'root' };
    await createPerson(parts, operator, wish);
  }
  await createOrganization(parts, operator, { name: 'acme', email: 'acme@gallery.example', administrator: 'olga' });
  const account = (name: string) => requireAccount(database, name);
  const membership = { organizationId: (await account('acme')).id, personId: (await account('pavel')).id };
  await database.transaction((tx) => insertMembership(tx, { ...membership, role: 'collaborator' }, 0));
  return {
    ...parts,
    keys,
    account,
    async session(name) {
      const { id, publicId, isAdministrator } = await account(name);
      return {
        kind: 'session',
        sessionPublicId: `session-of-${name}`,
        actorId: id,
        publicId,
        name,
        isAdministrator,
        isConfirmed: true,
        authenticatedAt: parts.clock.now(),
        hasSecondFactor: false,
        mustAddSecondFactor: false,
      };
    },
    async key(wish) {
      const usual = { name: 'ci', scopes: ['push', 'unlist'], packages: ['*'], days: 365 };
      return (await createApiKey(parts, operator, { ...usual, ...wish })).reveal();
    },
    async row(text) {
      const row = await apiKeyByHash(database, hashApiKey(text));
      if (row === undefined) throw new Error('there is no such key');
      return row;
    },
    use: (text) => keys.authenticate(text, origin),
    async events(kind) {
      const rows = await database.read
        .selectFrom('events')
        .select(['subject', 'data'])
        .where('kind', '=', kind)
        .orderBy('seq')
        .execute();
      return rows.map(({ subject, data }) => ({ subject, data: JSON.parse(data) as Record<string, unknown> }));
    },
  };
}
