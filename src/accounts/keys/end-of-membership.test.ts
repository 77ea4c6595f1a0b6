import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { openKeyGallery, operator, origin, type KeyGallery } from '../../../test/support/key-gallery.ts';
import { MICROSECONDS_PER_DAY } from '../../base/clock.ts';
import { authorship } from '../principal.ts';
import { createApiKey } from './create-api-key.ts';
import { membershipEnded } from './end-of-membership.ts';
import { endKeysOfAccount } from './end-keys.ts';
import { regenerateApiKey } from './regenerate-api-key.ts';

forEachDatabase((_, open) => {
  describe('keys when a membership ends', () => {
    let gallery: KeyGallery;
    before(async () => {
      gallery = await openKeyGallery(await open());
    });

    const leaves = async (name: string) => {
      const [organization, person] = [await gallery.account('acme'), await gallery.account(name)];
      const author = authorship(operator, organization.id);
      await gallery.database.mutation((tx) => membershipEnded(gallery, tx, { organization, person, author }));
    };
    const ownKey = async (name: string) => {
      const wish = { owner: 'acme', name: `seen by ${name}`, scopes: ['push'], packages: ['*'], days: 90 };
      return (await createApiKey(gallery, await gallery.session(name), wish, origin)).reveal();
    };

    it('ends those with which the person acted, for good', async () => {
      const [acting, own] = [await gallery.key({ owner: 'acme', as: 'pavel' }), await gallery.key({ owner: 'pavel' })];
      await leaves('pavel');
      // The membership is still there: revoked is revoked, also when somebody comes back.
      await assert.rejects(gallery.use(acting), { code: 'key_invalid', message: /revoked/ });
      await gallery.use(own);
      const { publicId } = await gallery.row(acting);
      const [event] = (await gallery.events('key_revoked')).filter(({ subject }) => subject === `key:${publicId}`);
      assert.equal(event?.data['reason'], 'left');
    });

    it('gives the organization seven days to regenerate those whose text the person saw', async () => {
      const seen = await ownKey('olga');
      const unseen = await gallery.key({ owner: 'acme' });
      await leaves('olga');
      await leaves('olga');
      const [organization, person] = [await gallery.account('acme'), await gallery.account('olga')];
      const before = gallery.clock.now() + 7 * MICROSECONDS_PER_DAY;
      const { publicId, expiresAt } = await gallery.row(seen);
      assert.deepEqual(await gallery.events('key_must_rotate'), [
        {
          subject: `key:${publicId}`,
          data: { owner: organization.publicId, person: person.publicId, name: 'seen by olga', before },
        },
      ]);
      gallery.clock.advance(7 * MICROSECONDS_PER_DAY - 1);
      assert.equal((await gallery.use(seen)).rotateBefore, before);
      gallery.clock.advance(1);
      await assert.rejects(gallery.use(seen), { code: 'key_invalid', message: /somebody who saw it left acme/ });
      await gallery.use(unseen);
      const session = await gallery.session('olga');
      const text = await regenerateApiKey(gallery, session, { publicId, expiresAt }, origin);
      assert.equal((await gallery.use(text.reveal())).rotateBefore, null);
    });

    it('keeps the earlier of two days', async () => {
      const seen = await ownKey('olga');
      await leaves('olga');
      const { rotateBefore } = await gallery.row(seen);
      gallery.clock.advance(MICROSECONDS_PER_DAY);
      await leaves('olga');
      assert.equal((await gallery.row(seen)).rotateBefore, rotateBefore);
    });

    it('ends all keys of an account that ends, and forgets where they were used from', async () => {
      const texts = [await gallery.key({ owner: 'pavel' }), await gallery.key({ owner: 'acme', as: 'pavel' })];
      const other = await gallery.key({ owner: 'acme' });
      for (const text of texts) await gallery.use(text);
      await gallery.keys.close();
      const account = await gallery.account('pavel');
      const author = authorship(operator);
      await gallery.database.mutation((tx) => endKeysOfAccount(gallery, tx, { account, author }));
      for (const text of texts) {
        await assert.rejects(gallery.use(text), { code: 'key_invalid' });
        assert.equal((await gallery.row(text)).lastUsedAddress, null);
      }
      await gallery.use(other);
    });
  });
});
