import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { buildPackage } from '../../../test/support/package-builder.ts';
import { OPERATOR, peopleOf, type People } from '../../../test/support/people.ts';
import type { SessionPrincipal } from '../../accounts/principal.ts';
import { Problem } from '../../base/problem.ts';
import { openFolderBlobs } from '../../storage/folder-blobs.ts';
import type { Blobs } from '../../storage/blobs.ts';
import { importVersion } from '../import-version.ts';
import { createInspector, type Inspector } from '../inspection.ts';
import { publishRead } from '../publish.ts';
import { storePackage } from '../store-package.ts';
import { reservePrefix } from './reserve-prefix.ts';

forEachDatabase((_, open) => {
  describe('publishing under a reserved prefix', () => {
    let people: People;
    let pavel: SessionPrincipal;
    let blobs: Blobs;
    let inspector: Inspector;
    let folder: string;
    before(async () => {
      people = await peopleOf(open);
      pavel = await people.person('pavel');
      await people.person('olga');
      await people.organization('acme', 'olga');
      folder = await mkdtemp(path.join(os.tmpdir(), 'lode-prefix-'));
      blobs = await openFolderBlobs(path.join(folder, 'blobs'));
      inspector = createInspector({ clock: people.clock, threads: 1 });
    });
    after(async () => {
      await inspector.close();
      await rm(folder, { recursive: true });
    });

    async function arrive(id: string) {
      const bytes = buildPackage({ id, version: '1.0.0' });
      const temporaryPath = blobs.temporaryFile();
      await writeFile(temporaryPath, bytes);
      const sha512Hex = createHash('sha512').update(bytes).digest('hex');
      return { temporaryPath, sizeBytes: bytes.byteLength, sha512Hex };
    }
    const isMarked = async (idKey: string) => {
      const rows = people.database.read.selectFrom('registrations').select('is_verified').where('id_key', '=', idKey);
      return (await rows.executeTakeFirst())?.is_verified;
    };
    const reserve = (prefix: string) => reservePrefix(people, OPERATOR, { prefix, owners: ['acme'], isPublic: false });

    it('is decided in the transaction: a prefix that is reserved while the package arrives holds', async () => {
      const file = await arrive('Acme.Race');
      const reading = await inspector.inspect(file.temporaryPath);
      const store = async () => {
        await reserve('Acme.*');
        return storePackage(blobs, file);
      };
      const publisher = { ...pavel, ownerId: pavel.actorId, ownerName: pavel.name };
      await assert.rejects(
        publishRead({ ...people, blobs }, publisher, { ...file, reading, store }, {}),
        (error) => error instanceof Problem && error.code === 'prefix_reserved',
      );
      assert.equal(await isMarked('acme.race'), undefined);
    });

    it('is no matter to an import, whose packages get the mark when their owner holds the prefix', async () => {
      await reserve('Taken.*');
      const state = { listed: true, publishedAt: undefined, deprecation: null, origin: { source: 'elsewhere' } };
      const importFor = async (id: string, owner: string) => {
        const ownerId = await people.accountId(owner);
        const deps = { ...people, blobs, inspector };
        return (await importVersion(deps, OPERATOR, { ...state, file: await arrive(id), ownerId })).outcome;
      };
      assert.deepEqual([await importFor('Taken.A', 'pavel'), await isMarked('taken.a')], ['imported', 0]);
      assert.deepEqual([await importFor('Taken.B', 'acme'), await isMarked('taken.b')], ['imported', 1]);
    });
  });
});
