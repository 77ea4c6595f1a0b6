import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forEachDatabase, type OpenTestDatabase } from '../../../test/support/databases.ts';
import { OPERATOR, ORIGIN, peopleOf } from '../../../test/support/people.ts';
import { SoftwareAuthenticator, type Answering } from '../../../test/support/software-authenticator.ts';
import type { Secret } from '../../base/secret.ts';
import type { SessionPrincipal } from '../principal.ts';
import { findSession } from '../sessions/find-session.ts';
import { setLocked } from '../lock-account.ts';
import { renamePasskey, removeSecondFactor, secondFactorsOf } from './manage-second-factors.ts';
import { offerPasskey, registerPasskey } from './register-passkey.ts';
import { askAgain, askWhoSignsIn, proveAgain, signInWithPasskey } from './sign-in-with-passkey.ts';
import { MAX_ANSWER_LENGTH } from './passkey-answer.ts';

const SECOND = 1_000_000;
const party = { id: 'gallery.example', origin: 'https://gallery.example', name: 'Lode' };

async function galleryOf(open: OpenTestDatabase, isIssuerOnly = false) {
  const people = await peopleOf(open);
  const deps = { ...people, relyingParty: party, isIssuerOnly };
  const olga = await people.person('olga');
  await people.newEvents();
  const register = async (
    who: SessionPrincipal,
    key: SoftwareAuthenticator,
    as: Answering & { name?: string } = {},
  ) => {
    const { ticket, publicKey } = await offerPasskey(deps, who);
    const wish = { ticket, answer: key.create(publicKey, as), name: as.name ?? 'Phone' };
    return registerPasskey(deps, who, wish, ORIGIN);
  };
  const visitor = { holder: 'visitor one', isNewDevice: () => true, current: undefined };
  const signIn = async (key: SoftwareAuthenticator, as: Answering = {}) => {
    const { ticket, publicKey } = await askWhoSignsIn(deps, visitor, ORIGIN);
    return signInWithPasskey(deps, { ticket, answer: key.get(publicKey, as) }, visitor, ORIGIN);
  };
  return { people, deps, olga, register, signIn, visitor, whose: (text: Secret) => findSession(deps, text.reveal()) };
}

forEachDatabase((_, open) => {
  describe('a passkey', () => {
    it('is added, with recovery codes beside the first one', async () => {
      const { people, olga, register } = await galleryOf(open);
      const { recoveryCodes } = await register(olga, new SoftwareAuthenticator());
      assert.equal(recoveryCodes?.length, 10);
      assert.deepEqual(await register(olga, new SoftwareAuthenticator(), { name: ' Büro ' }), {
        recoveryCodes: undefined,
      });
      assert.deepEqual(await people.newEvents(), [
        { kind: 'second_factor_added', data: { factor: 'passkey', name: 'Phone' } },
        { kind: 'second_factor_added', data: { factor: 'recovery-codes' } },
        { kind: 'second_factor_added', data: { factor: 'passkey', name: 'Büro' } },
      ]);
      const { passkeys, app, recoveryCodesLeft } = await secondFactorsOf(people.database, olga.actorId);
      assert.deepEqual([passkeys.map(({ name }) => name), app, recoveryCodesLeft], [['Phone', 'Büro'], undefined, 10]);
    });

    it('is asked of the device in a way that finds the person by itself', async () => {
      const { deps, olga } = await galleryOf(open);
      const { publicKey } = await offerPasskey(deps, olga);
      assert.equal(publicKey.attestation, 'none');
      assert.equal(publicKey.authenticatorSelection?.residentKey, 'required');
      assert.deepEqual(publicKey.rp, { id: 'gallery.example', name: 'Lode' });
      assert.equal(Buffer.from(publicKey.user.id, 'base64url').toString(), olga.publicId);
    });

    it('needs a fresh sign-in to be added or removed', async () => {
      const { deps, people, olga, register } = await galleryOf(open);
      await register(olga, new SoftwareAuthenticator());
      people.clock.advance(3_601 * SECOND);
      await assert.rejects(offerPasskey(deps, olga), { code: 'sign_in_again' });
      const [passkey = { publicId: '' }] = (await secondFactorsOf(people.database, olga.actorId)).passkeys;
      const removing = removeSecondFactor(deps, olga, { factor: 'passkey', passkey: passkey.publicId }, ORIGIN);
      await assert.rejects(removing, { code: 'sign_in_again' });
    });

    const lies: readonly [what: string, as: Answering][] = [
      ['another origin', { origin: 'https://gallery.example.evil.example' }],
      ['another host', { rpId: 'evil.example' }],
      ['another challenge', { challenge: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }],
      ['nobody touching it', { isPresent: false }],
    ];
    for (const [what, as] of lies) {
      it(`is not added for ${what}`, async () => {
        const { people, olga, register } = await galleryOf(open);
        await assert.rejects(register(olga, new SoftwareAuthenticator(), as), { code: 'bad_request' });
        assert.deepEqual(await people.newEvents(), []);
      });
    }

    it('is added once, however often the same answer comes', async () => {
      const { deps, olga } = await galleryOf(open);
      const { ticket, publicKey } = await offerPasskey(deps, olga);
      const wish = { ticket, answer: new SoftwareAuthenticator().create(publicKey), name: 'Phone' };
      const tries = [1, 2, 3, 4].map(() => registerPasskey(deps, olga, wish, ORIGIN));
      const outcomes = await Promise.allSettled(tries);
      assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
      assert.equal((await secondFactorsOf(deps.database, olga.actorId)).passkeys.length, 1);
    });

    it('belongs to one account only', async () => {
      const { people, olga, register } = await galleryOf(open);
      const key = new SoftwareAuthenticator();
      await register(olga, key);
      await assert.rejects(register(await people.person('carl'), key), { code: 'conflict' });
    });

    it('answers only in the session that was asked, and within five minutes', async () => {
      const { deps, people, olga } = await galleryOf(open);
      const other = await people.signIn('olga');
      const offer = await offerPasskey(deps, olga);
      const wish = { ticket: offer.ticket, answer: new SoftwareAuthenticator().create(offer.publicKey), name: 'Phone' };
      await assert.rejects(registerPasskey(deps, other, wish, ORIGIN), { code: 'sign_in_failed' });
      const late = await offerPasskey(deps, olga);
      people.clock.advance(301 * SECOND);
      const answer = new SoftwareAuthenticator().create(late.publicKey);
      await assert.rejects(registerPasskey(deps, olga, { ticket: late.ticket, answer, name: 'Phone' }, ORIGIN), {
        code: 'sign_in_failed',
      });
    });

    it('takes no odd name, no odd answer, and no more than twenty', async () => {
      const { deps, olga, register } = await galleryOf(open);
      for (const name of ['', '   ', 'x'.repeat(51), 'a\nb', '\u202Eabc', 'a\u0000']) {
        await assert.rejects(register(olga, new SoftwareAuthenticator(), { name }), { code: 'bad_request' });
      }
      const odd = ['', 'null', '[]', '{"id":1}', '{"id":"a","response":null}', 'x'.repeat(MAX_ANSWER_LENGTH + 1)];
      for (const answer of [...odd, '{"id":"a","response":{"clientDataJSON":"e30","attestationObject":"oA"}}']) {
        const { ticket } = await offerPasskey(deps, olga);
        await assert.rejects(registerPasskey(deps, olga, { ticket, answer, name: 'Phone' }, ORIGIN), {
          code: 'bad_request',
        });
      }
      for (let count = 0; count < 20; count += 1) await register(olga, new SoftwareAuthenticator());
      await assert.rejects(offerPasskey(deps, olga), { code: 'conflict', message: /20 passkeys/ });
    });

    it('is renamed, with an event, by its owner only', async () => {
      const { deps, people, olga, register } = await galleryOf(open);
      const carl = await people.person('carl');
      await register(olga, new SoftwareAuthenticator());
      const [{ publicId: passkey } = { publicId: '' }] = (await secondFactorsOf(deps.database, olga.actorId)).passkeys;
      await people.newEvents();
      await assert.rejects(renamePasskey(deps, carl, { passkey, name: 'Mine' }, ORIGIN), { code: 'not_found' });
      for (let times = 0; times < 2; times += 1) await renamePasskey(deps, olga, { passkey, name: 'Key ring' }, ORIGIN);
      const data = { factor: 'passkey', name: 'Key ring' };
      assert.deepEqual(await people.newEvents(), [{ kind: 'second_factor_changed', data }]);
    });
  });

  describe('signing in with a passkey alone', () => {
    it('begins a session that has shown both factors', async () => {
      const { people, olga, register, signIn, whose } = await galleryOf(open);
      const key = new SoftwareAuthenticator();
      await register(olga, key);
      await people.newEvents();
      const { session, account } = await signIn(key);
      assert.equal(account.publicId, olga.publicId);
      const principal = await whose(session);
      assert.deepEqual([principal?.name, principal?.hasSecondFactor], ['olga', true]);
      const [event] = await people.newEvents();
      assert.equal(event?.kind, 'signed_in');
      const data = { session: principal?.sessionPublicId, how: 'passkey', isNewDevice: true };
      assert.deepEqual(event.data, data);
      const { passkeys } = await secondFactorsOf(people.database, olga.actorId);
      assert.equal(passkeys[0]?.lastUsedAt, people.clock.now());
    });

    const lies: readonly [what: string, as: Answering][] = [
      ['another origin', { origin: 'http://gallery.example' }],
      ['another host', { rpId: 'evil.example' }],
      ['another challenge', { challenge: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }],
      ['a wrong signature', { isForged: true }],
      ['a person that nobody checked', { isVerified: false }],
      ['nobody touching it', { isPresent: false }],
      ['a device that does not say whose it is', { userHandle: null }],
      ['a device that says it is somebody else', { userHandle: Buffer.from('carl').toString('base64url') }],
    ];
    for (const [what, as] of lies) {
      it(`is refused for ${what}`, async () => {
        const { people, olga, register, signIn } = await galleryOf(open);
        const key = new SoftwareAuthenticator();
        await register(olga, key);
        await people.newEvents();
        await assert.rejects(signIn(key, as), { code: 'sign_in_failed' });
        assert.deepEqual(await people.newEvents(), []);
      });
    }

    it('is refused for a passkey that nobody has, that was removed, and of a locked account', async () => {
      const { deps, people, olga, register, signIn } = await galleryOf(open);
      await assert.rejects(signIn(new SoftwareAuthenticator()), { code: 'sign_in_failed' });
      const [kept, removed] = [new SoftwareAuthenticator(), new SoftwareAuthenticator()];
      await register(olga, kept);
      await register(olga, removed);
      const { passkeys } = await secondFactorsOf(deps.database, olga.actorId);
      const passkey = passkeys[1]?.publicId ?? '';
      await removeSecondFactor(deps, olga, { factor: 'passkey', passkey }, ORIGIN);
      await assert.rejects(signIn(removed), { code: 'sign_in_failed' });
      await signIn(kept);
      await setLocked(people, OPERATOR, { name: 'olga', locked: true });
      await assert.rejects(signIn(kept), { code: 'account_locked' });
    });

    it('takes an answer once, also of sixteen at the same time', async () => {
      const { deps, olga, register, visitor } = await galleryOf(open);
      const key = new SoftwareAuthenticator();
      await register(olga, key);
      const { ticket, publicKey } = await askWhoSignsIn(deps, visitor, ORIGIN);
      const proof = { ticket, answer: key.get(publicKey) };
      const tries = Array.from({ length: 16 }, () => signInWithPasskey(deps, proof, visitor, ORIGIN));
      const outcomes = await Promise.allSettled(tries);
      assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
    });

    it('uses the question up, also by a wrong answer and in another browser', async () => {
      const { deps, olga, register, visitor } = await galleryOf(open);
      const key = new SoftwareAuthenticator();
      await register(olga, key);
      const wrong = await askWhoSignsIn(deps, visitor, ORIGIN);
      const forged = { ticket: wrong.ticket, answer: key.get(wrong.publicKey, { isForged: true }) };
      await assert.rejects(signInWithPasskey(deps, forged, visitor, ORIGIN), { code: 'sign_in_failed' });
      const right = { ticket: wrong.ticket, answer: key.get(wrong.publicKey) };
      await assert.rejects(signInWithPasskey(deps, right, visitor, ORIGIN), { message: /not used in time/ });
      const asked = await askWhoSignsIn(deps, visitor, ORIGIN);
      const proof = { ticket: asked.ticket, answer: key.get(asked.publicKey) };
      const elsewhere = { ...visitor, holder: 'visitor two' };
      await assert.rejects(signInWithPasskey(deps, proof, elsewhere, ORIGIN), { message: /another window/ });
      await assert.rejects(signInWithPasskey(deps, proof, visitor, ORIGIN), { message: /not used in time/ });
    });

    it('refuses a passkey that counts backwards, and says so in the log', async () => {
      const { people, olga, register, signIn } = await galleryOf(open);
      const key = new SoftwareAuthenticator();
      await register(olga, key, { counter: 5 });
      await signIn(key, { counter: 6 });
      await people.newEvents();
      for (const counter of [6, 5, 0]) await assert.rejects(signIn(key, { counter }), { code: 'sign_in_failed' });
      const events = await people.newEvents();
      assert.deepEqual(
        events.map(({ kind }) => kind),
        ['passkey_refused', 'passkey_refused', 'passkey_refused'],
      );
      await signIn(key, { counter: 7 });
    });

    it('is for administrators alone where single sign-on is the only way in', async () => {
      const { people, deps, olga, register, signIn } = await galleryOf(open, true);
      const key = new SoftwareAuthenticator();
      await register(olga, key);
      await assert.rejects(signIn(key), { code: 'forbidden', message: /single sign-on alone/ });
      const other = new SoftwareAuthenticator();
      await register(await people.person('root', true), other);
      await signIn(other);
      assert.equal((await secondFactorsOf(deps.database, olga.actorId)).passkeys[0]?.lastUsedAt, null);
    });
  });

  describe('proving with a passkey that it is still the same person', () => {
    it('makes the sign-in fresh and gives the session another text', async () => {
      const { deps, people, olga, register, signIn, whose } = await galleryOf(open);
      const key = new SoftwareAuthenticator();
      await register(olga, key);
      const { session } = await signIn(key);
      const before = await whose(session);
      assert.ok(before !== undefined);
      people.clock.advance(7_200 * SECOND);
      const { ticket, publicKey } = await askAgain(deps, before);
      const text = await proveAgain(deps, before, { ticket, answer: key.get(publicKey) }, ORIGIN);
      const after = await whose(text);
      assert.deepEqual([after?.sessionPublicId, after?.authenticatedAt], [before.sessionPublicId, people.clock.now()]);
      assert.equal(await whose(session), undefined);
    });

    it('takes no passkey of somebody else, and none that did not check the person', async () => {
      const { deps, people, olga, register } = await galleryOf(open);
      const carl = await people.person('carl');
      const [key, other] = [new SoftwareAuthenticator(), new SoftwareAuthenticator()];
      await register(olga, key);
      await register(carl, other);
      for (const [by, as] of [
        [other, {}],
        [key, { isVerified: false }],
      ] as const) {
        const { ticket, publicKey } = await askAgain(deps, olga);
        const proof = { ticket, answer: by.get(publicKey, as) };
        await assert.rejects(proveAgain(deps, olga, proof, ORIGIN), { code: 'sign_in_failed' });
      }
    });
  });
});
