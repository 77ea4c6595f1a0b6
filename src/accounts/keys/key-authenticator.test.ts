import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { openKeyGallery, operator, origin, type KeyGallery } from '../../../test/support/key-gallery.ts';
import { MICROSECONDS_PER_DAY } from '../../base/clock.ts';
import { systemRandom } from '../../base/random.ts';
import { setLocked } from '../lock-account.ts';
import { silentLogger } from '../../base/logger.ts';
import { generateApiKey } from './api-key.ts';
import { forgetOldKeyUses } from './forget-old-uses.ts';
import { createKeyAuthenticator } from './key-authenticator.ts';
import { productOf } from './product-of.ts';
import { revokeApiKey } from './revoke-api-key.ts';

forEachDatabase((_, open) => {
  describe('showing an API key', () => {
    let gallery: KeyGallery;
    before(async () => {
      gallery = await openKeyGallery(await open());
    });

    const refused = (text: string | undefined, code: string, message: RegExp) =>
      assert.rejects(gallery.keys.authenticate(text, origin), { code, message });
    const change = (name: string, values: { email_confirmed_at: number | null }) =>
      gallery.database.transaction((tx) =>
        tx.updateTable('accounts').set(values).where('name_key', '=', name).execute(),
      );

    it('says that there is none only when none came', async () => {
      await refused(undefined, 'credentials_missing', /needed/);
      await refused('', 'credentials_missing', /needed/);
      for (const text of ['lode_wrong', 'x'.repeat(100_000), '\0', 'lode_'.padEnd(51, 'é')])
        await refused(text, 'key_invalid', /not one of this gallery/);
    });

    it('refuses unknown, revoked and expired keys alike but for the sentence', async () => {
      await refused(generateApiKey(systemRandom).reveal(), 'key_invalid', /unknown/);
      const revoked = await gallery.key({ owner: 'olga' });
      await revokeApiKey(gallery, operator, (await gallery.row(revoked)).publicId);
      await refused(revoked, 'key_invalid', /revoked/);
      const short = await gallery.key({ owner: 'olga', days: 1 });
      await gallery.use(short);
      gallery.clock.advance(MICROSECONDS_PER_DAY);
      await refused(short, 'key_invalid', /expired/);
    });

    it('refuses a key of a locked account, of a locked person, and of a member who left', async () => {
      const [own, acting] = [await gallery.key({ owner: 'acme' }), await gallery.key({ owner: 'acme', as: 'pavel' })];
      await setLocked(gallery, operator, { name: 'acme', locked: true });
      for (const text of [own, acting]) await refused(text, 'account_locked', /acme is locked/);
      await setLocked(gallery, operator, { name: 'acme', locked: false });
      await setLocked(gallery, operator, { name: 'pavel', locked: true });
      await refused(acting, 'account_locked', /account of the person who made this API key is locked/);
      await gallery.use(own);
      await setLocked(gallery, operator, { name: 'pavel', locked: false });
      await gallery.use(acting);
      const { id } = await gallery.account('pavel');
      await gallery.database.transaction((tx) => tx.deleteFrom('memberships').where('person_id', '=', id).execute());
      await refused(acting, 'key_invalid', /no longer a member/);
    });

    it('refuses a key while an address is not confirmed', async () => {
      const text = await gallery.key({ owner: 'acme', as: 'olga' });
      for (const [name, whose] of [
        ['olga', /of the person .* is not confirmed/],
        ['acme', /of acme is not confirmed/],
      ] as const) {
        await change(name, { email_confirmed_at: null });
        await refused(text, 'email_unconfirmed', whose);
        await change(name, { email_confirmed_at: 1 });
      }
      await gallery.use(text);
    });

    it('notes once an hour when, from where and with what a key was used', async () => {
      const text = await gallery.key({ owner: 'olga' });
      const from = async (address: string, userAgent: string) => {
        await Promise.all(Array.from({ length: 5 }, () => gallery.keys.authenticate(text, { address, userAgent })));
        await gallery.keys.close();
        const { lastUsedAt, lastUsedAddress, lastUsedClient } = await gallery.row(text);
        return { lastUsedAt, lastUsedAddress, lastUsedClient };
      };
      const first = gallery.clock.now();
      const seen = { lastUsedAt: first, lastUsedAddress: '192.0.2.1', lastUsedClient: 'curl 8.5.0' };
      assert.deepEqual(await from('192.0.2.1', 'curl/8.5.0'), seen);
      gallery.clock.advance(3_599_000_000);
      assert.deepEqual(await from('192.0.2.2', 'Wget/1.21'), seen);
      gallery.clock.advance(1_000_000);
      assert.deepEqual(await from('192.0.2.2', '<b>/1.21'), {
        lastUsedAt: first + 3_600_000_000,
        lastUsedAddress: '192.0.2.2',
        lastUsedClient: null,
      });
    });

    it('forgets from where, when addresses are forgotten', async () => {
      const text = await gallery.key({ owner: 'olga' });
      await gallery.use(text);
      await gallery.keys.close();
      gallery.clock.advance(180 * MICROSECONDS_PER_DAY);
      await forgetOldKeyUses(gallery);
      assert.equal((await gallery.row(text)).lastUsedAddress, origin.address);
      gallery.clock.advance(1);
      await forgetOldKeyUses(gallery);
      const { lastUsedAddress, lastUsedClient, lastUsedAt } = await gallery.row(text);
      assert.deepEqual([lastUsedAddress, lastUsedClient, typeof lastUsedAt], [null, null, 'number']);
    });

    it('goes on when a use cannot be noted', async () => {
      const text = await gallery.key({ owner: 'olga' });
      let attempts = 0;
      const transaction = () => {
        attempts += 1;
        return Promise.reject(new Error('the disk is full'));
      };
      const database = { ...gallery.database, transaction };
      const keys = createKeyAuthenticator({ ...gallery, database, logger: silentLogger });
      const use = async () => {
        await keys.authenticate(text, origin);
        await keys.close();
        return attempts;
      };
      assert.deepEqual([await use(), await use()], [1, 1]);
      gallery.clock.advance(60_000_000);
      assert.equal(await use(), 2);
      assert.equal((await gallery.row(text)).lastUsedAt, null);
    });
  });
});

describe('productOf', () => {
  it('keeps the first product of a User-Agent and nothing else', () => {
    assert.equal(productOf('NuGet .NET Core MSBuild Task/7.0.1 (Unix 6.1)'), 'NuGet .NET Core MSBuild Task 7.0.1');
    for (const text of ['', '/1', 'a/', '<i>/1', 'a\n/1', `${'x'.repeat(61)}/1`]) assert.equal(productOf(text), null);
  });
});
