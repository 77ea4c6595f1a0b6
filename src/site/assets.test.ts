import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startSiteServer, type SiteServer } from '../../test/support/site-server.ts';

describe('assets', () => {
  let server: SiteServer;
  before(async () => {
    server = await startSiteServer({ pages: () => [] });
  });
  after(() => server.close());

  const get = (path: string, headers: Record<string, string> = {}) => fetch(server.listens + path, { headers });

  it('are kept for ever under the hash of their bytes', async () => {
    const answer = await get(server.deps.site.assets.url('lode.css'));
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('content-type'), 'text/css; charset=utf-8');
    assert.equal(answer.headers.get('cache-control'), 'public, max-age=31536000, immutable');
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
    assert.match(await answer.text(), /--copper/);
    const etag = answer.headers.get('etag') ?? '';
    assert.equal((await get(server.deps.site.assets.url('lode.css'), { 'if-none-match': etag })).status, 304);
  });

  it('are served under another hash too, but kept by nobody', async () => {
    const answer = await get('/assets/of-another-version/site.js');
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('cache-control'), 'no-cache');
    assert.equal(answer.headers.get('content-type'), 'text/javascript; charset=utf-8');
  });

  it('are these files and no others', async () => {
    for (const name of ['none.css', '..%2fassets.ts', '%2e%2e%2fassets.ts', '__proto__', 'constructor']) {
      assert.equal((await get(`/assets/x/${name}`)).status, 404, name);
    }
    assert.throws(() => server.deps.site.assets.url('none.css'), TypeError);
  });

  it('are small: scripts below 15 KB together, the style sheet below 10 KB as it is sent', () => {
    const sizeOf = (name: string) => server.deps.site.assets.find(name)?.document.body.byteLength ?? Number.NaN;
    assert.ok(sizeOf('theme.js') + sizeOf('site.js') + sizeOf('passkeys.js') < 15_000);
    const sent = server.deps.site.assets.find('lode.css')?.document.gzip?.byteLength ?? Number.NaN;
    assert.ok(sent < 10_000, `${sent} bytes`);
  });
});
