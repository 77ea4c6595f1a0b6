import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { answerOrProblem, bytesOf, jsonOf, requestWith } from '../../../test/support/exchange.ts';
import { changeVersion, seedVersion, seedVersions } from '../../../test/support/seed-rows.ts';
import type { SeededVersion } from '../../../test/support/seed-rows.ts';
import { FixedClock, MICROSECONDS_PER_DAY } from '../../base/clock.ts';
import { countingRandom } from '../../base/random.ts';
import type { HttpAnswer } from '../../http/exchange.ts';
import { nupkgBlobKey } from '../../storage/blob-keys.ts';
import type { Blobs } from '../../storage/blobs.ts';
import type { Database } from '../../storage/database.ts';
import { openFolderBlobs } from '../../storage/folder-blobs.ts';
import { createFeedUrls } from '../feed-urls.ts';
import { answerFlatIndex } from './flat-container.ts';
import { answerPackageFile } from './package-files.ts';
import type { Download } from '../../downloads/count-downloads.ts';
import { createReading } from '../../../test/support/reading.ts';
import type { Reading } from '../../../test/support/reading.ts';

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const urls = createFeedUrls('https://gallery.example');

forEachDatabase((_name, open) => {
  const random = countingRandom();
  let clock: FixedClock;
  let database: Database;
  let blobs: Blobs;
  let folder: string;
  let reading: Reading;
  const downloads: Download[] = [];

  before(async () => {
    clock = new FixedClock();
    database = await open();
    folder = await mkdtemp(join(tmpdir(), 'lode-blobs-'));
    blobs = await openFolderBlobs(folder);
    const countDownload = (download: Download) => downloads.push(download);
    reading = createReading({ database, blobs, urls, clock, countDownload });
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const seed = (version: Parameters<typeof seedVersion>[1]) => seedVersion({ database, clock, random, blobs }, version);

  describe('GET /v3/flatcontainer/{id}/index.json', () => {
    const get = (id: string, headers: Record<string, string> = {}, method = 'GET') =>
      answerOrProblem(answerFlatIndex(reading, requestWith({ params: { id }, headers, method })));
    const versionsOf = async (id: string) => ((await jsonOf(await get(id))) as { versions: string[] }).versions;

    it('lists every version, listed or not, ascending, normalized, in lower case, without metadata', async () => {
      const id = 'Acme.Flat';
      await seed({ id, version: '2.0.0-RC.1+build' });
      await seed({ id, version: '10.0' });
      await seed({ id, version: '2.0.0', listed: false });
      await seed({ id, version: '1.0.0.5' });
      assert.deepEqual(await versionsOf('ACME.flat'), ['1.0.0.5', '2.0.0-rc.1', '2.0.0', '10.0.0']);
    });

    it('lists hundreds', async () => {
      const versions = Array.from({ length: 450 }, (_, i) => ({ id: 'Acme.Hundreds', version: `1.0.${i}` }));
      await seedVersions({ database, clock, random }, versions);
      assert.deepEqual(
        await versionsOf('acme.hundreds'),
        versions.map((version) => version.version),
      );
    });

    it('is 404 for an unknown id, for what is no id, and while every version is held', async () => {
      await seed({ id: 'Acme.Held', version: '1.0.0', state: 'held' });
      for (const id of ['acme.unknown', 'constructor', '__proto__', '', 'a/b', 'x'.repeat(200), 'acme.held']) {
        assert.equal((await get(id)).status, 404, id);
      }
    });

    it('answers HEAD and 304, and shows a new version at once', async () => {
      await seed({ id: 'Acme.New', version: '1.0.0' });
      const first = await get('acme.new');
      const etag = first.headers?.['etag'] ?? '';
      assert.equal(first.headers?.['cache-control'], 'no-cache');
      assert.equal(first.headers?.['content-type'], 'application/json');
      assert.equal((await get('acme.new', { 'if-none-match': etag })).status, 304);
      assert.equal((await get('acme.new', {}, 'HEAD')).headers?.['content-length'], first.headers?.['content-length']);
      await seed({ id: 'Acme.New', version: '1.1.0' });
      const second = await get('acme.new', { 'if-none-match': etag });
      assert.equal(second.status, 200);
      assert.deepEqual(await jsonOf(second), { versions: ['1.0.0', '1.1.0'] });
    });

    it('says for 90 days what was withdrawn, and with the last version as a 404', async () => {
      const id = 'Acme.Bad';
      const first = await seed({ id, version: '1.0.0' });
      const second = await seed({ id, version: '1.1.0' });
      await changeVersion({ database, clock, random }, second.versionId, { state: 'removed' });
      const sentence = 'Acme.Bad 1.1.0 was withdrawn by an administrator of this gallery and cannot be downloaded.';
      const warned = await get(id);
      assert.deepEqual(await jsonOf(warned), { versions: ['1.0.0'] });
      assert.equal(warned.headers?.['x-nuget-warning'], sentence);
      clock.advance(60 * MICROSECONDS_PER_DAY);
      await changeVersion({ database, clock, random }, first.versionId, { state: 'quarantined' });
      const gone = await get(id);
      assert.equal(gone.status, 404);
      assert.equal(gone.headers?.['x-nuget-warning'], sentence.replace('1.1.0 was', '1.0.0, 1.1.0 were'));
      clock.advance(60 * MICROSECONDS_PER_DAY);
      assert.equal((await get(id)).headers?.['x-nuget-warning'], sentence.replace('1.1.0', '1.0.0'));
    });

    it('stops warning when the time is over, although nothing changed', async () => {
      const id = 'Acme.Old';
      await seed({ id, version: '1.0.0' });
      await seed({ id, version: '1.1.0', state: 'removed' });
      assert.ok((await get(id)).headers?.['x-nuget-warning']);
      clock.advance(90 * MICROSECONDS_PER_DAY + 10);
      assert.equal((await get(id)).headers?.['x-nuget-warning'], undefined);
    });
  });

  describe('GET /v3/flatcontainer/{id}/{version}/{file}', () => {
    const small = Buffer.from('a small package');
    const large = Buffer.alloc(300_000, 'a large package ');
    let seeded: SeededVersion;
    before(async () => {
      const parts = {
        nuspec: Buffer.from('<package />'),
        icon: PNG,
        readme: Buffer.from('# Tools'),
        license: Buffer.from('<script>alert(1)</script>'),
      };
      seeded = await seed({ id: 'Acme.Tools', version: '1.0.0-Beta', nupkg: small, parts });
      await seed({ id: 'Acme.Tools', version: '2.0.0', nupkg: large, parts: { icon: Buffer.from('<svg onload=…>') } });
      await seed({ id: 'Acme.Tools', version: '3.0.0', nupkg: small, listed: false });
    });

    const get = (path: string, more: { method?: string; headers?: Record<string, string> } = {}) => {
      const [id = '', version = '', file = ''] = path.split('/');
      return answerOrProblem(answerPackageFile(reading, requestWith({ params: { id, version, file }, ...more })));
    };
    const nupkg = 'acme.tools/1.0.0-beta/acme.tools.1.0.0-beta.nupkg';
    const largeNupkg = 'acme.tools/2.0.0/acme.tools.2.0.0.nupkg';

    it('sends the package with its length and a strong ETag', async () => {
      for (const [path, bytes] of [
        [nupkg, small],
        [largeNupkg, large],
      ] as const) {
        const answer = await get(path);
        assert.equal(answer.status, 200);
        assert.equal(answer.headers?.['content-type'], 'application/octet-stream');
        assert.equal(answer.headers?.['content-length'], String(bytes.byteLength));
        assert.equal(answer.headers?.['cache-control'], 'public, max-age=300');
        assert.match(answer.headers?.['etag'] ?? '', /^"[0-9a-f]{128}"$/);
        assert.equal(answer.headers?.['content-encoding'], undefined);
        assert.ok(bytes.equals(await bytesOf(answer)));
      }
      assert.equal((await get(nupkg)).headers?.['etag'], `"${seeded.sha512}"`);
    });

    it('sends an unlisted package like any other', async () => {
      assert.equal((await get('acme.tools/3.0.0/acme.tools.3.0.0.nupkg')).status, 200);
    });

    it('answers every spelling of a version alike, in any case', async () => {
      const expected = await bytesOf(await get(nupkg));
      for (const path of [
        'ACME.TOOLS/1.0.0-BETA/ACME.TOOLS.1.0.0-BETA.NUPKG',
        'Acme.Tools/1.0-beta/acme.tools.1.0-beta.nupkg',
        'Acme.Tools/1.0.0.0-beta/acme.tools.1.0.0-beta.nupkg',
        'Acme.Tools/01.0.0-beta+meta/acme.tools.01.0.0-beta+meta.nupkg',
      ]) {
        assert.deepEqual(await bytesOf(await get(path)), expected, path);
      }
    });

    it('is 404 for other files, versions and ids', async () => {
      for (const path of [
        'acme.tools/1.0.0-beta/acme.tools.nupkg',
        'acme.tools/1.0.0-beta/acme.tools.2.0.0.nupkg',
        'acme.tools/1.0.0-beta/other.nuspec',
        'acme.tools/1.0.0-beta/index.json',
        'acme.tools/9.9.9/acme.tools.9.9.9.nupkg',
        'acme.tools/latest/acme.tools.latest.nupkg',
        'acme.unknown/1.0.0/acme.unknown.1.0.0.nupkg',
        '../1.0.0/icon',
      ]) {
        assert.equal((await get(path)).status, 404, path);
      }
    });

    it('sends a part of it, from memory and from the disk', async () => {
      for (const [path, bytes] of [
        [nupkg, small],
        [largeNupkg, large],
      ] as const) {
        const answer = await get(path, { headers: { range: 'bytes=2-8' } });
        assert.equal(answer.status, 206);
        assert.equal(answer.headers?.['content-range'], `bytes 2-8/${bytes.byteLength}`);
        assert.deepEqual(await bytesOf(answer), bytes.subarray(2, 9));
        assert.equal((await get(path, { headers: { range: 'bytes=999999-' } })).status, 416);
      }
    });

    it('answers HEAD and conditional requests without reading the file', async () => {
      const head = await get(largeNupkg, { method: 'HEAD' });
      assert.equal(head.status, 200);
      assert.equal(head.body, undefined);
      assert.equal(head.headers?.['content-length'], String(large.byteLength));
      const unchanged = await get(largeNupkg, { headers: { 'if-none-match': head.headers?.['etag'] ?? '' } });
      assert.equal(unchanged.status, 304);
      assert.equal(unchanged.body, undefined);
    });

    it('counts what sends the file from its first byte, and nothing else', async () => {
      const counted = async (more: { method?: string; headers?: Record<string, string> }) => {
        downloads.length = 0;
        await bytesOf(await get(nupkg, more));
        return downloads.length;
      };
      assert.equal(await counted({ headers: { 'user-agent': 'NuGet/7' } }), 1);
      const { versionId, registrationId } = seeded;
      assert.deepEqual(downloads, [{ versionId, registrationId, userAgent: 'NuGet/7' }]);
      assert.equal(await counted({ headers: { range: 'bytes=0-3' } }), 1);
      assert.equal(await counted({ headers: { range: 'bytes=4-' } }), 0);
      assert.equal(await counted({ headers: { range: 'bytes=999-' } }), 0);
      assert.equal(await counted({ method: 'HEAD' }), 0);
      assert.equal(await counted({ headers: { 'if-none-match': '*' } }), 0);
    });

    it('sends the parts with types of ours, never to run as a page', async () => {
      const types = {
        'acme.tools.nuspec': 'text/xml',
        icon: 'image/png',
        readme: 'text/markdown; charset=utf-8',
        license: 'text/plain; charset=utf-8',
      };
      for (const [file, type] of Object.entries(types)) {
        const answer = await get(`acme.tools/1.0.0-beta/${file}`);
        assert.equal(answer.status, 200, file);
        assert.equal(answer.headers?.['content-type'], type);
        assert.equal(answer.headers?.['content-security-policy'], "sandbox; default-src 'none'");
        assert.equal(answer.headers?.['x-content-type-options'], 'nosniff');
        assert.equal(answer.headers?.['cache-control'], 'public, max-age=300');
        assert.equal((await get(`acme.tools/1.0.0-beta/${file}`, { method: 'HEAD' })).body, undefined);
      }
      const readme = await get('acme.tools/1.0.0-beta/README');
      assert.equal((await bytesOf(readme)).toString(), '# Tools');
    });

    it('lets nobody see an icon that is no image', async () => {
      const answer = await get('acme.tools/2.0.0/icon');
      assert.equal(answer.headers?.['content-type'], 'application/octet-stream');
      assert.equal(answer.headers?.['content-disposition'], 'attachment');
    });

    it('is 404 for a part that the package lacks', async () => {
      assert.equal((await get('acme.tools/2.0.0/readme')).status, 404);
    });

    it('is 451 with a sentence when the version was withdrawn, 404 while it is held', async () => {
      for (const state of ['quarantined', 'removed', 'destroyed', 'held'] as const) {
        const id = `Acme.State.${state}`;
        await seed({ id, version: '1.0.0', state, nupkg: small, parts: { icon: PNG } });
        for (const file of [`${id}.1.0.0.nupkg`, 'icon', `${id}.nuspec`]) {
          const answer = await get(`${id}/1.0.0/${file}`);
          assert.equal(answer.status, state === 'held' ? 404 : 451, `${state} ${file}`);
          if (state !== 'held')
            assert.match(answer.reason ?? '', /^Acme\.State\.\w+ 1\.0\.0 was withdrawn by an administrator/);
        }
      }
    });

    it('is 503 before the first byte when the file is gone', async () => {
      for (const bytes of [Buffer.alloc(10, 1), Buffer.alloc(100_000, 1)]) {
        const id = `Acme.Lost${bytes.byteLength}`;
        const lost = await seed({ id, version: '1.0.0', nupkg: bytes });
        await blobs.remove(nupkgBlobKey(lost.sha512));
        const answer: Pick<HttpAnswer, 'status'> = await get(`${id}/1.0.0/${id}.1.0.0.nupkg`);
        assert.equal(answer.status, 503);
      }
    });
  });
});
