import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { openKeyGallery, operator, type KeyGallery } from '../../../test/support/key-gallery.ts';
import { MICROSECONDS_PER_DAY } from '../../base/clock.ts';
import { announceKeyEndings } from './announce-endings.ts';
import { keyExpiryWarning } from './expiry-warning.ts';
import { regenerateApiKey } from './regenerate-api-key.ts';

const DAY = MICROSECONDS_PER_DAY;

forEachDatabase((_, open) => {
  describe('keys that end', () => {
    let gallery: KeyGallery;
    before(async () => {
      gallery = await openKeyGallery(await open());
    });

    const told = async () => {
      const before = (await gallery.events('keys_expiring')).length;
      await announceKeyEndings(gallery);
      const events = (await gallery.events('keys_expiring')).slice(before);
      return events.map(({ subject, data }) => [subject, (data['keys'] as { name: string }[]).map(({ name }) => name)]);
    };
    const subjectOf = async (name: string) => `account:${(await gallery.account(name)).publicId}`;

    it('are told of once, ten days before, and once when they have ended, to whose they are', async () => {
      await gallery.key({ owner: 'olga', name: 'mine', days: 20 });
      await gallery.key({ owner: 'acme', as: 'olga', name: 'for acme', days: 21 });
      await gallery.key({ owner: 'acme', name: 'of acme', days: 20 });
      await gallery.key({ owner: 'olga', name: 'long', days: 365 });
      assert.deepEqual(await told(), []);
      gallery.clock.advance(10 * DAY - 1);
      assert.deepEqual(await told(), []);
      gallery.clock.advance(1);
      assert.deepEqual(await told(), [
        [await subjectOf('olga'), ['mine']],
        [await subjectOf('acme'), ['of acme']],
      ]);
      assert.deepEqual(await told(), []);
      gallery.clock.advance(DAY);
      assert.deepEqual(await told(), [[await subjectOf('olga'), ['for acme']]]);
      gallery.clock.advance(9 * DAY);
      assert.deepEqual(await told(), [
        [await subjectOf('olga'), ['mine']],
        [await subjectOf('acme'), ['of acme']],
      ]);
      gallery.clock.advance(DAY);
      assert.deepEqual(await told(), [[await subjectOf('olga'), ['for acme']]]);
      assert.deepEqual(await told(), []);
    });

    it('are told of only afterwards when they last ten days at most, and not when they were revoked', async () => {
      await gallery.key({ owner: 'mina', name: 'short', days: 10 });
      const text = await gallery.key({ owner: 'mina', name: 'revoked', days: 11 });
      const { publicId } = await gallery.row(text);
      await gallery.database.transaction((tx) =>
        tx.updateTable('api_keys').set({ revoked_at: 1 }).where('public_id', '=', publicId).execute(),
      );
      gallery.clock.advance(5 * DAY);
      assert.deepEqual(await told(), []);
      gallery.clock.advance(6 * DAY);
      assert.deepEqual(await told(), [[await subjectOf('mina'), ['short']]]);
    });

    it('are news for a week', async () => {
      await gallery.key({ owner: 'mina', name: 'old', days: 1 });
      gallery.clock.advance(8 * DAY);
      assert.deepEqual(await told(), []);
    });

    it('are told of again once they have been regenerated', async () => {
      const text = await gallery.key({ owner: 'pavel', name: 'again', days: 20 });
      gallery.clock.advance(11 * DAY);
      assert.equal((await told()).length, 1);
      const { publicId, expiresAt } = await gallery.row(text);
      await regenerateApiKey(gallery, operator, { publicId, expiresAt });
      assert.deepEqual(await told(), []);
      gallery.clock.advance(11 * DAY);
      assert.equal((await told()).length, 1);
    });

    it('are told of by one of two who come to it at once, a hundred at a time', async () => {
      gallery.clock.advance(100 * DAY);
      const names = Array.from({ length: 102 }, (_each, at) => `key ${at}`);
      for (const name of names) await gallery.key({ owner: 'root', name, days: 20 });
      gallery.clock.advance(11 * DAY);
      const counts = await Promise.all([announceKeyEndings(gallery), announceKeyEndings(gallery)]);
      assert.deepEqual(counts.toSorted(), [100, 2]);
      assert.equal(await announceKeyEndings(gallery), 0);
    });

    it('warn whoever uses them', async () => {
      const principal = await gallery.use(await gallery.key({ owner: 'olga', days: 20 }));
      const warning = () => keyExpiryWarning({ ...gallery, keysPage: 'https://gallery.example/keys' }, principal);
      assert.equal(warning(), undefined);
      gallery.clock.advance(10 * DAY);
      assert.equal(
        warning(),
        'The API key expires in 10 days. Make a new one before then: https://gallery.example/keys',
      );
      gallery.clock.advance(10 * DAY - 1);
      assert.match(warning() ?? '', /in 1 day\./);
    });
  });
});
