import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forEachDatabase, type OpenTestDatabase } from '../../../test/support/databases.ts';
import { ORIGIN, OPERATOR, peopleOf } from '../../../test/support/people.ts';
import { SoftwareAuthenticator } from '../../../test/support/software-authenticator.ts';
import { defaultRateLimits, type RateLimits } from '../../base/rate-limits.ts';
import { Secret } from '../../base/secret.ts';
import { ServerSecret } from '../../base/server-secret.ts';
import { createRateLimiter } from '../limits/rate-limiter.ts';
import { setLocked } from '../lock-account.ts';
import { tokenText } from '../one-time-token.ts';
import type { SessionPrincipal } from '../principal.ts';
import { findSession } from '../sessions/find-session.ts';
import { createPendingSignIn, findPendingSignIn, type PendingSignIn } from '../sessions/pending-sign-in.ts';
import { addAuthenticatorApp, offerApp } from './add-authenticator-app.ts';
import { askForSecondFactor, finishByCode, finishByPasskey } from './finish-sign-in.ts';
import { secondFactorsOf } from './manage-second-factors.ts';
import { codeAt } from './one-time-code.ts';
import { offerPasskey, registerPasskey } from './register-passkey.ts';

const SECOND = 1_000_000;
const STEP = 30 * SECOND;
const relyingParty = { id: 'gallery.example', origin: 'https://gallery.example', name: 'Lode' };

async function galleryOf(open: OpenTestDatabase, limits?: RateLimits) {
  const people = await peopleOf(open);
  const limiter = createRateLimiter(people, limits);
  const deps = { ...people, limiter, relyingParty, galleryName: 'Lode' };
  const olga = await people.person('olga');
  const addApp = async (who: SessionPrincipal) => {
    const { sealed, secretText } = offerApp(deps, who);
    const code = codeAt(secretText, people.clock.now());
    const { recoveryCodes = [] } = await addAuthenticatorApp(deps, who, { sealed, code }, ORIGIN);
    // The code that confirmed the app is used.
    people.clock.advance(STEP);
    await people.newEvents();
    return { recoveryCodes, code: () => codeAt(secretText, people.clock.now()), secretText };
  };
  const wait = async (who: SessionPrincipal, more: Partial<PendingSignIn> = {}) => {
    const pending: PendingSignIn = { how: 'password', isNewDevice: false, returnPath: null, renews: null, ...more };
    return tokenText(
      deps.secret,
      await people.database.mutation((tx) => createPendingSignIn(deps, tx, who.actorId, pending)),
    );
  };
  return { people, deps, olga, addApp, wait, whose: (text: Secret) => findSession(deps, text.reveal()) };
}

const wrong = { code: 'sign_in_failed' };

forEachDatabase((_, open) => {
  describe('an authenticator app', () => {
    it('is added by a code of it, with recovery codes beside a first factor', async () => {
      const { people, deps, olga, addApp } = await galleryOf(open);
      const { recoveryCodes } = await addApp(olga);
      assert.equal(recoveryCodes.length, 10);
      assert.ok((await secondFactorsOf(deps.database, olga.actorId)).app !== undefined);
      const { sealed, secretText } = offerApp(deps, olga);
      const code = codeAt(secretText, people.clock.now());
      const again = await addAuthenticatorApp(deps, olga, { sealed, code }, ORIGIN);
      assert.equal(again.recoveryCodes, undefined);
      const data = { factor: 'app', isReplacement: true };
      assert.deepEqual(await people.newEvents(), [{ kind: 'second_factor_added', data }]);
    });

    it('leaves no trace in the rows that would tell its secret', async () => {
      const { deps, olga, addApp } = await galleryOf(open);
      const { secretText, recoveryCodes } = await addApp(olga);
      const rows = [
        await deps.database.read.selectFrom('authenticator_apps').selectAll().execute(),
        await deps.database.read.selectFrom('recovery_codes').selectAll().execute(),
        await deps.database.read.selectFrom('events').selectAll().execute(),
      ];
      const text = JSON.stringify(rows);
      for (const secret of [secretText, ...recoveryCodes]) assert.ok(!text.includes(secret));
    });

    it('is not added by a wrong code, in another session, by another person, or after an hour', async () => {
      const { people, deps, olga } = await galleryOf(open);
      const { sealed, secretText } = offerApp(deps, olga);
      const code = () => codeAt(secretText, people.clock.now());
      const add = (who: SessionPrincipal, wish: { sealed: string; code: string }) =>
        addAuthenticatorApp(deps, who, wish, ORIGIN);
      const wrongCode = code() === '000000' ? '000001' : '000000';
      await assert.rejects(add(olga, { sealed, code: wrongCode }), { code: 'bad_request', message: /not right/ });
      const elsewhere = await people.signIn('olga');
      await assert.rejects(add(elsewhere, { sealed, code: code() }), { code: 'bad_request' });
      await assert.rejects(add(await people.person('carl'), { sealed, code: code() }), { code: 'bad_request' });
      for (const odd of ['', 'x', `0.${sealed}`, sealed.replace('.', '1.')]) {
        await assert.rejects(add(olga, { sealed: odd, code: code() }), { code: 'bad_request' });
      }
      people.clock.advance(3_599 * SECOND);
      await add(olga, { sealed, code: code() });
      people.clock.advance(2 * SECOND);
      const fresh = { ...olga, authenticatedAt: people.clock.now() };
      await assert.rejects(add(fresh, { sealed, code: code() }), { code: 'bad_request', message: /too long ago/ });
    });
  });

  describe('the second step of a sign-in', () => {
    it('is done by a code, and begins a session that has shown both factors', async () => {
      const { people, deps, olga, addApp, wait, whose } = await galleryOf(open);
      const { code } = await addApp(olga);
      const pending = await wait(olga, { returnPath: '/account/apikeys', isNewDevice: true });
      const { session, waiting } = await finishByCode(deps, pending, code(), ORIGIN);
      const principal = await whose(session);
      assert.deepEqual(
        [principal?.name, principal?.hasSecondFactor, waiting.returnPath],
        ['olga', true, '/account/apikeys'],
      );
      const data = { session: principal?.sessionPublicId, how: 'second-factor', isNewDevice: true };
      assert.deepEqual(await people.newEvents(), [{ kind: 'signed_in', data }]);
      await assert.rejects(finishByCode(deps, pending, code(), ORIGIN), { code: 'credentials_missing' });
    });

    it('goes on waiting after a wrong code, and takes a right one once', async () => {
      const { people, deps, olga, addApp, wait } = await galleryOf(open);
      const { code } = await addApp(olga);
      const [one, other] = [await wait(olga), await wait(olga)];
      for (const typed of ['', '12345', 'abcdef', code() === '000000' ? '000001' : '000000', 'k7d1-9x2m-4hta-p0vz']) {
        await assert.rejects(finishByCode(deps, one, typed, ORIGIN), wrong);
      }
      const used = code();
      await finishByCode(deps, one, used, ORIGIN);
      await assert.rejects(finishByCode(deps, other, used, ORIGIN), wrong);
      people.clock.advance(STEP);
      await assert.rejects(finishByCode(deps, other, used, ORIGIN), wrong);
      await finishByCode(deps, other, code(), ORIGIN);
    });

    it('takes no older code after a newer one', async () => {
      const { people, deps, olga, addApp, wait } = await galleryOf(open);
      const { secretText } = await addApp(olga);
      const now = people.clock.now();
      await finishByCode(deps, await wait(olga), codeAt(secretText, now + STEP), ORIGIN);
      await assert.rejects(finishByCode(deps, await wait(olga), codeAt(secretText, now), ORIGIN), wrong);
    });

    it('takes a code once, also of sixteen sign-ins at the same time', async () => {
      const { deps, olga, addApp, wait } = await galleryOf(open);
      const { code, recoveryCodes } = await addApp(olga);
      for (const typed of [code(), recoveryCodes[0] ?? '']) {
        const waiting = await Promise.all(Array.from({ length: 16 }, () => wait(olga)));
        const tries = await Promise.allSettled(waiting.map((pending) => finishByCode(deps, pending, typed, ORIGIN)));
        assert.equal(tries.filter(({ status }) => status === 'fulfilled').length, 1, typed);
      }
    });

    it('is done by a recovery code, once each, which says how many are left', async () => {
      const { people, deps, olga, addApp, wait } = await galleryOf(open);
      const { recoveryCodes } = await addApp(olga);
      const [first = '', second = ''] = recoveryCodes;
      const done = await finishByCode(deps, await wait(olga), first.toUpperCase().replaceAll('-', ' '), ORIGIN);
      assert.equal(done.recoveryCodesLeft, 9);
      const events = await people.newEvents();
      assert.deepEqual(
        events.map(({ kind }) => kind),
        ['signed_in', 'recovery_code_used'],
      );
      assert.deepEqual(events[1]?.data, { left: 9 });
      const pending = await wait(olga);
      await assert.rejects(finishByCode(deps, pending, first, ORIGIN), wrong);
      assert.equal((await finishByCode(deps, pending, second, ORIGIN)).recoveryCodesLeft, 8);
    });

    it('keeps a recovery code when the sign-in has waited too long', async () => {
      const { people, deps, olga, addApp, wait } = await galleryOf(open);
      const { recoveryCodes } = await addApp(olga);
      const pending = await wait(olga);
      people.clock.advance(901 * SECOND);
      await assert.rejects(finishByCode(deps, pending, recoveryCodes[0] ?? '', ORIGIN), {
        code: 'credentials_missing',
      });
      assert.equal((await secondFactorsOf(deps.database, olga.actorId)).recoveryCodesLeft, 10);
    });

    it('is done by a passkey, also one that only says that somebody is there', async () => {
      const { deps, olga, wait, whose } = await galleryOf(open);
      const key = new SoftwareAuthenticator();
      const offer = await offerPasskey(deps, olga);
      const wish = { ticket: offer.ticket, answer: key.create(offer.publicKey, { isVerified: false }), name: 'Stick' };
      await registerPasskey(deps, olga, wish, ORIGIN);
      const pending = await wait(olga);
      const asked = await askForSecondFactor(deps, pending, ORIGIN);
      assert.equal(asked.publicKey.allowCredentials?.length, 1);
      assert.equal(asked.publicKey.userVerification, 'preferred');
      const as = { isVerified: false, userHandle: null };
      const proof = { ticket: asked.ticket, answer: key.get(asked.publicKey, as) };
      await assert.rejects(finishByPasskey(deps, await wait(olga), proof, ORIGIN), { message: /another window/ });
      await assert.rejects(finishByPasskey(deps, pending, proof, ORIGIN), { message: /not used in time/ });
      const again = await askForSecondFactor(deps, pending, ORIGIN);
      const answer = key.get(again.publicKey, as);
      const { session } = await finishByPasskey(deps, pending, { ticket: again.ticket, answer }, ORIGIN);
      assert.equal((await whose(session))?.hasSecondFactor, true);
    });

    it('takes no passkey of somebody else', async () => {
      const { people, deps, olga, wait } = await galleryOf(open);
      const keys = [new SoftwareAuthenticator(), new SoftwareAuthenticator()] as const;
      for (const [index, who] of [olga, await people.person('carl')].entries()) {
        const { ticket, publicKey } = await offerPasskey(deps, who);
        const answer = (keys[index] ?? keys[0]).create(publicKey);
        await registerPasskey(deps, who, { ticket, answer, name: 'Phone' }, ORIGIN);
      }
      const pending = await wait(olga);
      const { ticket, publicKey } = await askForSecondFactor(deps, pending, ORIGIN);
      await assert.rejects(finishByPasskey(deps, pending, { ticket, answer: keys[1].get(publicKey) }, ORIGIN), wrong);
    });

    it('renews the session that is proved again', async () => {
      const { people, deps, olga, addApp, wait, whose } = await galleryOf(open);
      const { code } = await addApp(olga);
      people.clock.advance(7_200 * SECOND);
      const pending = await wait(olga, { renews: olga.sessionPublicId });
      const principal = await whose((await finishByCode(deps, pending, code(), ORIGIN)).session);
      assert.deepEqual(
        [principal?.sessionPublicId, principal?.authenticatedAt],
        [olga.sessionPublicId, people.clock.now()],
      );
    });

    it('is closed to an account that is locked meanwhile, and to texts that nobody gave', async () => {
      const { people, deps, olga, addApp, wait } = await galleryOf(open);
      const { code } = await addApp(olga);
      const pending = await wait(olga);
      const changed = `${pending.slice(0, -1)}${pending.endsWith('A') ? 'B' : 'A'}`;
      for (const text of ['', 'x', changed]) {
        await assert.rejects(finishByCode(deps, text, code(), ORIGIN), { code: 'credentials_missing' });
      }
      await setLocked(people, OPERATOR, { name: 'olga', locked: true });
      await assert.rejects(finishByCode(deps, pending, code(), ORIGIN), { code: 'credentials_missing' });
      assert.equal(await findPendingSignIn(deps, deps.database, pending), undefined);
    });

    it('counts codes by the account, apart for browsers that are known, and tells the owner once', async () => {
      const limits = { ...defaultRateLimits, signin: { most: 3, windowSeconds: 900 } };
      const { people, deps, olga, addApp, wait } = await galleryOf(open, limits);
      const { code, recoveryCodes } = await addApp(olga);
      const attacker = await wait(olga, { isNewDevice: true });
      const guess = code() === '000000' ? '000001' : '000000';
      // What was right is no guess.
      await finishByCode(deps, await wait(olga, { isNewDevice: true }), code(), ORIGIN);
      people.clock.advance(STEP);
      await people.newEvents();
      for (let count = 0; count < 3; count += 1) {
        const from = { ...ORIGIN, address: `192.0.2.${count}` };
        await assert.rejects(finishByCode(deps, attacker, guess, from), wrong);
      }
      for (let count = 3; count < 6; count += 1) {
        const from = { ...ORIGIN, address: `192.0.2.${count}` };
        await assert.rejects(finishByCode(deps, attacker, code(), from), { code: 'too_many_requests' });
      }
      assert.deepEqual(await people.newEvents(), [{ kind: 'second_factor_refused', data: {} }]);
      await finishByCode(deps, await wait(olga), code(), ORIGIN);
      await finishByCode(deps, attacker, recoveryCodes[0] ?? '', ORIGIN);
    });

    it('says so when the secret of the server is another one', async () => {
      const { deps, olga, addApp, wait } = await galleryOf(open);
      const { code } = await addApp(olga);
      const moved = { ...deps, secret: new ServerSecret(new Secret('the secret after it was changed')) };
      await assert.rejects(finishByCode(moved, await wait(olga), code(), ORIGIN), { code: 'credentials_missing' });
      const again = { ...deps, secret: moved.secret };
      const id = await again.database.mutation((tx) =>
        createPendingSignIn(again, tx, olga.actorId, {
          how: 'password',
          isNewDevice: false,
          returnPath: null,
          renews: null,
        }),
      );
      const pending = tokenText(again.secret, id);
      await assert.rejects(finishByCode(again, pending, code(), ORIGIN), { code: 'sign_in_failed', message: /secret/ });
    });
  });
});
