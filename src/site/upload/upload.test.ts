import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { mailsSettled, mailTo } from '../../../test/support/mail.ts';
import { ownersOf } from '../../../test/support/owned-packages.ts';
import { OPERATOR } from '../../../test/support/people.ts';
import { buildPackage, onePixelPng, type TestPackage } from '../../../test/support/package-builder.ts';
import { siteVisitor, type SiteVisitor, type VisitedPage } from '../../../test/support/site-visitor.ts';
import { testApps, type TestApp } from '../../../test/support/test-app.ts';
import { MICROSECONDS_PER_DAY, MICROSECONDS_PER_SECOND } from '../../base/clock.ts';
import { silentLogger } from '../../base/logger.ts';
import { reservePrefix } from '../../packages/prefixes/reserve-prefix.ts';
import { MAX_WAITING_UPLOADS } from '../../packages/uploads/upload.ts';
import type { Database } from '../../storage/database.ts';
import { keepHouse } from '../../worker/housekeeping.ts';

const UPLOAD = '/packages/manage/upload';
const VERIFY = '/packages/manage/verify-upload';

async function visitorOf(app: TestApp, name: string): Promise<SiteVisitor> {
  const visitor = siteVisitor(app.url);
  visitor.setCookie('__Host-lode_session', await app.signIn(name));
  return visitor;
}

async function send(visitor: SiteVisitor, bytes: Uint8Array, fileName = 'some.nupkg'): Promise<VisitedPage> {
  return (await visitor.get(UPLOAD)).submit('Upload', { 'Package file': { fileName, bytes } });
}

const upload = (visitor: SiteVisitor, description: TestPackage) => send(visitor, buildPackage(description));

/** Holds back the rows of uploads until two of them wait: only PostgreSQL's transactions run beside each other. */
async function whileTheirRowsWait(database: Database, sendAll: () => Promise<VisitedPage>[]): Promise<VisitedPage[]> {
  if (database.dialect === 'sqlite') return Promise.all(sendAll());
  const sent = await database.transaction(async (tx) => {
    await sql`LOCK TABLE uploads IN SHARE MODE`.execute(tx);
    const all = sendAll();
    const waiting = sql`SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    while ((await waiting.execute(database.scan)).rows.length < 2) await setTimeout(20);
    return { all };
  });
  return Promise.all(sent.all);
}

forEachDatabase((_, open) => {
  const startTestApp = testApps(open);
  let app: TestApp;
  let olga: SiteVisitor;
  let pavel: SiteVisitor;

  const rows = (table: 'events' | 'catalog_entries' | 'uploads' | 'versions') =>
    app.database.scan.selectFrom(table).selectAll().execute();
  const versionOf = (idKey: string) =>
    app.database.scan
      .selectFrom('versions')
      .innerJoin('registrations', 'registrations.id', 'versions.registration_id')
      .select(['version_key', 'listed', 'state', 'pushed_by', 'sha512_key'])
      .where('id_key', '=', idKey)
      .execute();

  before(async () => {
    app = await startTestApp();
    for (const name of ['olga', 'pavel']) await app.person(name);
    await app.organization('acme', 'olga');
    [olga, pavel] = [await visitorOf(app, 'olga'), await visitorOf(app, 'pavel')];
  });

  describe('/packages/manage/upload', () => {
    it('is for people who are signed in: others are led there, and back', async () => {
      const page = await siteVisitor(app.url).get(UPLOAD);
      assert.equal(page.path, '/signin?return=%2Fpackages%2Fmanage%2Fupload');
    });

    it('keeps what was sent for its sender alone, and shows all that was read of it', async () => {
      const [events, entries] = [(await rows('events')).length, (await rows('catalog_entries')).length];
      const page = await upload(olga, {
        id: 'Acme.Read',
        version: '1.2.0-beta.1+build.7',
        authors: 'Olga Petrova',
        description: 'Reads <b>things</b>.',
        tags: 'read things',
        readme: '# How to read',
        icon: onePixelPng,
        dependencies: { 'Newtonsoft.Json': '13.0.1' },
        projectUrl: 'https://example.org/read',
        files: { 'lib/net8.0/Read.dll': 'no real one' },
      });
      assert.equal(page.heading, 'Publish Acme.Read 1.2.0-beta.1');
      assert.match(page.path, /verify-upload\?upload=\w{22}$/);
      for (const text of [
        'Version 1.2.0-beta.1+build.7',
        'Authors Olga Petrova',
        'Description Reads <b>things</b>.',
        'Licence MIT',
        'Tags read, things',
        'Frameworks net8.0',
        'Newtonsoft.Json [13.0.1, )',
        'How to read',
        'lib/net8.0/Read.dll',
        'a new id: it will belong to this account',
        'A version number can never be used again',
      ]) {
        assert.ok(page.text.includes(text), text);
      }
      assert.match(page.html, /src="data:image\/png;base64,/);
      assert.deepEqual([(await rows('events')).length, (await rows('catalog_entries')).length], [events, entries]);
      assert.deepEqual(await versionOf('acme.read'), []);
      for (const path of ['/v3/flatcontainer/acme.read/index.json', '/v3/flatcontainer/acme.read/1.2.0-beta.1/icon']) {
        assert.equal((await fetch(app.url + path)).status, 404);
      }
      assert.equal((await app.storedFiles()).filter((file) => file.startsWith('tmp/')).length, 0);
      const strangers = await pavel.get(page.path);
      const nobodys = await pavel.get(`${VERIFY}?upload=${'x'.repeat(22)}`);
      assert.deepEqual([strangers.status, strangers.text], [404, nobodys.text]);
      assert.ok(!(await pavel.get(UPLOAD)).text.includes('Acme.Read'));
    });

    it('is found again after another sign-in, and can be cancelled', async () => {
      const again = await visitorOf(app, 'olga');
      let page = await (await again.get(UPLOAD)).follow('Acme.Read 1.2.0-beta.1');
      assert.equal(page.heading, 'Publish Acme.Read 1.2.0-beta.1');
      page = await page.submit('Cancel');
      assert.equal(page.flash, 'The upload is cancelled. Nothing was published.');
      assert.deepEqual(await rows('uploads'), []);
      assert.equal((await again.get(VERIFY)).path, UPLOAD);
    });

    it('says every mistake at once, and keeps nothing', async () => {
      const stored = await app.storedFiles();
      const page = await upload(olga, {
        id: 'Acme.Bad',
        version: '1.0.0',
        projectUrl: 'javascript:alert(1)',
        readme: '',
        description: 'x'.repeat(4_001),
      });
      assert.equal(page.status, 400);
      assert.equal(page.heading, 'Upload a package');
      assert.match(page.text, /Acme\.Bad 1\.0\.0 cannot be published: 3 mistakes\./);
      assert.match(page.text, /4,?000/);
      assert.match(page.text, /Whoever builds the package can mend all of this/);
      assert.deepEqual([await rows('uploads'), await app.storedFiles()], [[], stored]);
    });

    it('refuses what is no package, what is empty, and a form without a file', async () => {
      const noZip = await send(olga, Buffer.from('no zip at all'), 'holiday <b>.jpg');
      assert.equal(noZip.status, 400);
      assert.match(noZip.text, /holiday <b>\.jpg cannot be published/);
      assert.equal((await send(olga, new Uint8Array(0))).status, 400);
      const without = await (await olga.get(UPLOAD)).submit('Upload');
      assert.equal(without.status, 400);
      assert.match(without.errors.join(' '), /No file was chosen: choose a package/);
      assert.deepEqual(await rows('uploads'), []);
    });

    it('shows file names for what they are', async () => {
      const bytes = buildPackage({ id: 'Acme.Named', version: '1.0.0' });
      for (const fileName of [
        '../../etc/passwd',
        '\u202egpj.exe<script>.nupkg',
        `${'x'.repeat(5_000)}.nupkg`,
        '\0.nupkg',
      ]) {
        const page = await send(olga, bytes, fileName);
        assert.equal(page.heading, 'Publish Acme.Named 1.0.0');
        assert.ok(!page.html.includes('<script>') && !page.html.includes('\u202e') && !page.text.includes('etc/'));
        assert.ok(page.text.length < 3_000);
      }
      const [only, ...others] = await rows('uploads');
      assert.deepEqual([only === undefined, others.length], [false, 0], 'the same bytes wait once');
      await (await olga.get(VERIFY)).submit('Cancel');
    });

    it('reads nothing of a form that no page of ours has sent', async () => {
      const body = new FormData();
      body.append('package', new File([Buffer.from(buildPackage({ id: 'Acme.Forged', version: '1.0.0' }))], 'x.nupkg'));
      const cookie = `__Host-lode_session=${olga.cookie('lode_session')}`;
      const answer = await fetch(app.url + UPLOAD, { method: 'POST', body, headers: { cookie }, redirect: 'manual' });
      assert.equal(answer.status, 400);
      assert.match(await answer.text(), /no longer valid/);
      assert.deepEqual(await rows('uploads'), []);
    });

    it('takes a few at a time, also of those that come at once', async () => {
      const sendSome = (from: number, to: number) =>
        Array.from({ length: to - from }, (_, at) => upload(pavel, { id: `Few.N${from + at}`, version: '1.0.0' }));
      await Promise.all(sendSome(1, MAX_WAITING_UPLOADS));
      const atOnce = await whileTheirRowsWait(app.database, () =>
        sendSome(MAX_WAITING_UPLOADS, MAX_WAITING_UPLOADS + 3),
      );
      assert.equal(atOnce.filter(({ status }) => status === 200).length, 1);
      assert.equal(atOnce.filter(({ status }) => status === 409).length, 2);
      const page = await upload(pavel, { id: 'Few.More', version: '1.0.0' });
      assert.equal(page.status, 409);
      assert.match(page.errors.join(' '), /packages wait for you to publish them already/);
      assert.equal((await rows('uploads')).length, MAX_WAITING_UPLOADS);
      assert.equal((await pavel.get(VERIFY)).path, UPLOAD, 'which of them, is for a person to say');
    });

    it('forgets them after a day, with their bytes, and does so once', async () => {
      const stored = await app.storedFiles();
      app.clock.advance(MICROSECONDS_PER_DAY);
      assert.ok(!(await pavel.get(UPLOAD)).text.includes('Few.N1'));
      const done: unknown[] = [];
      const logger = { ...silentLogger, info: (fields: object) => void done.push(fields) };
      await keepHouse({ ...app, logger });
      await keepHouse({ ...app, logger });
      const expired = done.filter((fields) => JSON.stringify(fields).includes('uploads that nobody published'));
      assert.deepEqual(expired, [{ what: 'uploads that nobody published', count: MAX_WAITING_UPLOADS }]);
      assert.deepEqual(await rows('uploads'), []);
      assert.ok((await app.storedFiles()).length <= stored.length);
    });
  });

  describe('/packages/manage/verify-upload', () => {
    before(async () => {
      [olga, pavel] = [await visitorOf(app, 'olga'), await visitorOf(app, 'pavel')];
    });

    it('publishes: rows, event, catalog, search, mail, and the upload is gone', async () => {
      const bytes = buildPackage({ id: 'Acme.Page', version: '1.0.0', tags: 'bypage' });
      const [events, entries] = [(await rows('events')).length, (await rows('catalog_entries')).length];
      const verify = await send(olga, bytes);
      const page = await verify.submit('Publish', { 'Package owner': 'olga' });
      assert.equal(page.path, '/packages/Acme.Page/1.0.0');
      const [version, ...others] = await versionOf('acme.page');
      assert.deepEqual([version?.listed, version?.state, others.length], [1, 'available', 0]);
      assert.deepEqual(await ownersOf(app.database, 'Acme.Page'), ['olga']);
      const [event, ...more] = (await rows('events')).slice(events);
      assert.deepEqual([event?.kind, event?.subject, more.length], ['version_published', 'version:acme.page/1.0.0', 0]);
      assert.match(event?.credential ?? '', /^session:/);
      assert.deepEqual([event?.actor, event?.on_behalf_of], [version?.pushed_by, null]);
      assert.deepEqual(
        (await rows('catalog_entries')).slice(entries).map(({ kind, event_seq }) => [kind, event_seq]),
        [['details', event?.seq]],
      );
      const served = await fetch(`${app.url}/v3/flatcontainer/acme.page/1.0.0/acme.page.1.0.0.nupkg`);
      assert.deepEqual(new Uint8Array(await served.arrayBuffer()), new Uint8Array(bytes));
      const { totalHits } = (await app.json('/v3/query?q=tags:bypage')) as { totalHits: number };
      assert.equal(totalHits, 1);
      assert.deepEqual(await rows('uploads'), []);
      await mailsSettled(app);
      app.clock.advance(61 * MICROSECONDS_PER_SECOND);
      await mailTo(app, 'olga@gallery.example', 'Acme.Page 1.0.0');
    });

    it('keeps the bytes of what was published when the sweep comes', async () => {
      app.clock.advance(3 * MICROSECONDS_PER_DAY);
      await keepHouse({ ...app, logger: silentLogger });
      const [version] = await versionOf('acme.page');
      assert.ok((await app.storedFiles()).some((file) => file.includes(version?.sha512_key ?? 'none')));
      olga = await visitorOf(app, 'olga');
      pavel = await visitorOf(app, 'pavel');
    });

    it('publishes once, however often it is clicked', async () => {
      const verify = await upload(olga, { id: 'Acme.Clicks', version: '1.0.0' });
      const events = (await rows('events')).length;
      const pages = await Promise.all(Array.from({ length: 16 }, () => verify.submit('Publish')));
      for (const { path } of pages) assert.equal(path, '/packages/Acme.Clicks/1.0.0');
      assert.equal((await versionOf('acme.clicks')).length, 1);
      assert.equal((await rows('events')).length, events + 1);
    });

    it('publishes unlisted what shall not be found, and says so', async () => {
      const verify = await upload(olga, { id: 'Acme.Quiet', version: '1.0.0', tags: 'quietly' });
      await verify.submit('Publish', { 'List in search results': false });
      assert.equal((await versionOf('acme.quiet'))[0]?.listed, 0);
      const { totalHits } = (await app.json('/v3/query?q=tags:quietly')) as { totalHits: number };
      assert.equal(totalHits, 0);
      const index = JSON.stringify(await app.json('/v3/registration-gz-semver2/acme.quiet/index.json'));
      assert.match(index, /"listed":false/);
      assert.equal((await fetch(`${app.url}/v3/flatcontainer/acme.quiet/1.0.0/acme.quiet.nuspec`)).status, 200);
    });

    it('publishes for an organization, and names who did', async () => {
      const verify = await upload(olga, { id: 'Acme.Ours', version: '1.0.0' });
      await verify.submit('Publish', { 'Package owner': 'acme (organization)' });
      assert.deepEqual(await ownersOf(app.database, 'Acme.Ours'), ['acme']);
      const event = (await rows('events')).at(-1);
      const names = new Map(
        (await app.database.scan.selectFrom('accounts').select(['id', 'name']).execute()).map(({ id, name }) => [
          id,
          name,
        ]),
      );
      assert.deepEqual([names.get(event?.actor ?? 0), names.get(event?.on_behalf_of ?? 0)], ['olga', 'acme']);
      const next = await upload(olga, { id: 'Acme.Ours', version: '1.1.0' });
      assert.match(next.text, /The owner of Acme\.Ours that you publish for/);
      await next.submit('Publish', { 'Package owner': 'acme (organization)' });
      assert.equal((await versionOf('acme.ours')).length, 2);
    });

    it('says all that stands in the way, with who can change it, and offers no button', async () => {
      const page = await upload(pavel, { id: 'acme.OURS', version: '1.1', description: 'Other bytes.' });
      assert.equal(page.status, 200);
      assert.match(page.text, /exists already\. A version can never be replaced/);
      assert.match(page.text, /belongs to other accounts.*ask one of its owners to add you/);
      assert.ok(!page.hasButton('Publish') && page.hasButton('Cancel'));
      await page.submit('Cancel');
    });

    it('says before the click whose prefix a new id lies under, and offers only who holds it', async () => {
      await reservePrefix(app, OPERATOR, { prefix: 'Held.*', owners: ['acme'], isPublic: false });
      const page = await upload(pavel, { id: 'Held.One', version: '1.0.0' });
      assert.match(page.text, /Held\.One cannot be a new id of pavel: ids that match Held\.\* are reserved for acme\./);
      assert.ok(!page.hasButton('Publish') && page.hasButton('Cancel'));
      await page.submit('Cancel');
      const own = await upload(olga, { id: 'Held.One', version: '1.0.0' });
      assert.match(own.text, /Package owner.*acme \(organization\)/);
      assert.doesNotMatch(own.html, /<option[^>]*>olga</);
      await own.submit('Publish');
      assert.deepEqual(await ownersOf(app.database, 'Held.One'), ['acme']);
    });

    it('asks again who may when the button is pressed', async () => {
      const verify = await upload(pavel, { id: 'Race.One', version: '1.0.0' });
      await upload(olga, { id: 'Race.One', version: '0.9.0' }).then((page) => page.submit('Publish'));
      const page = await verify.submit('Publish');
      assert.equal(page.status, 403);
      assert.match(page.errors.join(' '), /belongs to (other|another) account/);
      assert.equal((await versionOf('race.one')).length, 1);
      const forged = await verify.submit('Publish', {});
      assert.equal(forged.status, 403);
    });

    it('takes an owner only from those whom the person may publish for', async () => {
      const verify = await upload(pavel, { id: 'Race.Two', version: '1.0.0' });
      const token = /name="token" value="([^"]+)"/.exec(verify.html)?.[1] ?? '';
      const wish = { token, upload: new URL(verify.path, app.url).searchParams.get('upload') ?? '' };
      const headers = { origin: 'https://gallery.example' };
      assert.equal((await pavel.post(VERIFY, { ...wish, owner: 'acme' }, headers)).status, 403);
      assert.equal((await pavel.post(VERIFY, { ...wish, owner: 'olga' }, headers)).status, 403);
      assert.equal((await pavel.post(VERIFY, { ...wish, owner: '' }, headers)).status, 400);
      assert.equal((await olga.post(VERIFY, { ...wish, owner: 'olga' }, headers)).status, 400);
      assert.deepEqual(await versionOf('race.two'), []);
    });
  });

  describe('uploads in other galleries', () => {
    it('are refused where they are too large, before they have arrived and after', async () => {
      const small = await startTestApp({ LODE_MAX_PACKAGE: '1MB' });
      await small.person('olga');
      const visitor = await visitorOf(small, 'olga');
      const large = Buffer.alloc(1_100_000, 7);
      const page = await send(visitor, large);
      assert.equal(page.status, 413);
      assert.equal(page.heading, 'Upload a package');
      assert.match(page.errors.join(' '), /the limit is 1 MB/);
      assert.deepEqual(await small.storedFiles(), []);
    });

    it('are for confirmed members of a private one', async () => {
      const hidden = await startTestApp({ LODE_READ: 'private' });
      await hidden.person('olga');
      assert.match((await siteVisitor(hidden.url).get(UPLOAD)).path, /^\/signin/);
      const page = await upload(await visitorOf(hidden, 'olga'), { id: 'Acme.Hidden', version: '1.0.0' });
      assert.equal((await page.submit('Publish')).path, '/packages/Acme.Hidden/1.0.0');
    });

    it('are refused while it is read-only', async () => {
      const quiet = await startTestApp({ LODE_READ_ONLY: 'Back at noon.' });
      await quiet.person('olga');
      const page = await upload(await visitorOf(quiet, 'olga'), { id: 'Acme.Late', version: '1.0.0' });
      assert.deepEqual([page.status, page.text.includes('Back at noon.')], [503, true]);
    });
  });
});
