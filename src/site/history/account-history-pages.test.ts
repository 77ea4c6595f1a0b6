import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { siteVisitor, type VisitedPage } from '../../../test/support/site-visitor.ts';
import { testApps } from '../../../test/support/test-app.ts';
import { buildPackage } from '../../../test/support/package-builder.ts';

forEachDatabase((_, open) => {
  const start = testApps(open);

  async function gallery() {
    const app = await start();
    await app.person('root', true);
    await app.person('olga');
    await app.person('pavel');
    await app.organization('acme', 'olga');
    const visitor = async (name: string) => {
      const visit = siteVisitor(app.url);
      visit.setCookie('__Host-lode_session', await app.signIn(name));
      return visit;
    };
    return { app, visitor };
  }

  const seqsOf = ({ html }: VisitedPage) =>
    html === ''
      ? []
      : html
          .trimEnd()
          .split('\n')
          .map((line) => (JSON.parse(line) as { seq: number }).seq);

  describe('GET /account/history', () => {
    it('shows what somebody did, with which key and from where', async () => {
      const { app, visitor } = await gallery();
      const key = await app.key('olga', { name: 'laptop' });
      const bytes = buildPackage({ id: 'Acme.History', version: '1.0.0' });
      assert.equal((await app.push(key, bytes, { 'user-agent': 'NuGet Command Line/7.0.1 (Unix 6.1)' })).status, 201);
      const page = await (await visitor('olga')).get('/account/history');
      assert.match(page.text, /acme\.history 1\.0\.0 was published/);
      assert.match(page.text, /The API key “laptop”/);
      assert.match(page.text, /127\.0\.0\.1 NuGet Command Line 7\.0\.1/);
      assert.match(page.text, /The account olga was created/);
      assert.doesNotMatch(page.text, /pavel/);
    });

    it('is for people who are signed in', async () => {
      const { app } = await gallery();
      for (const path of ['/account/history', '/account/history/export', '/organization/acme/history']) {
        assert.equal((await fetch(app.url + path, { redirect: 'manual' })).status, 303, path);
      }
    });

    it('pages by number, and is whole as JSON lines', async () => {
      const { app, visitor } = await gallery();
      const olga = await visitor('olga');
      for (let count = 0; count < 60; count += 1) await app.signIn('olga');
      const first = await olga.get('/account/history');
      const second = await first.follow('Older');
      assert.match(second.text, /The account olga was created/);
      assert.equal((await second.follow('Newest')).path, '/account/history');
      const file = await first.follow('All of it as JSON lines');
      const seqs = seqsOf(file);
      assert.ok(seqs.length > 60);
      assert.deepEqual(seqsOf(await olga.get(`/account/history/export?after=${seqs.at(-2)}`)), seqs.slice(-1));
      assert.deepEqual(seqsOf(await olga.get(`/account/history/export?after=${seqs.at(-1)}`)), []);
      assert.equal((await olga.get('/account/history/export?after=-1')).status, 400);
      assert.equal((await olga.get('/account/history?before=x')).status, 200);
    });
  });

  describe('GET /organization/:name/history', () => {
    it('is for administrators of the organization and of the gallery', async () => {
      const { visitor } = await gallery();
      for (const path of ['/organization/ACME/history', '/organization/acme/history/export']) {
        assert.equal((await (await visitor('olga')).get(path)).status, 200, path);
        assert.equal((await (await visitor('root')).get(path)).status, 200, path);
        assert.equal((await (await visitor('pavel')).get(path)).status, 403, path);
      }
      assert.equal((await (await visitor('olga')).get('/organization/nobody/history')).status, 404);
      const page = await (await visitor('olga')).get('/organization/acme/history');
      assert.match(page.text, /olga joined acme as administrator/);
    });
  });
});
