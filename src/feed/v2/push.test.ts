import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { buildPackage, onePixelPng, type TestPackage } from '../../../test/support/package-builder.ts';
import { testApps, type TestApp } from '../../../test/support/test-app.ts';

const built = (description: Partial<TestPackage> = {}) =>
  buildPackage({ id: 'Acme.Tools', version: '1.0.0', ...description });

forEachDatabase((_name, open) => {
  describe('PUT /api/v2/package', () => {
    const startTestApp = testApps(open);
    let app: TestApp;
    let key: string;
    before(async () => {
      app = await startTestApp();
      await app.person('olga');
      await app.person('pavel');
      key = await app.key('olga');
    });

    const problem = async (answer: Response) =>
      (await answer.json()) as { code: string; detail: string; faults: { code: string }[] };
    const events = () => app.database.scan.selectFrom('events').selectAll().orderBy('seq').execute();
    const catalog = () => app.database.scan.selectFrom('catalog_entries').selectAll().orderBy('seq').execute();

    it('answers 201 and has written everything: bytes, parts, rows, event, catalog entry', async () => {
      const package_ = built({
        id: 'Acme.Whole',
        icon: onePixelPng,
        readme: '# Whole',
        licenseFile: 'Do as you like.',
      });
      const [filesBefore, eventsBefore, entriesBefore] = [await app.storedFiles(), await events(), await catalog()];
      assert.equal((await app.push(key, package_, { 'user-agent': 'NuGet xplat/7.0' })).status, 201);
      const added = (await app.storedFiles()).filter((file) => !filesBefore.includes(file));
      assert.equal(added.length, 1);
      assert.match(added[0] ?? '', /^nupkg\/\w\w\/[0-9a-f]{128}\.nupkg$/);
      const [event, ...others] = (await events()).slice(eventsBefore.length);
      assert.deepEqual(
        [event?.kind, event?.subject, others.length],
        ['version_published', 'version:acme.whole/1.0.0', 0],
      );
      assert.match(event?.credential ?? '', /^key:\w{22}$/);
      const origin = await app.database.scan
        .selectFrom('event_origins')
        .selectAll()
        .where('event_seq', '=', event?.seq ?? 0)
        .executeTakeFirst();
      assert.deepEqual([origin?.address, origin?.user_agent], ['127.0.0.1', 'NuGet xplat/7.0']);
      const entries = (await catalog()).slice(entriesBefore.length);
      assert.deepEqual(
        entries.map((entry) => [entry.kind, entry.display_id, entry.event_seq]),
        [['details', 'Acme.Whole', event?.seq]],
      );
      const served = await fetch(`${app.url}/v3/flatcontainer/acme.whole/1.0.0/acme.whole.1.0.0.nupkg`);
      assert.deepEqual(new Uint8Array(await served.arrayBuffer()), new Uint8Array(package_));
      for (const [part, text] of Object.entries({
        'acme.whole.nuspec': '<id>Acme.Whole</id>',
        readme: '# Whole',
        license: 'Do as you like.',
        icon: 'PNG',
      })) {
        const answer = await fetch(`${app.url}/v3/flatcontainer/acme.whole/1.0.0/${part}`);
        assert.ok((await answer.text()).includes(text), part);
      }
    });

    it('answers 409 when the version exists, even when unlisted, in another spelling, case or with other metadata', async () => {
      assert.equal((await app.push(key, built({ id: 'Acme.Twice', version: '1.0.0-Beta' }))).status, 201);
      assert.equal((await app.push(key, built({ id: 'Acme.Twice', version: '1.0' }))).status, 201);
      const unlisted = await fetch(`${app.url}/api/v2/package/acme.twice/1.0.0`, {
        method: 'DELETE',
        headers: { 'x-nuget-apikey': key },
      });
      assert.equal(unlisted.status, 204);
      const before = await app.storedFiles();
      for (const [id, version] of [
        ['Acme.Twice', '1.0.0'],
        ['acme.TWICE', '1.0.0.0'],
        ['Acme.Twice', '01.0'],
        ['Acme.Twice', '1.0.0+build'],
        ['Acme.Twice', '1.0.0-BETA'],
      ] as const) {
        const answer = await app.push(key, built({ id, version, description: 'Other bytes.' }));
        assert.equal(answer.status, 409, version);
        assert.match(
          answer.statusText,
          /^Acme\.Twice 1\.0\.0(-beta)? exists already\. A version can never be replaced/i,
        );
      }
      assert.deepEqual(await app.storedFiles(), before);
    });

    it('lists every mistake of a package at once, in the body and in the status line', async () => {
      const answer = await app.push(
        key,
        built({
          id: 'Acme.Bad',
          version: '1.0',
          projectUrl: 'javascript:alert(1)',
          readme: '',
          description: 'x'.repeat(4001),
        }),
      );
      assert.equal(answer.status, 400);
      const { code, faults } = await problem(answer);
      assert.equal(code, 'package_invalid');
      assert.ok(faults.length >= 3, JSON.stringify(faults));
      assert.equal((await fetch(`${app.url}/v3/flatcontainer/acme.bad/index.json`)).status, 404);
    });

    it('says in X-NuGet-Warning what could be better', async () => {
      const answer = await app.push(key, built({ id: 'Acme.Plain', readme: null, license: null }));
      assert.equal(answer.status, 201);
      assert.match(answer.headers.get('x-nuget-warning') ?? '', /readme/);
    });

    it('warns when the key ends soon', async () => {
      const short = await app.key('olga', { days: 5 });
      assert.match(
        (await app.push(short, built({ id: 'Acme.Soon' }))).headers.get('x-nuget-warning') ?? '',
        /expires in 5 days/,
      );
    });

    describe('authorization', () => {
      it('answers 401 with a challenge only when there is no key', async () => {
        const answer = await app.push(undefined, built());
        assert.deepEqual(
          [answer.status, answer.headers.get('www-authenticate')],
          [401, 'ApiKey realm="gallery.example"'],
        );
      });

      it('answers 403 to keys that are unknown, mistyped, revoked or expired', async () => {
        const expired = await app.key('olga', { days: 1 });
        const other = await startTestApp();
        await other.person('olga');
        app.clock.advance(2 * 86_400_000_000);
        const unknown = (await other.key('olga', { name: 'elsewhere' })).replace(/^(lode_)/, '$1');
        for (const text of ['x', `${key.slice(0, -1)}!`, expired, 'k'.repeat(10_000)]) {
          assert.equal((await app.push(text, built())).status, 403, text.slice(0, 60));
        }
        assert.ok(unknown.startsWith('lode_'));
      });

      it('keeps a key within its scopes, its globs and its owner', async () => {
        assert.equal(
          (await app.push(await app.key('olga', { scopes: ['unlist'] }), built({ id: 'Acme.Scope' }))).status,
          403,
        );
        assert.equal(
          (await app.push(await app.key('olga', { scopes: ['push-version'] }), built({ id: 'Acme.Scope' }))).status,
          403,
        );
        assert.equal(
          (await app.push(await app.key('olga', { packages: ['Acme.*'] }), built({ id: 'AcmeX' }))).status,
          403,
        );
        assert.equal(
          (await app.push(await app.key('olga', { packages: ['acme.*'] }), built({ id: 'Acme.Scope' }))).status,
          201,
        );
        assert.equal(
          (
            await app.push(
              await app.key('olga', { scopes: ['push-version'] }),
              built({ id: 'Acme.Scope', version: '2.0.0' }),
            )
          ).status,
          201,
        );
        const stranger = await app.push(await app.key('pavel'), built({ id: 'Acme.Scope', version: '3.0.0' }));
        assert.equal(stranger.status, 403);
        assert.match(stranger.statusText, /belongs to another account/);
      });

      it('lets a member act for an organization, and the log names both', async () => {
        await app.organization('acme', 'pavel');
        const forOrganization = await app.key('acme', { as: 'pavel' });
        assert.equal((await app.push(forOrganization, built({ id: 'Acme.Org' }))).status, 201);
        const last = (await events()).at(-1);
        assert.notEqual(last?.actor, null);
        assert.notEqual(last?.on_behalf_of, null);
        assert.equal((await app.push(await app.key('acme'), built({ id: 'Acme.Org', version: '1.1.0' }))).status, 201);
        assert.equal((await app.push(await app.key('pavel'), built({ id: 'Acme.Org', version: '1.2.0' }))).status, 403);
        await assert.rejects(app.key('acme', { as: 'olga' }), /no member/);
      });

      it('refuses before it reads the body', async () => {
        const answer = await app.push('x', new Uint8Array(20_000_000));
        assert.equal(answer.status, 403);
      });
    });

    it('gives sixteen equal pushes at once one 201 and fifteen 409', async () => {
      const answers = await Promise.all(Array.from({ length: 16 }, () => app.push(key, built({ id: 'Acme.Race' }))));
      assert.deepEqual(
        answers.map((answer) => answer.status).toSorted((a, b) => a - b),
        [201, ...Array.from({ length: 15 }, () => 409)],
      );
      assert.deepEqual(await app.json('/v3/flatcontainer/acme.race/index.json'), { versions: ['1.0.0'] });
    });

    it('gives a new id that two accounts push at once to one of them', async () => {
      const other = await app.key('pavel');
      const answers = await Promise.all([
        app.push(key, built({ id: 'Acme.Claim' })),
        app.push(other, built({ id: 'Acme.Claim', version: '2.0.0' })),
      ]);
      const statuses = answers.map((answer) => answer.status).toSorted((a, b) => a - b);
      assert.deepEqual(statuses, [201, 403]);
      const owners = await app.database.scan
        .selectFrom('owners')
        .innerJoin('registrations', 'registrations.id', 'registration_id')
        .select('account_id')
        .where('id_key', '=', 'acme.claim')
        .execute();
      assert.equal(owners.length, 1);
    });

    it('takes ids that are names of other things', async () => {
      for (const id of ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'index.json']) {
        assert.equal((await app.push(key, built({ id }))).status, 201, id);
        assert.deepEqual(await app.json(`/v3/flatcontainer/${id}/index.json`), { versions: ['1.0.0'] });
        assert.equal((await fetch(`${app.url}/v3/registration-gz-semver2/${id}/index.json`)).status, 200);
      }
    });

    it('refuses ids whose nuspec no Windows machine could unpack', async () => {
      for (const id of ['con', 'nul', 'aux.json']) assert.equal((await app.push(key, built({ id }))).status, 400, id);
    });

    it('refuses a new id beyond ASCII, whatever it folds to', async () => {
      for (const id of ['\u212Aube', 'N\u0435wtonsoft.Json', '\u0130stanbul', 'ﬁle']) {
        assert.equal((await app.push(key, built({ id }))).status, 400, id);
      }
    });

    it('leaves nothing of a refused package', async () => {
      const [files, before] = [await app.storedFiles(), (await events()).length];
      for (const bytes of [
        new Uint8Array(1),
        Buffer.from('<html>'),
        built({ id: 'a b' }),
        built({ version: '1.0.0-' }),
      ]) {
        assert.equal((await app.push(key, bytes)).status, 400);
      }
      assert.deepEqual(await app.storedFiles(), files);
      assert.equal((await events()).length, before);
    });
  });

  describe('a read-only gallery', () => {
    const startTestApp = testApps(open);
    it('answers every write with 503 and the operator\u2019s sentence', async () => {
      const app = await startTestApp({ LODE_READ_ONLY: 'We move house until noon.' });
      const answer = await app.push('x', built());
      assert.deepEqual([answer.status, answer.statusText], [503, 'We move house until noon.']);
      assert.equal((await fetch(`${app.url}/v3/index.json`)).status, 200);
    });
  });
});
