import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { openKeyGallery, operator, origin, type KeyGallery } from '../../../test/support/key-gallery.ts';
import { MICROSECONDS_PER_DAY } from '../../base/clock.ts';
import { changeSetting } from '../settings/change-setting.ts';
import { changeApiKey } from './change-api-key.ts';
import { regenerateApiKey } from './regenerate-api-key.ts';
import { revokeApiKey } from './revoke-api-key.ts';
import { revokeLeakedKey } from './revoke-leaked-key.ts';

forEachDatabase((_, open) => {
  describe('an API key that exists', () => {
    let gallery: KeyGallery;
    before(async () => {
      gallery = await openKeyGallery(await open());
    });

    const idOf = async (text: string) => (await gallery.row(text)).publicId;
    const regenerate = async (name: string, text: string) => {
      const { publicId, expiresAt } = await gallery.row(text);
      return (await regenerateApiKey(gallery, await gallery.session(name), { publicId, expiresAt }, origin)).reveal();
    };
    const revoke = async (name: string, text: string) =>
      revokeApiKey(gallery, await gallery.session(name), await idOf(text), origin);
    const change = async (name: string, publicId: string, wish = {}) => {
      const features = { name: 'new', scopes: ['unlist'], packages: ['Acme.One'], ...wish };
      await changeApiKey(gallery, await gallery.session(name), { publicId, ...features }, origin);
    };

    it('gets another name, other scopes and packages, at once', async () => {
      const text = await gallery.key({ owner: 'olga' });
      const publicId = await idOf(text);
      await change('olga', publicId);
      const { scopes, globs, expiresAt } = await gallery.use(text);
      assert.deepEqual([scopes, globs], [['unlist'], ['Acme.One']]);
      assert.equal(expiresAt, gallery.clock.now() + 365 * MICROSECONDS_PER_DAY);
      await change('olga', publicId);
      await change('olga', publicId, { name: 'newer' });
      const { publicId: olga } = await gallery.account('olga');
      const whose = { owner: olga, person: olga, scopes: ['unlist'], packages: ['Acme.One'] };
      assert.deepEqual(await gallery.events('key_changed'), [
        { subject: `key:${publicId}`, data: { ...whose, name: 'new', changed: ['name', 'scopes', 'packages'] } },
        { subject: `key:${publicId}`, data: { ...whose, name: 'newer', changed: ['name'] } },
      ]);
      await assert.rejects(change('olga', publicId, { scopes: ['all'] }), { code: 'bad_request' });
    });

    it('is managed by whom it belongs to, revoked by administrators too, and not there for others', async () => {
      const [personal, acting, own] = await Promise.all([
        gallery.key({ owner: 'pavel' }),
        gallery.key({ owner: 'acme', as: 'pavel' }),
        gallery.key({ owner: 'acme' }),
      ]);
      const walk: [text: string, who: string, manage: string, revoke: string][] = [
        [personal, 'olga', 'not_found', 'not_found'],
        [personal, 'mina', 'not_found', 'not_found'],
        [personal, 'root', 'forbidden', 'done'],
        [acting, 'olga', 'forbidden', 'done'],
        [acting, 'mina', 'not_found', 'not_found'],
        [acting, 'root', 'forbidden', 'done'],
        [acting, 'pavel', 'done', 'done'],
        [own, 'pavel', 'not_found', 'not_found'],
        [own, 'mina', 'not_found', 'not_found'],
        [own, 'root', 'forbidden', 'done'],
        [own, 'olga', 'done', 'done'],
      ];
      const outcome = (work: Promise<unknown>) =>
        work.then(
          () => 'done',
          (error: { code: string }) => error.code,
        );
      for (const [at, [text, who, manage, revokes]] of walk.entries()) {
        const publicId = await idOf(text);
        const said = `${who}, row ${at}`;
        assert.equal(await outcome(change(who, publicId, { name: `renamed ${at}` })), manage, said);
        assert.equal(await outcome(revoke(who, text)), revokes, said);
        await gallery.database.transaction((tx) =>
          tx
            .updateTable('api_keys')
            .set({ revoked_at: null, revocation: null })
            .where('public_id', '=', publicId)
            .execute(),
        );
      }
    });

    it('gets a new text, and the old one dies at once', async () => {
      const old = await gallery.key({ owner: 'olga', days: 30 });
      const { publicId } = await gallery.row(old);
      gallery.clock.advance(MICROSECONDS_PER_DAY);
      const text = await regenerate('olga', old);
      await assert.rejects(gallery.use(old), { code: 'key_invalid', message: /unknown/ });
      const principal = await gallery.use(text);
      assert.equal(principal.keyPublicId, publicId);
      assert.equal(principal.expiresAt, gallery.clock.now() + 30 * MICROSECONDS_PER_DAY);
      assert.equal((await gallery.events('key_regenerated')).at(-1)?.data['days'], 30);
    });

    it('lasts no longer than administrators allow by then', async () => {
      const old = await gallery.key({ owner: 'olga', days: 300 });
      await changeSetting(gallery, operator, { name: 'key-days', value: '60' });
      const text = await regenerate('olga', old);
      assert.equal((await gallery.use(text)).expiresAt, gallery.clock.now() + 60 * MICROSECONDS_PER_DAY);
      await changeSetting(gallery, operator, { name: 'key-days', value: '365' });
    });

    it('is regenerated once by a form that is sent twice, and by one of two who press at once', async () => {
      const old = await gallery.key({ owner: 'acme' });
      const { publicId, expiresAt } = await gallery.row(old);
      gallery.clock.advance(1_000_000);
      const session = await gallery.session('olga');
      const press = () => regenerateApiKey(gallery, session, { publicId, expiresAt }, origin);
      const both = await Promise.allSettled([press(), press()]);
      assert.deepEqual(both.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
      await assert.rejects(press(), { code: 'conflict', message: /new text since/ });
    });

    it('forgets who saw the old text, and knows who saw the new one', async () => {
      const old = await gallery.key({ owner: 'acme' });
      await gallery.database.transaction(async (tx) => {
        const { id } = await gallery.row(old);
        const row = { key_id: id, account_id: (await gallery.account('mina')).id, at: 0 };
        await tx.insertInto('key_viewers').values(row).execute();
      });
      gallery.clock.advance(1);
      const { id } = await gallery.row(await regenerate('olga', old));
      const viewers = gallery.database.read.selectFrom('key_viewers').select('account_id').where('key_id', '=', id);
      assert.deepEqual(await viewers.execute(), [{ account_id: (await gallery.account('olga')).id }]);
    });

    it('ends once by revocation, and can come back by regenerating it, but not when it leaked', async () => {
      const old = await gallery.key({ owner: 'olga' });
      const before = (await gallery.events('key_revoked')).length;
      for (let times = 0; times < 2; times += 1) await revoke('olga', old);
      await assert.rejects(gallery.use(old), { code: 'key_invalid', message: /revoked/ });
      assert.equal((await gallery.events('key_revoked')).length, before + 1);
      await assert.rejects(change('olga', await idOf(old)), { code: 'conflict' });
      gallery.clock.advance(1);
      const text = await regenerate('olga', old);
      await gallery.use(text);
      await revokeLeakedKey(gallery, { text }, origin);
      await assert.rejects(regenerate('olga', text), { code: 'conflict', message: /leaked/ });
      await assert.rejects(revokeApiKey(gallery, operator, 'x'), { code: 'not_found' });
    });

    it('asks who it is after an hour, except to revoke', async () => {
      const text = await gallery.key({ owner: 'olga' });
      const { publicId, expiresAt } = await gallery.row(text);
      const stale = await gallery.session('olga');
      gallery.clock.advance(3_600_000_001);
      const features = { name: 'new', scopes: ['unlist'], packages: ['*'] };
      await assert.rejects(changeApiKey(gallery, stale, { publicId, ...features }), { code: 'sign_in_again' });
      await assert.rejects(regenerateApiKey(gallery, stale, { publicId, expiresAt }), { code: 'sign_in_again' });
      await revokeApiKey(gallery, stale, publicId);
    });
  });
});
