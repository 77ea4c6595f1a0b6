import assert from 'node:assert/strict';
import { it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { OPERATOR, ORIGIN, peopleOf } from '../../../test/support/people.ts';
import { MICROSECONDS_PER_SECOND } from '../../base/clock.ts';
import { Problem } from '../../base/problem.ts';
import { setLocked } from '../lock-account.ts';
import { findToken } from '../one-time-token.ts';
import { requireAccount } from '../require-account.ts';
import { insertPasskey } from '../second-factors/passkeys.queries.ts';
import { putAuthenticatorApp, putRecoveryCodes } from '../second-factors/second-factors.queries.ts';
import { hasSecondFactor } from '../sessions/sessions.queries.ts';
import { setAdministrator } from './set-administrator.ts';
import { createPasswordReset, signOutPerson, removeSecondFactorsOf } from './sign-in-aid.ts';

const refused = (code: string) => (error: unknown) => error instanceof Problem && error.code === code;

forEachDatabase((_, open) => {
  it('locks and unlocks an account, which ends its sessions, and writes nothing twice', async () => {
    const people = await peopleOf(open);
    const root = await people.person('root', true);
    const olga = await people.person('olga');
    await people.newEvents();
    assert.equal(await setLocked(people, root, { name: 'Olga', locked: true }, ORIGIN), true);
    assert.equal(await setLocked(people, root, { name: 'olga', locked: true }, ORIGIN), false);
    assert.deepEqual(await people.newEvents(), [
      { kind: 'account_changed', data: { changed: ['status'], status: 'locked' } },
      { kind: 'session_ended', data: { sessions: [olga.sessionPublicId], how: 'locked' } },
    ]);
    await assert.rejects(people.signIn('olga'), /cannot sign in/);
    await people.newEvents();
    assert.equal(await setLocked(people, OPERATOR, { name: 'olga', locked: false }), true);
    assert.equal(await setLocked(people, OPERATOR, { name: 'olga', locked: false }), false);
    assert.deepEqual(await people.newEvents(), [
      { kind: 'account_changed', data: { changed: ['status'], status: 'active' } },
    ]);
    await people.organization('acme', 'olga');
    assert.equal(await setLocked(people, root, { name: 'acme', locked: true }, ORIGIN), true);
    assert.equal((await requireAccount(people.database, 'acme')).status, 'locked');
  });

  it('locks nobody who asks for it themselves, and not the only administrator', async () => {
    const people = await peopleOf(open);
    const root = await people.person('root', true);
    await people.newEvents();
    await assert.rejects(setLocked(people, root, { name: 'root', locked: true }, ORIGIN), refused('conflict'));
    await assert.rejects(setLocked(people, OPERATOR, { name: 'root', locked: true }), refused('conflict'));
    assert.deepEqual(await people.newEvents(), []);
  });

  it('makes administrators and takes it back, but never from the last', async () => {
    const people = await peopleOf(open);
    const root = await people.person('root', true);
    await people.person('olga');
    await people.organization('acme', 'olga');
    await people.newEvents();
    const make = (name: string, isAdministrator: boolean) =>
      setAdministrator(people, root, { name, isAdministrator }, ORIGIN);
    await assert.rejects(make('root', false), refused('conflict'));
    await assert.rejects(make('acme', true), refused('conflict'));
    await assert.rejects(make('nobody', true), refused('not_found'));
    assert.equal(await make('root', true), false);
    assert.equal(await make('olga', false), false);
    assert.deepEqual(await people.newEvents(), []);
    assert.equal(await make('olga', true), true);
    assert.equal(await make('root', false), true);
    assert.deepEqual(await people.newEvents(), [
      { kind: 'administrator_added', data: {} },
      { kind: 'administrator_removed', data: {} },
    ]);
    await assert.rejects(make('olga', false), refused('forbidden'));
  });

  it('makes nobody an administrator who is locked or has not confirmed an address', async () => {
    const people = await peopleOf(open);
    const root = await people.person('root', true);
    await people.person('olga');
    await people.person('pavel');
    const pavel = await people.accountId('pavel');
    await people.database.transaction((tx) =>
      tx.updateTable('accounts').set({ email_confirmed_at: null }).where('id', '=', pavel).execute(),
    );
    await setLocked(people, root, { name: 'olga', locked: true }, ORIGIN);
    for (const name of ['olga', 'pavel']) {
      await assert.rejects(
        setAdministrator(people, root, { name, isAdministrator: true }, ORIGIN),
        refused('conflict'),
      );
    }
  });

  it('leaves one of two administrators who remove or lock each other at once, on two nodes', async () => {
    const people = await peopleOf(open);
    const other = { ...people, database: await people.database.reopen() };
    for (let round = 0; round < 5; round += 1) {
      const [a, b] = [`a${round}`, `b${round}`];
      const [anna, boris] = [await people.person(a, true), await people.person(b, true)];
      const administrators = () =>
        people.database.read
          .selectFrom('accounts')
          .select('name')
          .where('is_administrator', '=', 1)
          .where('status', '=', 'active')
          .execute();
      const outcomes = await Promise.allSettled(
        round % 2 === 0
          ? [
              setAdministrator(people, anna, { name: b, isAdministrator: false }, ORIGIN),
              setAdministrator(other, boris, { name: a, isAdministrator: false }, ORIGIN),
            ]
          : [
              setLocked(people, anna, { name: b, locked: true }, ORIGIN),
              setAdministrator(other, boris, { name: a, isAdministrator: false }, ORIGIN),
            ],
      );
      assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
      const [left, ...others] = await administrators();
      assert.ok(left !== undefined && others.length === 0, `round ${round}: ${JSON.stringify([left, others])}`);
      // Out of the way of the next round.
      const kept = await people.person(`kept${round}`, true);
      await setAdministrator(people, kept, { name: left.name, isAdministrator: false }, ORIGIN);
      if (round < 4) {
        await people.database.transaction((tx) =>
          tx.updateTable('accounts').set({ is_administrator: 0 }).where('id', '=', kept.actorId).execute(),
        );
      }
    }
  });

  it('makes a link for a new password, and only the newest holds', async () => {
    const people = await peopleOf(open);
    const root = await people.person('root', true);
    await people.person('olga');
    await people.newEvents();
    const first = await createPasswordReset(people, root, { name: 'olga' }, ORIGIN);
    const second = await createPasswordReset(people, OPERATOR, { name: 'olga' });
    const find = (text: string) => findToken(people, people.database, 'reset-password', text);
    assert.equal(await find(first.reveal()), undefined);
    const token = await find(second.reveal());
    assert.equal(token?.accountId, await people.accountId('olga'));
    const events = await people.newEvents();
    assert.deepEqual(events[1], { kind: 'password_reset_asked', data: { reset: token?.publicId } });
    assert.ok(!JSON.stringify(events).includes(second.reveal()), 'the log cannot be used');
    people.clock.advance(3600 * MICROSECONDS_PER_SECOND);
    assert.equal(await find(second.reveal()), undefined);
    await setLocked(people, OPERATOR, { name: 'olga', locked: true });
    await assert.rejects(createPasswordReset(people, OPERATOR, { name: 'olga' }), refused('conflict'));
  });

  it('signs somebody out everywhere', async () => {
    const people = await peopleOf(open);
    const root = await people.person('root', true);
    const sessions = [await people.person('olga'), await people.signIn('olga')];
    await people.newEvents();
    assert.equal(await signOutPerson(people, root, { name: 'olga' }, ORIGIN), 2);
    assert.equal(await signOutPerson(people, root, { name: 'olga' }, ORIGIN), 0);
    const [event, ...others] = await people.newEvents();
    assert.equal(event?.kind, 'session_ended');
    assert.equal(others.length, 0);
    const data = event?.data as { sessions: string[]; how: string };
    assert.equal(data.how, 'administrator');
    assert.deepEqual(new Set(data.sessions), new Set(sessions.map(({ sessionPublicId }) => sessionPublicId)));
  });

  it('takes all second factors from somebody who lost them, and says which', async () => {
    const people = await peopleOf(open);
    const root = await people.person('root', true);
    await people.person('olga');
    const accountId = await people.accountId('olga');
    await people.database.transaction(async (tx) => {
      await putAuthenticatorApp(tx, { accountId, sealedSecret: 'x', lastStep: 1, at: 1 });
      await putRecoveryCodes(tx, accountId, { hashes: ['a', 'b'], at: 1 });
      await insertPasskey(tx, {
        public_id: 'p',
        account_id: accountId,
        credential_key: 'c',
        public_key: 'k',
        counter: 0,
        transports: '[]',
        name: 'Laptop',
        created_at: 1,
        last_used_at: null,
      });
    });
    await people.newEvents();
    assert.equal(await removeSecondFactorsOf(people, root, { name: 'olga' }, ORIGIN), true);
    assert.equal(await removeSecondFactorsOf(people, root, { name: 'olga' }, ORIGIN), false);
    assert.equal(await hasSecondFactor(people.database, accountId), false);
    assert.deepEqual(await people.newEvents(), [
      { kind: 'second_factor_removed', data: { factor: 'passkey', name: 'Laptop' } },
      { kind: 'second_factor_removed', data: { factor: 'app' } },
      { kind: 'second_factor_removed', data: { factor: 'recovery-codes' } },
    ]);
    await assert.rejects(removeSecondFactorsOf(people, root, { name: 'root' }, ORIGIN), refused('conflict'));
  });

  it('does all this for administrators who signed in within the hour, and for nobody else', async () => {
    const people = await peopleOf(open);
    const root = await people.person('root', true);
    const olga = await people.person('olga');
    await people.person('pavel');
    await people.newEvents();
    const acts = [
      (who: typeof olga) => setLocked(people, who, { name: 'pavel', locked: true }, ORIGIN),
      (who: typeof olga) => setAdministrator(people, who, { name: 'pavel', isAdministrator: true }, ORIGIN),
      (who: typeof olga) => createPasswordReset(people, who, { name: 'pavel' }, ORIGIN),
      (who: typeof olga) => signOutPerson(people, who, { name: 'pavel' }, ORIGIN),
      (who: typeof olga) => removeSecondFactorsOf(people, who, { name: 'pavel' }, ORIGIN),
    ];
    for (const act of acts) {
      await assert.rejects(act(olga), refused('forbidden'));
      // A session that was read before the administrator was none any more.
      await assert.rejects(act({ ...olga, isAdministrator: true }), refused('forbidden'));
    }
    people.clock.advance(3601 * MICROSECONDS_PER_SECOND);
    for (const act of acts) await assert.rejects(act(root), refused('sign_in_again'));
    assert.deepEqual(await people.newEvents(), []);
  });

  it('does nothing to an organization that only a person can need', async () => {
    const people = await peopleOf(open);
    const root = await people.person('root', true);
    await people.organization('acme', 'root');
    for (const act of [createPasswordReset, signOutPerson, removeSecondFactorsOf]) {
      await assert.rejects(act(people, root, { name: 'acme' }, ORIGIN), refused('conflict'));
    }
  });
});
