import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { assertGolden, assertGoldenJson } from '../../../test/support/golden.ts';
import { buildPackage } from '../../../test/support/package-builder.ts';
import { siteVisitor, type SiteVisitor } from '../../../test/support/site-visitor.ts';
import { testApps, type TestApp } from '../../../test/support/test-app.ts';
import type { ClientName } from '../../downloads/client-name.ts';
import { recordDownloads } from '../../downloads/record-downloads.ts';

const UNLISTED = '1.1.0';

async function visitorOf(app: TestApp, name: string): Promise<SiteVisitor> {
  const visitor = siteVisitor(app.url);
  visitor.setCookie('__Host-lode_session', await app.signIn(name));
  return visitor;
}

/** `Acme.Http/1.0.0 2026-01-01 dotnet 5` */
async function count({ database, clock }: TestApp, ...lines: string[]): Promise<void> {
  const rows = await database.read
    .selectFrom('versions')
    .select(['id', 'registration_id', 'display_id', 'version_key'])
    .execute();
  const counts = lines.map((line) => {
    const [name = '', day = '', client = '', number = ''] = line.split(' ');
    const row = rows.find((each) => `${each.display_id}/${each.version_key}` === name);
    if (row === undefined) throw new Error(`no version ${name}`);
    const count = Number(number);
    return { versionId: row.id, registrationId: row.registration_id, day, client: client as ClientName, count };
  });
  await database.transaction((tx) => recordDownloads(tx, counts, clock.now()));
}

/** The clock of tests says 2 January 2026. */
async function fill(app: TestApp): Promise<void> {
  await app.person('olga');
  await app.person('pavel');
  const key = await app.key('olga');
  for (const version of ['1.0.0', UNLISTED, '1.2.0', '2.0.0-beta.1']) {
    await app.push(key, buildPackage({ id: 'Acme.Http', version }));
  }
  for (const id of ['Hidden.Whole', 'Acme.Quiet']) await app.push(key, buildPackage({ id, version: '1.0.0' }));
  const unlist = (path: string) =>
    fetch(`${app.url}/api/v2/package/${path}`, { method: 'DELETE', headers: { 'x-nuget-apikey': key } });
  assert.equal((await unlist(`Acme.Http/${UNLISTED}`)).status, 204);
  assert.equal((await unlist('Hidden.Whole/1.0.0')).status, 204);
  await count(
    app,
    'Acme.Http/1.0.0 2025-12-30 dotnet 5',
    'Acme.Http/1.0.0 2026-01-01 dotnet 20',
    'Acme.Http/1.0.0 2026-01-01 curl 1',
    `Acme.Http/${UNLISTED} 2026-01-01 dotnet 4000`,
    'Acme.Http/1.2.0 2026-01-02 rider 300',
    'Acme.Http/2.0.0-beta.1 2025-06-01 dotnet 7',
    'Hidden.Whole/1.0.0 2026-01-01 dotnet 90000',
  );
}

forEachDatabase((_, open) => {
  const startTestApp = testApps(open);

  describe('/stats', () => {
    let app: TestApp;
    let visitor: SiteVisitor;
    before(async () => {
      app = await startTestApp();
      await fill(app);
      visitor = siteVisitor(app.url);
    });
    const json = async (path: string) => JSON.parse((await visitor.get(path)).html) as unknown;

    it('adds everything up, and names neither versions that are not listed nor packages that have no other', async () => {
      const page = await visitor.get('/stats');
      assert.equal(page.heading, 'Statistics');
      assert.match(page.text, /Downloads 94,333 Packages 2 Package versions 4/);
      assert.match(page.text, /1\. Acme\.Http 4,333/);
      assert.match(page.text, /1\. Acme\.Http 1\.2\.0 300 2\. Acme\.Http 1\.0\.0 26 3\. Acme\.Http 2\.0\.0-beta\.1 7/);
      assert.match(page.text, /\.NET CLI 94,025/);
      for (const path of ['/stats', '/stats/packages', '/stats/packageversions']) {
        const { text } = await visitor.get(path);
        assert.doesNotMatch(text, /Hidden|1\.1\.0/, path);
      }
    });

    it('gives totals under nuget.org’s names, which may be ten minutes old', async () => {
      const totals = {
        Downloads: 94_333,
        UniquePackages: 2,
        TotalPackages: 4,
        LastUpdatedDateUtc: '2026-01-02T03:04:05.678Z',
      };
      assert.deepEqual(await json('/stats/totals'), totals);
      const answer = await visitor.get('/stats/totals');
      assert.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8');
      assert.equal(answer.headers.get('cache-control'), 'public, max-age=600');
    });

    it('shows a package by version, with what is not listed in one line without numbers', async () => {
      const page = await visitor.get('/stats/packages/acme.http');
      assert.equal(page.heading, 'Downloads of Acme.Http');
      assert.match(page.text, /All time 4,333 The last six weeks 4,326/);
      assert.match(page.text, /1\.2\.0 300 7 % 1\.0\.0 26 < 1 % Versions that are not listed 4,000 92 %/);
      assert.doesNotMatch(page.html, /1\.1\.0/);
      const whole = await visitor.get('/stats/packages/Hidden.Whole');
      assert.match(whole.text, /Versions that are not listed 90,000 100 %/);
      assert.doesNotMatch(whole.text, /1\.0\.0/);
    });

    it('tells clients apart, alone and by version, over the days that are asked for', async () => {
      const clients = await visitor.get('/stats/packages/Acme.Http?groupby=ClientName&days=all');
      assert.match(clients.text, /Client Downloads Share \.NET CLI 4,032 93 % JetBrains Rider 300 7 % curl 1 < 1 %/);
      const both = await visitor.get('/stats/packages/Acme.Http?groupby=Version&groupby=ClientName');
      assert.match(both.text, /Version Downloads \.NET CLI JetBrains Rider curl 1\.2\.0 300 – 300 – 1\.0\.0 26 25 – 1/);
      assert.match(both.text, /Versions that are not listed 4,000 4,000 – –/);
    });

    it('shows owners every version, marked', async () => {
      const olga = await visitorOf(app, 'olga');
      assert.match((await olga.get('/stats/packages/Acme.Http')).text, /1\.1\.0 Unlisted 4,000/);
      assert.match((await olga.get(`/stats/packages/Acme.Http/${UNLISTED}`)).text, /Unlisted .*All time 4,000/);
      const pavel = await visitorOf(app, 'pavel');
      assert.doesNotMatch((await pavel.get('/stats/packages/Acme.Http')).text, /1\.1\.0/);
    });

    it('answers for a version that is not listed as for one that never was', async () => {
      for (const path of ['/stats/packages/Acme.Http', '/stats/reports/packages/Acme.Http']) {
        const [unlisted, unknown] = [await visitor.get(`${path}/${UNLISTED}`), await visitor.get(`${path}/9.9.9`)];
        assert.deepEqual([unlisted.status, unknown.status], [404, 404]);
        assert.equal(unlisted.text.replaceAll(UNLISTED, '9.9.9'), unknown.text);
      }
      const shown = await visitor.get('/stats/packages/Acme.Http/1.2');
      assert.equal(shown.heading, 'Downloads of Acme.Http 1.2.0');
      assert.match(shown.text, /All time 300/);
      assert.equal((await visitor.get('/stats/packages/Nobody')).status, 404);
    });

    it('says so where nothing was downloaded', async () => {
      assert.match((await visitor.get('/stats/packages/Acme.Quiet')).text, /Nothing was downloaded in these days\./);
    });

    it('reports days by version and client, as JSON and as CSV', async () => {
      const path = '/stats/reports/packages/Acme.Http';
      assertGoldenJson('statistics/report.json', await json(`${path}?days=all`));
      const csv = await visitor.get(`${path}?format=csv&from=2025-12-30&to=2026-01-01`);
      assertGolden('statistics/report.csv', csv.html);
      assert.equal(csv.headers.get('content-type'), 'text/csv; charset=utf-8');
      assert.equal(csv.headers.get('content-disposition'), 'attachment; filename="Acme.Http-downloads.csv"');
      assertGolden('statistics/version-report.csv', (await visitor.get(`${path}/1.0.0?format=csv`)).html);
      const olga = await visitorOf(app, 'olga');
      assert.match((await olga.get(`${path}?format=csv`)).html, /2026-01-01,1\.1\.0,dotnet,4000/);
    });

    it('refuses days and formats that are none', async () => {
      for (const query of ['format=xml', 'from=yesterday', 'from=2026-02-30', 'from=1900-01-01']) {
        assert.equal((await visitor.get(`/stats/reports/packages/Acme.Http?${query}`)).status, 400, query);
      }
      assert.deepEqual(await json('/stats/reports/packages/Acme.Http?from=2026-01-02&to=2026-01-01'), {
        id: 'Acme.Http',
        downloads: [],
      });
    });

    it('draws badges of listed versions alone', async () => {
      const drawn = async (path: string) => (/<title>(.*)<\/title>/.exec((await visitor.get(path)).html) ?? [])[1];
      assert.equal(await drawn('/badges/acme.http/version.svg'), 'Lode: v1.2.0');
      assert.equal(await drawn('/badges/Acme.Http/version.svg?prerelease=true'), 'Lode: v2.0.0-beta.1');
      assert.equal(await drawn('/badges/Acme.Http/downloads.svg'), 'downloads: 4,333');
      for (const id of ['Hidden.Whole', 'Nobody', encodeURIComponent('"><script>alert(1)</script>')]) {
        const answer = await visitor.get(`/badges/${id}/version.svg`);
        assert.equal(answer.status, 404);
        assert.match(answer.html, /^<svg .*not found/);
        assert.doesNotMatch(answer.html, /script/);
      }
      assert.equal((await visitor.get('/badges/Acme.Http/other.svg')).status, 404);
    });

    it('lets a badge be kept, asked for again and shown elsewhere', async () => {
      const url = `${app.url}/badges/Acme.Http/version.svg`;
      const first = await fetch(url);
      assert.equal(first.headers.get('cache-control'), 'public, max-age=300');
      assert.equal(first.headers.get('content-type'), 'image/svg+xml; charset=utf-8');
      assert.match(first.headers.get('content-security-policy') ?? '', /default-src 'none'/);
      const again = await fetch(url, { headers: { 'if-none-match': first.headers.get('etag') ?? '' } });
      assert.equal(again.status, 304);
      const page = await visitor.get('/stats/packages/Acme.Http');
      assert.equal(
        page.copied('badge-version'),
        '[![Version](https://gallery.example/badges/Acme.Http/version.svg)](https://gallery.example/packages/Acme.Http)',
      );
    });

    it('draws a picture of what is listed, which may be kept and shown elsewhere', async () => {
      const url = `${app.url}/packages/acme.http/picture.png`;
      const first = await fetch(url);
      assert.equal(first.status, 200);
      assert.equal(first.headers.get('content-type'), 'image/png');
      assert.equal(first.headers.get('cache-control'), 'public, max-age=300');
      assert.equal(Buffer.from(await first.arrayBuffer()).toString('latin1', 1, 4), 'PNG');
      const etag = first.headers.get('etag') ?? '';
      assert.equal((await fetch(url, { headers: { 'if-none-match': etag } })).status, 304);
      for (const id of ['Hidden.Whole', 'Nobody']) {
        assert.equal((await visitor.get(`/packages/${id}/picture.png`)).status, 404);
      }
      await app.push(await app.key('olga'), buildPackage({ id: 'Acme.Http', version: '1.3.0' }));
      assert.notEqual((await fetch(url)).headers.get('etag'), etag);
    });

    it('names no package that was withdrawn', async () => {
      await app.database.transaction(async (tx) => {
        await tx.updateTable('versions').set({ state: 'quarantined' }).where('display_id', '=', 'Acme.Quiet').execute();
        await tx
          .updateTable('registrations')
          .set({ offered_version_id: null })
          .where('id_key', '=', 'acme.quiet')
          .execute();
      });
      await count(app, 'Acme.Quiet/1.0.0 2026-01-01 dotnet 70000');
      for (const path of ['/stats', '/stats/packages', '/stats/packageversions']) {
        assert.doesNotMatch((await visitor.get(path)).text, /Quiet/);
      }
      const [withdrawn, unknown] = [
        await visitor.get('/stats/packages/Acme.Quiet'),
        await visitor.get('/stats/packages/Nobody'),
      ];
      assert.equal(withdrawn.status, 404);
      assert.equal(withdrawn.text.replaceAll('Acme.Quiet', 'Nobody'), unknown.text);
      assert.equal((await visitor.get('/stats/reports/packages/Acme.Quiet')).status, 404);
    });
  });

  describe('/stats of an empty gallery', () => {
    let visitor: SiteVisitor;
    before(async () => {
      visitor = siteVisitor((await startTestApp({ LODE_RATE_LIMITS: 'report=2/1h' })).url);
    });

    it('gives a limited number of reports to each', async () => {
      const report = () => visitor.get('/stats/reports/packages/Acme.Http');
      for (const expected of [404, 404, 429]) assert.equal((await report()).status, expected);
      assert.equal((await report()).headers.get('retry-after'), '3600');
      assert.equal((await visitor.get('/stats')).status, 200);
    });

    it('teaches what will stand here', async () => {
      for (const path of ['/stats', '/stats/packages', '/stats/packageversions']) {
        const page = await visitor.get(path);
        assert.equal(page.status, 200);
        assert.match(page.text, /Nothing was downloaded yet\./);
      }
    });
  });

  describe('/stats of a private gallery', () => {
    it('is for who may read', async () => {
      const app = await startTestApp({ LODE_READ: 'private' });
      await fill(app);
      const stranger = siteVisitor(app.url);
      for (const path of [
        '/stats',
        '/stats/totals',
        '/stats/reports/packages/Acme.Http',
        '/badges/Acme.Http/version.svg',
      ]) {
        assert.match((await stranger.get(path)).path, /^\/signin\?/, path);
      }
      const pavel = await visitorOf(app, 'pavel');
      assert.equal((await pavel.get('/stats')).heading, 'Statistics');
      const badge = await pavel.get('/badges/Acme.Http/version.svg');
      assert.equal(badge.headers.get('cache-control'), 'private, no-store');
    });
  });
});
