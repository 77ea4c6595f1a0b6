import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { openKeyGallery, operator, origin, type KeyGallery } from '../../../test/support/key-gallery.ts';
import { systemRandom } from '../../base/random.ts';
import { generateApiKey } from './api-key.ts';
import { revokeApiKey } from './revoke-api-key.ts';
import { publicPlace, revokeLeakedKey } from './revoke-leaked-key.ts';

forEachDatabase((_, open) => {
  describe('a key that leaked', () => {
    let gallery: KeyGallery;
    before(async () => {
      gallery = await openKeyGallery(await open());
    });

    it('ends for whoever shows it, and the log says why, whose it was and where it was found', async () => {
      const text = await gallery.key({ owner: 'acme', as: 'pavel', name: 'deploy' });
      const foundAt = `https://user:pass@code.example/acme/app?key=${text}#L1`;
      await revokeLeakedKey(gallery, { text, foundAt }, origin);
      await assert.rejects(gallery.use(text), { code: 'key_invalid', message: /revoked/ });
      const { publicId } = await gallery.row(text);
      const whose = {
        owner: (await gallery.account('acme')).publicId,
        person: (await gallery.account('pavel')).publicId,
        name: 'deploy',
      };
      assert.deepEqual(await gallery.events('key_revoked'), [
        { subject: `key:${publicId}`, data: { reason: 'leaked', ...whose, where: 'https://code.example/acme/app' } },
      ]);
    });

    it('is answered alike when it is unknown, no key, or revoked, and nothing is written', async () => {
      const revoked = await gallery.key({ owner: 'olga' });
      await revokeApiKey(gallery, operator, (await gallery.row(revoked)).publicId);
      const before = (await gallery.events('key_revoked')).length;
      for (const text of [revoked, generateApiKey(systemRandom).reveal(), 'x', '', 'x'.repeat(100_000)])
        assert.equal(await revokeLeakedKey(gallery, { text }, origin), undefined);
      assert.equal((await gallery.events('key_revoked')).length, before);
      assert.equal((await gallery.row(revoked)).revocation, 'asked');
    });
  });
});

describe('publicPlace', () => {
  const cases: [text: string, place: string | undefined][] = [
    ['https://code.example/a/b', 'https://code.example/a/b'],
    [' http://code.example ', 'http://code.example/'],
    ['https://code.example/a?b=c#d', 'https://code.example/a'],
    ['https://code.example/olga@gallery.example/x', 'https://code.example/***/x'],
    ['https://code.example/lode_abc/x%40y', 'https://code.example/***/***'],
    ['javascript:alert(1)', undefined],
    ['in a log', undefined],
    [`https://code.example/${'x'.repeat(500)}`, undefined],
  ];
  for (const [text, place] of cases)
    it(`${text.slice(0, 50)} is ${place ?? 'none'}`, () => assert.equal(publicPlace(text), place));
});
