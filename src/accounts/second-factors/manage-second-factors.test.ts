import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forEachDatabase, type OpenTestDatabase } from '../../../test/support/databases.ts';
import { ORIGIN, peopleOf } from '../../../test/support/people.ts';
import { SoftwareAuthenticator } from '../../../test/support/software-authenticator.ts';
import type { SessionPrincipal } from '../principal.ts';
import { findSession } from '../sessions/find-session.ts';
import { startSession } from '../sessions/start-session.ts';
import { addAuthenticatorApp, offerApp } from './add-authenticator-app.ts';
import { removeSecondFactor, renewRecoveryCodes, secondFactorsOf } from './manage-second-factors.ts';
import { codeAt } from './one-time-code.ts';
import { offerPasskey, registerPasskey } from './register-passkey.ts';

const relyingParty = { id: 'gallery.example', origin: 'https://gallery.example', name: 'Lode' };

async function galleryOf(open: OpenTestDatabase) {
  const people = await peopleOf(open);
  const deps = { ...people, relyingParty, galleryName: 'Lode' };
  const addPasskey = async (who: SessionPrincipal) => {
    const { ticket, publicKey } = await offerPasskey(deps, who);
    const answer = new SoftwareAuthenticator().create(publicKey);
    const { recoveryCodes } = await registerPasskey(deps, who, { ticket, answer, name: 'Phone' }, ORIGIN);
    const { passkeys } = await secondFactorsOf(people.database, who.actorId);
    return { recoveryCodes, wish: { factor: 'passkey', passkey: passkeys.at(-1)?.publicId ?? '' } as const };
  };
  const addApp = (who: SessionPrincipal) => {
    const { sealed, secretText } = offerApp(deps, who);
    return addAuthenticatorApp(deps, who, { sealed, code: codeAt(secretText, people.clock.now()) }, ORIGIN);
  };
  /** As an administrator of the gallery does. */
  const require = (value: string) =>
    people.database.mutation((tx) =>
      tx
        .insertInto('settings')
        .values({ name: 'require-second-factor', value, updated_at: 0 })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
        .execute(),
    );
  return { people, deps, addPasskey, addApp, require };
}

forEachDatabase((_, open) => {
  describe('second factors that are taken away', () => {
    it('are gone, once, with the recovery codes when nothing is left', async () => {
      const { people, deps, addPasskey, addApp } = await galleryOf(open);
      const olga = await people.person('olga');
      const { wish } = await addPasskey(olga);
      await addApp(olga);
      await people.newEvents();
      for (let times = 0; times < 2; times += 1) await removeSecondFactor(deps, olga, { factor: 'app' }, ORIGIN);
      assert.equal((await secondFactorsOf(deps.database, olga.actorId)).recoveryCodesLeft, 10);
      for (let times = 0; times < 2; times += 1) await removeSecondFactor(deps, olga, wish, ORIGIN);
      assert.deepEqual(await people.newEvents(), [
        { kind: 'second_factor_removed', data: { factor: 'app' } },
        { kind: 'second_factor_removed', data: { factor: 'passkey', name: 'Phone' } },
      ]);
      const left = { passkeys: [], app: undefined, recoveryCodesLeft: 0 };
      assert.deepEqual(await secondFactorsOf(deps.database, olga.actorId), left);
    });

    it('are those of their owner', async () => {
      const { people, deps, addPasskey } = await galleryOf(open);
      const olga = await people.person('olga');
      const carl = await people.person('carl');
      const { wish } = await addPasskey(olga);
      await removeSecondFactor(deps, carl, wish, ORIGIN);
      assert.equal((await secondFactorsOf(deps.database, olga.actorId)).passkeys.length, 1);
    });

    it('stay while the last one is a duty', async () => {
      const { people, deps, addPasskey, require } = await galleryOf(open);
      const olga = await people.person('olga');
      const root = await people.person('root', true);
      const [ofOlga, ofRoot] = [await addPasskey(olga), await addPasskey(root)];
      await require('administrators');
      await assert.rejects(removeSecondFactor(deps, root, ofRoot.wish, ORIGIN), { code: 'conflict' });
      await removeSecondFactor(deps, olga, ofOlga.wish, ORIGIN);
      await require('everyone');
      const again = await addPasskey(olga);
      await assert.rejects(removeSecondFactor(deps, olga, again.wish, ORIGIN), { code: 'conflict' });
      await addPasskey(olga);
      await removeSecondFactor(deps, olga, again.wish, ORIGIN);
      assert.equal((await secondFactorsOf(deps.database, olga.actorId)).passkeys.length, 1);
    });

    it('leave one, when two windows take away both at the same time', async () => {
      const { people, deps, addPasskey, addApp, require } = await galleryOf(open);
      const olga = await people.person('olga');
      const { wish } = await addPasskey(olga);
      await addApp(olga);
      await require('everyone');
      const both = [wish, { factor: 'app' } as const].map((each) => removeSecondFactor(deps, olga, each, ORIGIN));
      const outcomes = await Promise.allSettled(both);
      assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    });
  });

  describe('a second factor that is a duty', () => {
    it('is asked of those without one, until they have added it', async () => {
      const { people, deps, addPasskey, require } = await galleryOf(open);
      const olga = await people.person('olga');
      const account = { id: olga.actorId, publicId: olga.publicId };
      const start = { account, how: 'password', hasSecondFactor: false, isNewDevice: false, origin: ORIGIN } as const;
      const text = (await deps.database.mutation((tx) => startSession(deps, tx, start))).reveal();
      const must = async () => (await findSession(deps, text))?.mustAddSecondFactor;
      assert.equal(await must(), false);
      await require('administrators');
      assert.equal(await must(), false);
      await require('everyone');
      assert.equal(await must(), true);
      const principal = await findSession(deps, text);
      assert.ok(principal !== undefined);
      await addPasskey(principal);
      assert.equal(await must(), false);
      assert.equal((await findSession(deps, text))?.hasSecondFactor, true);
    });
  });

  describe('recovery codes that are made anew', () => {
    it('take the place of those before, with an event', async () => {
      const { people, deps, addPasskey } = await galleryOf(open);
      const olga = await people.person('olga');
      await assert.rejects(renewRecoveryCodes(deps, olga, ORIGIN), { code: 'conflict' });
      const { recoveryCodes = [] } = await addPasskey(olga);
      await people.newEvents();
      const codes = await renewRecoveryCodes(deps, olga, ORIGIN);
      assert.equal(new Set([...codes, ...recoveryCodes]).size, 20);
      assert.equal((await secondFactorsOf(deps.database, olga.actorId)).recoveryCodesLeft, 10);
      const data = { factor: 'recovery-codes' };
      assert.deepEqual(await people.newEvents(), [{ kind: 'second_factor_added', data }]);
      people.clock.advance(3_601_000_000);
      await assert.rejects(renewRecoveryCodes(deps, olga, ORIGIN), { code: 'sign_in_again' });
    });
  });
});
