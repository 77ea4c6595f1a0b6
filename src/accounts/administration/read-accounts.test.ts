import assert from 'node:assert/strict';
import { it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { OPERATOR, peopleOf, type People } from '../../../test/support/people.ts';
import { Problem } from '../../base/problem.ts';
import type { Database } from '../../storage/database.ts';
import { insertAccount } from '../accounts.queries.ts';
import { setLocked } from '../lock-account.ts';
import { countGallery, findAccounts, readAccount } from './read-accounts.ts';

const refused = (code: string) => (error: unknown) => error instanceof Problem && error.code === code;

async function addMany(database: Database, count: number): Promise<void> {
  await database.transaction(async (tx) => {
    for (let index = 0; index < count; index += 1) {
      const name = `p${String(index).padStart(4, '0')}`;
      const email = `${name}@many.example`;
      await insertAccount(tx, {
        publicId: `id-${name}`,
        kind: 'person',
        name: { display: name.toUpperCase(), key: name },
        email: { display: email, key: email },
        isAdministrator: false,
        passwordHash: null,
        emailConfirmedAt: null,
        at: 1,
      });
    }
  });
}

async function gallery(people: People) {
  const root = await people.person('root', true);
  await people.person('olga');
  await people.person('Olaf');
  await people.organization('acme', 'olga');
  await setLocked(people, OPERATOR, { name: 'olaf', locked: true });
  return root;
}

forEachDatabase((_, open) => {
  it('finds people and organizations by how their name or address begins', async () => {
    const people = await peopleOf(open);
    const root = await gallery(people);
    const names = async (begins: string, which = 'all') =>
      (await findAccounts(people, root, { begins, which, after: '' })).accounts.map(({ name }) => name);
    assert.deepEqual(await names(''), ['acme', 'Olaf', 'olga', 'root']);
    assert.deepEqual(await names('OL'), ['Olaf', 'olga']);
    assert.deepEqual(await names('olga@gallery.ex'), ['olga']);
    assert.deepEqual(await names('', 'people'), ['Olaf', 'olga', 'root']);
    assert.deepEqual(await names('', 'organizations'), ['acme']);
    assert.deepEqual(await names('', 'administrators'), ['root']);
    assert.deepEqual(await names('', 'locked'), ['Olaf']);
    assert.deepEqual(await names('', 'nonsense'), ['acme', 'Olaf', 'olga', 'root']);
    assert.deepEqual(await names("o%_'\0\ud800"), []);
    assert.deepEqual(await names('x'.repeat(10_000)), []);
  });

  it('pages through many of them by name', async () => {
    const people = await peopleOf(open);
    const root = await gallery(people);
    await addMany(people.database, 120);
    const seen: string[] = [];
    let after: string | undefined = '';
    while (after !== undefined) {
      const page = await findAccounts(people, root, { begins: 'P', which: 'people', after });
      seen.push(...page.accounts.map(({ nameKey }) => nameKey));
      after = page.next;
    }
    assert.deepEqual(
      seen,
      Array.from({ length: 120 }, (_value, index) => `p${String(index).padStart(4, '0')}`),
    );
  });

  it('shows an account with what it has', async () => {
    const people = await peopleOf(open);
    const root = await gallery(people);
    const report = await readAccount(people, root, 'OLGA');
    assert.equal(report.account.name, 'olga');
    assert.equal(report.hasPassword, false);
    assert.deepEqual(report.organizations, [{ name: 'acme', role: 'administrator' }]);
    assert.deepEqual(report.counts, { sessions: 1, keys: 0, packages: 0, members: 0, identities: 0 });
    assert.deepEqual(report.factors, { passkeys: [], app: undefined, recoveryCodesLeft: 0 });
    assert.equal((await readAccount(people, root, 'acme')).counts.members, 1);
    assert.ok(!JSON.stringify(report).includes('argon2'));
    await assert.rejects(readAccount(people, root, 'nobody'), refused('not_found'));
  });

  it('counts the gallery', async () => {
    const people = await peopleOf(open);
    const root = await gallery(people);
    const mail = { template: 't', account_id: null, address: 'a', data: '{}', created_at: 1, next_attempt_at: 1 };
    await people.database.transaction((tx) =>
      tx
        .insertInto('mails')
        .values([
          { ...mail, message_key: 'waits', attempts: 3, last_error: 'no' },
          { ...mail, message_key: 'sent', attempts: 1, sent_at: 2 },
          { ...mail, message_key: 'failed', attempts: 9, failed_at: 2 },
        ])
        .execute(),
    );
    assert.deepEqual(await countGallery(people, root), {
      people: 3,
      organizations: 1,
      locked: 1,
      packages: 0,
      keys: 0,
      mailsWaiting: 1,
      mailsFailed: 1,
    });
  });

  it('is for administrators of the gallery', async () => {
    const people = await peopleOf(open);
    await gallery(people);
    const olga = { ...(await people.signIn('olga')), isAdministrator: true };
    await assert.rejects(findAccounts(people, olga, { begins: '', which: '', after: '' }), refused('forbidden'));
    await assert.rejects(readAccount(people, olga, 'olga'), refused('forbidden'));
    await assert.rejects(countGallery(people, olga), refused('forbidden'));
  });
});
