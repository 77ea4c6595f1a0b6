import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { answerOrProblem, bytesOf, jsonOf } from '../../../test/support/exchange.ts';
import { SearchGallery } from '../../../test/support/search-gallery.ts';
import type { Tx } from '../../storage/database.ts';

const all = 'prerelease=true&semVerLevel=2.0.0';

forEachDatabase((_, open) => {
  describe('GET /v3/query', () => {
    it('answers everything that a client reads of a package', async () => {
      const gallery = await SearchGallery.open(await open());
      const [old, newest] = await gallery.seed(
        { id: 'acme.tools', version: '1.0.0' },
        {
          id: 'Acme.Tools',
          version: '2.0.0+build5',
          manifest: {
            title: 'Acme Tools',
            description: 'Anvils & rockets',
            summary: 'Short',
            authors: 'Wile, Coyote',
            tags: ['build', 'c#'],
            projectUrl: 'https://acme.example/',
            iconUrl: 'not a url',
            icon: 'icon.png',
            license: { type: 'file', value: 'LICENSE' },
            packageTypes: [{ name: 'DotnetTool' }],
          },
          deprecation: { reasons: ['Legacy'], alternate: { id: 'X', range: '*' } },
        },
      );
      if (old === undefined || newest === undefined) throw new Error('not seeded');
      await gallery.database.mutation(async (tx) => {
        await own(tx, newest.registrationId, 'Zoe');
        await own(tx, newest.registrationId, 'acme');
      });
      await gallery.download(old, 5);
      await gallery.download(newest, 7);
      const hive = 'https://gallery.example/v3/registration-gz-semver2/';
      const files = 'https://gallery.example/v3/flatcontainer/acme.tools/2.0.0/';
      assert.deepEqual(await jsonOf(await gallery.query('q=acme&semVerLevel=2.0.0')), {
        '@context': { '@vocab': 'http://schema.nuget.org/schema#', '@base': hive },
        totalHits: 1,
        data: [
          {
            '@id': `${hive}acme.tools/index.json`,
            '@type': 'Package',
            registration: `${hive}acme.tools/index.json`,
            id: 'Acme.Tools',
            version: '2.0.0+build5',
            description: 'Anvils & rockets',
            summary: 'Short',
            title: 'Acme Tools',
            iconUrl: `${files}icon`,
            licenseUrl: `${files}license`,
            projectUrl: 'https://acme.example/',
            tags: ['build', 'c#'],
            authors: ['Wile', 'Coyote'],
            owners: ['acme', 'Zoe'],
            totalDownloads: 12,
            verified: false,
            packageTypes: [{ name: 'DotnetTool' }],
            versions: [
              { version: '1.0.0', downloads: 5, '@id': `${hive}acme.tools/1.0.0.json` },
              { version: '2.0.0+build5', downloads: 7, '@id': `${hive}acme.tools/2.0.0.json` },
            ],
            deprecation: {
              '@id': `${hive}acme.tools/2.0.0.json#deprecation`,
              '@type': 'deprecation',
              alternatePackage: {
                '@id': `${hive}acme.tools/2.0.0.json#deprecation/alternatePackage`,
                '@type': 'alternatePackage',
                id: 'X',
                range: '*',
              },
              reasons: ['Legacy'],
            },
          },
        ],
      });
    });

    it('shows each client the newest listed version that it understands', async () => {
      const gallery = await SearchGallery.open(await open(), [
        { id: 'Acme', version: '1.0.0' },
        { id: 'Acme', version: '1.1.0-beta' },
        { id: 'Acme', version: '1.2.0+meta' },
        { id: 'Acme', version: '1.3.0-rc.1' },
        { id: 'Preview', version: '0.1.0-alpha' },
        { id: 'Modern', version: '1.0.0', semVerLevel: 2 },
      ]);
      const versions = async (query: string) =>
        (await gallery.found(`q=id:acme&${query}`)).data[0]?.versions.map((each) => each.version).join(' ');
      assert.equal(await versions(''), '1.0.0');
      assert.equal(await versions('prerelease=true'), '1.0.0 1.1.0-beta');
      assert.equal(await versions('semVerLevel=2.0.0'), '1.0.0 1.2.0+meta');
      assert.equal(await versions(all), '1.0.0 1.1.0-beta 1.2.0+meta 1.3.0-rc.1');
      assert.deepEqual(await gallery.list(''), ['Acme 1.0.0']);
      assert.deepEqual(await gallery.list('prerelease=true'), ['Preview 0.1.0-alpha', 'Acme 1.1.0-beta']);
      assert.deepEqual(await gallery.list('semVerLevel=2.0.0'), ['Modern 1.0.0', 'Acme 1.2.0+meta']);
      assert.equal((await gallery.found(all)).totalHits, 3);
      assert.match(JSON.stringify(await gallery.found('q=acme')), /registration-gz-semver1/);
    });

    it('falls back to the next listed version, and forgets an id without any', async () => {
      const gallery = await SearchGallery.open(await open());
      const [one, two] = await gallery.seed(
        { id: 'Acme', version: '1.0.0', manifest: { description: 'first words' } },
        { id: 'Acme', version: '2.0.0', manifest: { description: 'second words' } },
      );
      if (one === undefined || two === undefined) throw new Error('not seeded');
      assert.deepEqual(await gallery.list('q=acme'), ['Acme 2.0.0']);
      await gallery.change(two.versionId, { listed: false });
      assert.deepEqual(await gallery.list('q=acme'), ['Acme 1.0.0']);
      assert.deepEqual(await gallery.list('q=second'), []);
      assert.deepEqual(await gallery.list('q=first'), ['Acme 1.0.0']);
      assert.deepEqual((await gallery.found('q=acme')).data[0]?.versions.length, 1);
      await gallery.change(one.versionId, { listed: false });
      for (const query of ['q=acme', '', 'q=packageid:acme', all]) {
        assert.deepEqual(await gallery.found(query).then(({ totalHits, data }) => [totalHits, data]), [0, []], query);
      }
      await gallery.change(two.versionId, { listed: true });
      assert.deepEqual(await gallery.list('q=second'), ['Acme 2.0.0']);
      await gallery.change(two.versionId, { state: 'quarantined' });
      assert.deepEqual(await gallery.list(''), []);
    });

    it('never shows what is hidden by now, however late the index is', async () => {
      const gallery = await SearchGallery.open(await open());
      const [shown, hidden] = await gallery.seed(
        { id: 'Acme.A', version: '1.0.0' },
        { id: 'Acme.B', version: '1.0.0' },
      );
      if (shown === undefined || hidden === undefined) throw new Error('not seeded');
      assert.equal((await gallery.list('q=acme')).length, 2);
      const set = { listed: 0, edited_at: 1 } as const;
      await gallery.database.transaction(async (tx) => {
        await tx.updateTable('versions').set(set).where('id', '=', hidden.versionId).execute();
        await tx.updateTable('registrations').set({ revision: 77 }).where('id', '=', hidden.registrationId).execute();
      });
      assert.deepEqual(await gallery.list('q=acme'), ['Acme.A 1.0.0']);
      assert.deepEqual((await gallery.completed('q=acme')).data, ['Acme.A']);
    });

    it('reads paging as documented', async () => {
      const seeds = Array.from({ length: 25 }, (_, i) => ({ id: `Acme.P${i}`, version: '1.0.0' }));
      const gallery = await SearchGallery.open(await open(), seeds);
      const whole = await gallery.list('q=acme&take=1000');
      assert.equal(whole.length, 25);
      const cases: readonly (readonly [query: string, from: number, to: number])[] = [
        ['', 0, 20],
        ['take=5', 0, 5],
        ['take=5&skip=5', 5, 10],
        ['take=5&skip=23', 23, 25],
        ['take=0', 0, 0],
        ['take=-1', 0, 20],
        ['take=1e9', 0, 20],
        ['take=100000', 0, 25],
        ['take=nonsense', 0, 20],
        ['skip=-1&take=3', 0, 3],
        ['skip=3001', 0, 0],
        ['skip=99999999999999999999', 0, 20],
        ['take=3&take=7', 0, 3],
      ];
      for (const [query, from, to] of cases) {
        const { totalHits, data } = await gallery.found(`q=acme&${query}`);
        assert.deepEqual(
          data.map((each) => `${each.id} ${each.version}`),
          whole.slice(from, to),
          query,
        );
        assert.equal(totalHits, 25, query);
      }
    });

    it('filters by package type', async () => {
      const gallery = await SearchGallery.open(await open(), [
        { id: 'Acme.Library', version: '1.0.0' },
        { id: 'Acme.Tool', version: '1.0.0', manifest: { packageTypes: [{ name: 'DotnetTool' }] } },
      ]);
      const cases: readonly (readonly [string, string[]])[] = [
        ['packageType=dotnettool', ['Acme.Tool 1.0.0']],
        ['packageType=Dependency', ['Acme.Library 1.0.0']],
        ['packageType=', ['Acme.Tool 1.0.0', 'Acme.Library 1.0.0']],
        ['packageType=Template', []],
        ['packageType=Nope!', []],
        ['q=library&packageType=DotnetTool', []],
      ];
      for (const [query, ids] of cases) assert.deepEqual(await gallery.list(query), ids, query);
    });

    it('finds by owner, whatever the owner is called today', async () => {
      const gallery = await SearchGallery.open(await open());
      const [mine, theirs] = await gallery.seed({ id: 'Acme.A', version: '1.0.0' }, { id: 'Acme.B', version: '1.0.0' });
      if (mine === undefined || theirs === undefined) throw new Error('not seeded');
      await gallery.database.mutation(async (tx) => {
        await own(tx, mine.registrationId, 'Coyote');
        await own(tx, theirs.registrationId, 'Runner');
      });
      await gallery.search.rebuild();
      assert.deepEqual(await gallery.list('q=owner:COYOTE'), ['Acme.A 1.0.0']);
      assert.deepEqual(await gallery.list('q=owner:coyote owner:runner'), ['Acme.B 1.0.0', 'Acme.A 1.0.0']);
      assert.deepEqual(await gallery.list('q=owner:nobody'), []);
      assert.deepEqual(await gallery.list('q=acme owner:nobody'), []);
      assert.deepEqual(await gallery.list('q=coyote'), []);
      await gallery.database.transaction((tx) =>
        tx.updateTable('accounts').set({ name: 'Wile', name_key: 'wile' }).where('name_key', '=', 'coyote').execute(),
      );
      assert.deepEqual(await gallery.list('q=owner:wile'), ['Acme.A 1.0.0']);
    });

    it('follows downloads in order and in numbers', async () => {
      const gallery = await SearchGallery.open(await open());
      const [a, b] = await gallery.seed({ id: 'Acme.A', version: '1.0.0' }, { id: 'Acme.B', version: '1.0.0' });
      if (a === undefined || b === undefined) throw new Error('not seeded');
      await gallery.download(a, 10);
      assert.deepEqual(await gallery.list('q=acme'), ['Acme.A 1.0.0', 'Acme.B 1.0.0']);
      await gallery.download(b, 11);
      assert.deepEqual(await gallery.list('q=acme'), ['Acme.B 1.0.0', 'Acme.A 1.0.0']);
      assert.deepEqual(await gallery.list(''), ['Acme.B 1.0.0', 'Acme.A 1.0.0']);
      const [first] = (await gallery.found('')).data;
      assert.deepEqual([first?.totalDownloads, first?.versions[0]?.downloads], [11, 11]);
    });

    it('answers hostile queries with 200 or 400, and quickly', async () => {
      const gallery = await SearchGallery.open(await open(), [{ id: 'Acme', version: '1.0.0' }]);
      const texts = [
        '(a+)+$',
        'x'.repeat(100_000),
        'acme '.repeat(20_000),
        '%',
        '_',
        '"',
        "'",
        '* OR * NEAR(acme, 5)',
        'terms:acme ^acme acme*',
        '\0acme\0',
        '\ud800',
        "acme'; DROP TABLE matches; --",
        '"'.repeat(3000),
        'id:'.repeat(1000),
        'constructor:x',
        '__proto__',
        'aB'.repeat(2000),
      ];
      for (const text of texts) {
        const started = performance.now();
        const answer = await answerOrProblem(gallery.query(`q=${encodeURIComponent(text.toWellFormed())}`));
        assert.ok(answer.status === 200 || answer.status === 400, `${text.slice(0, 20)} ${answer.status}`);
        assert.ok(performance.now() - started < 2000, text.slice(0, 20));
        await gallery.autocomplete(`q=${encodeURIComponent(text.toWellFormed())}`);
        await gallery.autocomplete(`id=${encodeURIComponent(text.toWellFormed())}`);
      }
      assert.deepEqual(await gallery.list(`q=${encodeURIComponent('\0acme\0')}`), ['Acme 1.0.0']);
      assert.deepEqual(await gallery.list('q=acme&q=other'), ['Acme 1.0.0']);
    });

    it('lists thousands of versions', async () => {
      const seeds = Array.from({ length: 450 }, (_, i) => ({ id: 'Acme', version: `1.0.${i}` }));
      const gallery = await SearchGallery.open(await open(), seeds);
      const { data } = await gallery.found('q=acme');
      assert.deepEqual(
        data[0]?.versions.map((each) => each.version),
        seeds.map((seed) => seed.version),
      );
    });

    it('answers 304 to what the caller has, and compresses', async () => {
      const gallery = await SearchGallery.open(await open());
      const [row] = await gallery.seed({
        id: 'Acme',
        version: '1.0.0',
        manifest: { description: 'long '.repeat(500) },
      });
      if (row === undefined) throw new Error('not seeded');
      const first = await gallery.query('q=acme');
      const etag = first.headers?.['etag'] ?? '';
      assert.equal(first.headers?.['cache-control'], 'no-cache');
      const held = { headers: { 'if-none-match': etag } };
      assert.equal((await gallery.query('q=acme', held)).status, 304);
      const compressed = await gallery.query('q=acme', { headers: { 'accept-encoding': 'gzip' } });
      assert.equal(compressed.headers?.['content-encoding'], 'gzip');
      assert.deepEqual(await bytesOf(compressed), await bytesOf(first));
      await gallery.download(row, 1);
      assert.equal((await gallery.query('q=acme', held)).status, 200);
    });
  });

  describe('GET /v3/autocomplete', () => {
    it('completes ids from their beginning, the most downloaded first', async () => {
      const gallery = await SearchGallery.open(await open());
      const [, b] = await gallery.seed(
        { id: 'Acme.A', version: '1.0.0' },
        { id: 'Acme.B', version: '1.0.0' },
        { id: 'Acme.C', version: '1.0.0-beta' },
        { id: 'Other.Acme', version: '1.0.0' },
        { id: 'Acme.VeryLongNameThatGoesOnForEver', version: '1.0.0', listed: false },
        { id: 'Acme.VeryLongNameThatGoesOn', version: '1.0.0' },
      );
      if (b === undefined) throw new Error('not seeded');
      await gallery.download(b, 50);
      assert.deepEqual((await gallery.completed('q=acme.')).data, ['Acme.B', 'Acme.VeryLongNameThatGoesOn', 'Acme.A']);
      assert.deepEqual((await gallery.completed('q=ACME.c&prerelease=true')).data, ['Acme.C']);
      assert.deepEqual(await gallery.completed('q=acme.verylongnamethatgoeson'), {
        totalHits: 1,
        data: ['Acme.VeryLongNameThatGoesOn'],
      });
      assert.deepEqual((await gallery.completed('q=')).data.length, 4);
      assert.deepEqual((await gallery.completed('')).data.length, 4);
      assert.deepEqual((await gallery.completed('q=&take=1&skip=1')).data.length, 1);
      assert.deepEqual(await gallery.completed('q=nothing'), { totalHits: 0, data: [] });
      assert.deepEqual(await gallery.completed('q=acme&packageType=Nope!'), { totalHits: 0, data: [] });
    });

    it('lists the versions of an id', async () => {
      const gallery = await SearchGallery.open(await open(), [
        { id: 'Acme', version: '1.0.0' },
        { id: 'Acme', version: '2.0.0', listed: false },
        { id: 'Acme', version: '1.10.0+meta' },
        { id: 'Acme', version: '1.9.0-beta' },
      ]);
      assert.deepEqual(await gallery.completed('id=ACME'), { totalHits: 1, data: ['1.0.0'] });
      assert.deepEqual(await gallery.completed(`id=acme&${all}`), {
        totalHits: 3,
        data: ['1.0.0', '1.9.0-beta', '1.10.0+meta'],
      });
      assert.deepEqual(await gallery.completed('id=nobody'), { totalHits: 0, data: [] });
      assert.deepEqual(await gallery.completed('id=not%20an%20id'), { totalHits: 0, data: [] });
      assert.deepEqual((await gallery.completed('id=acme&q=ac')).data, ['Acme']);
    });
  });
});

async function own(tx: Tx, registrationId: number, name: string): Promise<void> {
  const account = await tx
    .insertInto('accounts')
    .values({
      public_id: name,
      kind: 'person',
      name,
      name_key: name.toLowerCase(),
      email: `${name}@acme.example`,
      email_key: `${name.toLowerCase()}@acme.example`,
      email_confirmed_at: 1,
      status: 'active',
      is_administrator: 0,
      password_hash: null,
      created_at: 1,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await tx
    .insertInto('owners')
    .values({ registration_id: registrationId, account_id: account.id, created_at: 1 })
    .execute();
}
