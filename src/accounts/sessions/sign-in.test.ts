import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { OPERATOR, ORIGIN, peopleOf, type People } from '../../../test/support/people.ts';
import { Problem } from '../../base/problem.ts';
import { defaultRateLimits } from '../../base/rate-limits.ts';
import { Secret } from '../../base/secret.ts';
import { createRateLimiter } from '../limits/rate-limiter.ts';
import { createPerson } from '../people/create-person.ts';
import { createPasswords, type Passwords } from '../people/passwords.ts';
import { insertPasskey } from '../second-factors/passkeys.queries.ts';
import { askPasswordReset } from '../people/ask-password-reset.ts';
import { findSession } from './find-session.ts';
import { findPendingSignIn } from './pending-sign-in.ts';
import { signIn, type SignInDeps, type SignInWish } from './sign-in.ts';

const PASSWORD = new Secret('lichen on wet rock');

/** Counts what costs time. */
function countingPasswords(people: People): Passwords & { readonly counted: { hashes: number; checks: number } } {
  const real = createPasswords(people);
  const counted = { hashes: 0, checks: 0 };
  return {
    counted,
    hash(password) {
      counted.hashes += 1;
      return real.hash(password);
    },
    verify(stored, password) {
      counted.checks += 1;
      return real.verify(stored, password);
    },
  };
}

function wishOf(login: string, password = PASSWORD): SignInWish {
  return { login, password, knownDevices: undefined, returnPath: undefined, current: undefined };
}

forEachDatabase((_, open) => {
  describe('signIn', () => {
    const galleryOf = async () => {
      const people = await peopleOf(open);
      await createPerson(people, OPERATOR, { name: 'olga', email: 'olga@gallery.example', password: PASSWORD });
      await people.person('boris');
      await people.organization('acme', 'olga');
      const passwords = countingPasswords(people);
      const deps: SignInDeps = { ...people, passwords, isIssuerOnly: false };
      return { people, passwords, deps };
    };
    const isFailure = (error: unknown) => error instanceof Problem && error.code === 'sign_in_failed';

    it('does the same work for a login that nobody has as for a wrong password', async () => {
      const { people, passwords, deps } = await galleryOf();
      await people.newEvents();
      const logins = [
        'olga',
        'OLGA@gallery.example',
        'nobody',
        'nobody@gallery.example',
        'boris',
        'acme',
        'acme@gallery.example',
        '',
        'not a name',
      ];
      for (const [index, login] of logins.entries()) {
        await assert.rejects(signIn(deps, wishOf(login, new Secret('something else')), ORIGIN), isFailure, login);
        assert.deepEqual(passwords.counted, { hashes: 0, checks: index + 1 }, login);
      }
      assert.deepEqual(await people.newEvents(), []);
    });

    it('writes a row for whoever is guessed at too often, and speaks only of somebody in the log', async () => {
      const { people, deps } = await galleryOf();
      const limiter = createRateLimiter(people, { ...defaultRateLimits, signin: { most: 1, windowSeconds: 60 } });
      await people.newEvents();
      const rows = async () =>
        (
          await people.database.read
            .selectFrom('rate_limits')
            .select('used')
            .where('bucket_key', 'like', 'told:%')
            .execute()
        ).length;
      for (const [index, login] of ['olga', 'nobody@gallery.example'].entries()) {
        const guess = () => signIn({ ...deps, limiter }, wishOf(login, new Secret('something else')), ORIGIN);
        await assert.rejects(guess(), isFailure);
        await assert.rejects(guess(), { code: 'too_many_requests' });
        assert.equal(await rows(), index + 1, login);
      }
      assert.deepEqual(
        (await people.newEvents()).map(({ kind }) => kind),
        ['sign_in_refused'],
      );
    });

    it('begins a session with whoever knows the password', async () => {
      const { people, deps } = await galleryOf();
      await people.newEvents();
      const outcome = await signIn(deps, wishOf('olga'), ORIGIN);
      assert.ok(outcome.kind === 'signed-in');
      const principal = await findSession(people, outcome.session.reveal());
      assert.equal(principal?.name, 'olga');
      assert.equal(principal.hasSecondFactor, false);
      assert.deepEqual(await people.newEvents(), [
        { kind: 'signed_in', data: { session: principal.sessionPublicId, how: 'password', isNewDevice: true } },
      ]);
      const stored = await people.database.read.selectFrom('sessions').selectAll().execute();
      assert.ok(!JSON.stringify(stored).includes(outcome.session.reveal()), 'the text is nowhere in the rows');
    });

    it('waits for the second factor of who has one, with nobody signed in', async () => {
      const { people, deps } = await galleryOf();
      const current = await people.signIn('boris');
      const accountId = await people.accountId('olga');
      await people.database.transaction((tx) =>
        insertPasskey(tx, {
          public_id: 'p',
          account_id: accountId,
          credential_key: 'c',
          public_key: 'k',
          counter: 0,
          transports: '[]',
          name: 'key',
          created_at: 1,
          last_used_at: null,
        }),
      );
      const sessions = () => people.database.read.selectFrom('sessions').select('public_id').execute();
      const before = await sessions();
      const outcome = await signIn(deps, { ...wishOf('olga'), current, returnPath: '/account' }, ORIGIN);
      assert.ok(outcome.kind === 'second-factor');
      assert.deepEqual(await sessions(), before);
      const waiting = await findPendingSignIn(people, people.database, outcome.pending);
      assert.deepEqual(
        { ...waiting, account: waiting?.account.name },
        {
          account: 'olga',
          how: 'password',
          isNewDevice: true,
          returnPath: '/account',
          renews: null,
          replaces: current.sessionPublicId,
        },
      );
    });

    it('makes a hash anew that was made with less work', async () => {
      const { people, deps, passwords } = await galleryOf();
      const weaker = '$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$4ZDNYPjne+zXjJ5MX8PW1wVb9yR1nfzRmgN/cXO2/Kk';
      const setHash = (hash: string) =>
        people.database.transaction((tx) =>
          tx.updateTable('accounts').set({ password_hash: hash }).where('name_key', '=', 'olga').execute(),
        );
      await setHash(weaker);
      const wish = wishOf('olga', new Secret('lichen on wet rock'));

      const verdict = await createPasswords(people).verify(weaker, wish.password);
      assert.equal(verdict, 'outgrown');
      assert.equal((await signIn(deps, wish, ORIGIN)).kind, 'signed-in');
      assert.equal(passwords.counted.hashes, 1);
      const row = await people.database.read
        .selectFrom('accounts')
        .select('password_hash')
        .where('name_key', '=', 'olga')
        .executeTakeFirst();
      assert.match(row?.password_hash ?? '', /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    });

    it('finds nobody by an address that several confirmed before that was refused', async () => {
      const { people, deps } = await galleryOf();
      await people.database.transaction((tx) =>
        tx.updateTable('accounts').set({ email_key: 'olga@gallery.example' }).where('name_key', '=', 'boris').execute(),
      );
      await assert.rejects(signIn(deps, wishOf('olga@gallery.example'), ORIGIN), isFailure);
      assert.equal((await signIn(deps, wishOf('olga'), ORIGIN)).kind, 'signed-in');
    });
  });

  describe('askPasswordReset', () => {
    it('writes one row whoever is named, and speaks only of somebody in the log', async () => {
      const people = await peopleOf(open);
      await people.person('olga');
      await people.newEvents();
      const deps = { ...people, isIssuerOnly: false };
      const rows = async () =>
        (await people.database.read.selectFrom('one_time_tokens').select('account_id').execute()).length;
      for (const [index, login] of ['olga', 'nobody', 'olga@gallery.example', 'x@y.example'].entries()) {
        await askPasswordReset(deps, login, ORIGIN);
        assert.equal(await rows(), index + 1);
      }
      assert.deepEqual(
        (await people.newEvents()).map(({ kind }) => kind),
        ['password_reset_asked', 'password_reset_asked'],
      );
      await askPasswordReset({ ...deps, isIssuerOnly: true }, 'olga', ORIGIN);
      assert.deepEqual(await people.newEvents(), []);
    });
  });
});
