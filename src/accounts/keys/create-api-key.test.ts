import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { openKeyGallery, operator, origin, type KeyGallery } from '../../../test/support/key-gallery.ts';
import { changeSetting } from '../settings/change-setting.ts';
import { createApiKey, type ApiKeyWish } from './create-api-key.ts';

const usual = { name: 'ci', scopes: ['push'], packages: ['Acme.*'], days: 90 };

forEachDatabase((_, open) => {
  describe('making an API key', () => {
    let gallery: KeyGallery;
    before(async () => {
      gallery = await openKeyGallery(await open());
    });

    const make = async (name: string, wish: Partial<ApiKeyWish> & { readonly owner: string }) =>
      (await createApiKey(gallery, await gallery.session(name), { ...usual, ...wish }, origin)).reveal();
    const viewers = () => gallery.database.read.selectFrom('key_viewers').selectAll().execute();
    const keyCount = async () => (await gallery.database.read.selectFrom('api_keys').select('id').execute()).length;

    it('gives a key of one\u2019s own, and the log says whose, by whom and from where', async () => {
      const text = await make('olga', { owner: 'olga' });
      const olga = await gallery.account('olga');
      const principal = await gallery.use(text);
      assert.equal(principal.actorId, olga.id);
      assert.equal(principal.ownerId, olga.id);
      const [event] = await gallery.events('key_created');
      assert.deepEqual(event, {
        subject: `key:${principal.keyPublicId}`,
        data: { owner: olga.publicId, person: olga.publicId, ...usual },
      });
      const origins = await gallery.database.read.selectFrom('event_origins').select('address').execute();
      assert.deepEqual(origins, [{ address: origin.address }]);
      assert.deepEqual(await viewers(), []);
    });

    it('gives a person\u2019s key for an organization to every member', async () => {
      const principal = await gallery.use(await make('pavel', { owner: 'acme', as: 'PAVEL' }));
      assert.equal(principal.actorId, (await gallery.account('pavel')).id);
      assert.equal(principal.ownerId, (await gallery.account('acme')).id);
    });

    it('gives an organization\u2019s own key to its administrators alone, and remembers who saw it', async () => {
      const text = await make('olga', { owner: 'acme' });
      const row = await gallery.row(text);
      assert.equal(row.personId, null);
      assert.deepEqual(
        (await viewers()).map((viewer) => [viewer.key_id, viewer.account_id]),
        [[row.id, (await gallery.account('olga')).id]],
      );
      await assert.rejects(make('pavel', { owner: 'acme' }), { code: 'forbidden' });
    });

    it('gives nobody a key of somebody else', async () => {
      const before = await keyCount();
      await assert.rejects(make('mina', { owner: 'olga' }), { code: 'forbidden' });
      await assert.rejects(make('mina', { owner: 'acme', as: 'mina' }), { code: 'forbidden' });
      await assert.rejects(make('mina', { owner: 'mina', as: 'olga' }), { code: 'forbidden' });
      await assert.rejects(make('pavel', { owner: 'acme', as: 'olga' }), { code: 'forbidden' });
      await assert.rejects(make('root', { owner: 'olga' }), { code: 'forbidden' });
      await assert.rejects(make('olga', { owner: 'nobody' }), { code: 'not_found' });
      assert.equal(await keyCount(), before);
    });

    it('says everything that is wrong at once', async () => {
      const wish = { owner: 'olga', name: ' ', scopes: ['all'], packages: ['a b'], days: 366 };
      await assert.rejects(make('olga', wish), (error: { faults: { code: string; at: string }[] }) => {
        assert.deepEqual(
          error.faults.map(({ code, at }) => [code, at]),
          [
            ['key_name', 'name'],
            ['key_scope', 'scopes'],
            ['key_packages', 'packages'],
            ['key_days', 'days'],
          ],
        );
        return true;
      });
    });

    it('refuses what is too long, too many or hostile', async () => {
      const refused: Partial<ApiKeyWish>[] = [
        { name: 'x'.repeat(201) },
        { name: 'a\r\nBcc: x@y.example' },
        { name: 'a\u202Eb' },
        { name: 'a\0' },
        { name: '\uD800' },
        { scopes: [] },
        { scopes: ['push', '__proto__'] },
        { packages: [] },
        { packages: ['x'.repeat(129)] },
        { packages: Array.from({ length: 101 }, (_, at) => `Acme.${at}`) },
        { packages: ['<script>'] },
        { days: 0 },
        { days: 1.5 },
        { days: Number.NaN },
      ];
      for (const wish of refused)
        await assert.rejects(make('olga', { owner: 'olga', ...wish }), { code: 'bad_request' }, JSON.stringify(wish));
      await make('olga', { owner: 'olga', name: 'x'.repeat(200) });
    });

    it('lasts as long as administrators allow, which is also what nobody asks for', async () => {
      const set = (value: string) => changeSetting(gallery, operator, { name: 'key-days', value });
      await set('30');
      await assert.rejects(make('olga', { owner: 'olga', days: 31 }), /1 to 30 days/);
      const { days: _, ...withoutDays } = usual;
      const text = await createApiKey(gallery, operator, { owner: 'olga', ...withoutDays });
      assert.equal((await gallery.row(text.reveal())).days, 30);
      await set('365');
    });

    it('asks who it is after an hour', async () => {
      const session = await gallery.session('olga');
      gallery.clock.advance(3_600_000_001);
      await assert.rejects(createApiKey(gallery, session, { owner: 'olga', ...usual }), { code: 'sign_in_again' });
    });

    it('makes one key of a form that is sent twice', async () => {
      const before = await keyCount();
      await make('olga', { owner: 'olga', once: 'form 1' });
      await assert.rejects(make('olga', { owner: 'olga', once: 'form 1' }), { code: 'conflict' });
      const both = await Promise.allSettled([
        make('olga', { owner: 'olga', once: 'form 2' }),
        make('olga', { owner: 'olga', once: 'form 2' }),
      ]);
      assert.deepEqual(both.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
      assert.equal(await keyCount(), before + 2);
    });

    it('makes none for an organization that is locked or whose address is not confirmed', async () => {
      const change = (values: { status?: 'active' | 'locked'; email_confirmed_at?: number | null }) =>
        gallery.database.transaction((tx) =>
          tx.updateTable('accounts').set(values).where('name_key', '=', 'acme').execute(),
        );
      await change({ status: 'locked' });
      await assert.rejects(make('olga', { owner: 'acme', as: 'olga' }), { code: 'account_locked' });
      await change({ status: 'active', email_confirmed_at: null });
      await assert.rejects(make('olga', { owner: 'acme' }), /not confirmed/);
      await change({ email_confirmed_at: 1 });
      await make('olga', { owner: 'acme' });
    });
  });
});
