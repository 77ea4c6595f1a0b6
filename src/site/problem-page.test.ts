import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { problemKinds, type ProblemCode } from '../base/problem.ts';
import { elementsNamed } from '../../test/support/html-document.ts';
import { samplePages } from '../../test/support/sample-pages.tsx';
import { signedIn, startSiteServer, type SiteServer } from '../../test/support/site-server.ts';
import { siteVisitor } from '../../test/support/site-visitor.ts';

const mended: Partial<Record<ProblemCode, string>> = {
  credentials_missing: '/signin',
  sign_in_again: '/signin/again',
  email_unconfirmed: '/account/ConfirmationRequired',
};

describe('pages when something is wrong', () => {
  let server: SiteServer;
  const logged: string[] = [];
  before(async () => {
    const keep = (fields: object) => void logged.push(JSON.stringify(fields));
    const logger = { debug: keep, info: keep, warn: keep, error: keep };
    server = await startSiteServer({ pages: (deps) => samplePages(deps, []), logger });
  });
  after(() => server.close());

  const HTML = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
  const get = (path: string, headers: Record<string, string> = HTML) =>
    fetch(server.listens + path, { headers, redirect: 'manual' });

  for (const [code, { status, title }] of Object.entries(problemKinds)) {
    const way = mended[code as ProblemCode];
    if (way !== undefined) {
      it(`lead to where ${code} is mended, and back`, async () => {
        const answer = await get(`/problem/${code}?a=b`);
        assert.equal(answer.status, 303);
        assert.equal(answer.headers.get('location'), `${way}?return=%2Fproblem%2F${code}%3Fa%3Db`);
        assert.equal(answer.headers.get('cache-control'), 'no-store');
      });
    } else {
      it(`say ${code} with its status, and what is text stays text`, async () => {
        const page = await siteVisitor(server.listens).get(`/problem/${code}`);
        assert.equal(page.status, status);
        assert.equal(page.heading, title);
        assert.equal(page.title, `${title} · Lode`);
        assert.equal(elementsNamed(page.root, 'b').length, 0);
        if (code !== 'not_found') assert.match(page.text, new RegExp(`What is so <b>and</b> why: ${code}\\.`));
        assert.equal(page.headers.get('cache-control'), 'private, no-store');
        assert.ok(page.headers.get('x-request-id'));
      });
    }
  }

  it('lead back to the page of a form, not to what the form was sent to', async () => {
    server.sessions.set('olga', signedIn('olga'));
    const olga = siteVisitor(server.listens);
    olga.setCookie('__Host-lode_session', 'olga');
    const page = await (await olga.get('/thing')).submit('Save', { Name: 'nobody' });
    assert.equal(page.path, '/signin/again?return=%2Fthing');
  });

  it('say how long to wait', async () => {
    const page = await siteVisitor(server.listens).get('/problem/too_many_requests');
    assert.equal(page.headers.get('retry-after'), '42');
    assert.match(page.text, /You can try again in 42 seconds\./);
  });

  it('tell nothing of a mistake of ours but its request, under which the log has more', async () => {
    logged.length = 0;
    const page = await siteVisitor(server.listens).get('/bug');
    assert.equal(page.status, 500);
    assert.doesNotMatch(page.html, /secret in it/);
    const id = page.headers.get('x-request-id') ?? '';
    assert.ok(page.text.includes(`Request ${id}`));
    assert.equal(logged.length, 1);
    assert.ok(logged[0]?.includes(id));
  });

  it('say that there is nothing at a URL, to people as a page and to programs as JSON', async () => {
    const answer = await get('/nothing/here');
    assert.equal(answer.status, 404);
    assert.match(answer.headers.get('content-type') ?? '', /^text\/html/);
    assert.equal(answer.headers.get('access-control-allow-origin'), null);
    for (const [path, headers] of [
      ['/v3/nothing', HTML],
      ['/API/v2/nothing', HTML],
      ['/v3', HTML],
      ['/nothing/here', { accept: '*/*' }],
      ['/nothing/here', {}],
    ] as const) {
      const json = await get(path, headers);
      assert.equal(json.status, 404);
      assert.equal(json.headers.get('content-type'), 'application/problem+json', path);
      assert.equal(json.headers.get('access-control-allow-origin'), '*');
    }
    assert.match((await get('/v3x')).headers.get('content-type') ?? '', /^text\/html/);
  });

  it('refuse a method as a page too, and grant pages of elsewhere nothing', async () => {
    const answer = await fetch(`${server.listens}/plain`, { method: 'POST', headers: HTML });
    assert.equal(answer.status, 405);
    assert.equal(answer.headers.get('allow'), 'GET, HEAD');
    assert.match(answer.headers.get('content-type') ?? '', /^text\/html/);
    const asked = await fetch(`${server.listens}/plain`, {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example' },
    });
    assert.equal(asked.status, 204);
    assert.deepEqual(
      [...asked.headers.keys()].filter((name) => name.startsWith('access-control')),
      [],
    );
  });
});

describe('the headers of a page', () => {
  const servers: SiteServer[] = [];
  after(() => Promise.all(servers.map((server) => server.close())));
  async function serverAt(url: string): Promise<SiteServer> {
    const server = await startSiteServer({ url, pages: (deps) => samplePages(deps, []) });
    servers.push(server);
    return server;
  }

  it('let nothing run, load, frame or be sent elsewhere', async () => {
    const { listens } = await serverAt('https://gallery.example');
    for (const path of ['/', '/thing', '/secret/abc', '/problem/forbidden', '/bug']) {
      const { headers } = await fetch(listens + path, { headers: { accept: 'text/html' } });
      const policy = Object.fromEntries(
        (headers.get('content-security-policy') ?? '').split('; ').map((each) => each.split(/ (.*)/).slice(0, 2)),
      );
      assert.deepEqual(policy, {
        'default-src': "'none'",
        'style-src': "'self'",
        'script-src': "'self'",
        'img-src': "'self' data:",
        'connect-src': "'self'",
        'form-action': "'self'",
        'frame-ancestors': "'none'",
        'base-uri': "'none'",
      });
      const hidesUrl = path.startsWith('/secret') || path.startsWith('/problem') || path === '/bug';
      assert.equal(headers.get('referrer-policy'), hidesUrl ? 'no-referrer' : 'same-origin', path);
      assert.equal(headers.get('x-frame-options'), 'DENY');
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.equal(headers.get('cross-origin-opener-policy'), 'same-origin');
      assert.equal(headers.get('cross-origin-resource-policy'), 'same-origin');
      assert.match(headers.get('permissions-policy') ?? '', /camera=\(\)/);
      assert.equal(headers.get('strict-transport-security'), 'max-age=31536000');
      assert.equal(headers.get('access-control-allow-origin'), null);
      assert.equal(headers.get('vary'), 'Accept-Encoding, Cookie');
    }
  });

  it('promise https only where there is https', async () => {
    const { listens } = await serverAt('http://gallery.example');
    const { headers } = await fetch(`${listens}/`);
    assert.equal(headers.get('strict-transport-security'), null);
  });

  it('let nobody keep what is for one browser: a form, somebody signed in', async () => {
    const { listens, sessions } = await serverAt('https://gallery.example');
    const cacheOf = async (path: string, cookie = '') =>
      (await fetch(listens + path, { headers: { cookie } })).headers.get('cache-control');
    assert.equal(await cacheOf('/plain'), 'no-cache');
    assert.equal(await cacheOf('/thing'), 'private, no-store');
    sessions.set('olga', signedIn('olga'));
    assert.equal(await cacheOf('/plain', '__Host-lode_session=olga'), 'private, no-store');
  });

  it('are the same for HEAD, without the page', async () => {
    const { listens } = await serverAt('https://gallery.example');
    const answer = await fetch(`${listens}/plain`, { method: 'HEAD' });
    assert.equal(answer.status, 200);
    assert.ok(Number(answer.headers.get('content-length')) > 500);
    assert.equal(await answer.text(), '');
  });

  it('never name the host that was asked for', async () => {
    const { listens } = await serverAt('https://gallery.example/nuget');
    const answer = await fetch(`${listens}/nuget/mine`, {
      redirect: 'manual',
      headers: { 'x-forwarded-host': 'evil.example' },
    });
    assert.equal(answer.headers.get('location'), '/nuget/signin?return=%2Fmine');
    const page = await (
      await fetch(`${listens}/nuget/plain`, { headers: { 'x-forwarded-host': 'evil.example' } })
    ).text();
    assert.doesNotMatch(page, /evil|127\.0\.0\.1/);
    assert.match(page, /href="\/nuget\/signin"/);
    assert.match(page, /https:\/\/gallery\.example\/nuget\/v3\/index\.json/);
  });
});
