import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { samplePages } from '../../test/support/sample-pages.tsx';
import { signedIn, startSiteServer, type SiteServer } from '../../test/support/site-server.ts';
import { siteVisitor, type SiteVisitor, type VisitedPage } from '../../test/support/site-visitor.ts';
import { attribute, elementsNamed } from '../../test/support/html-document.ts';
import type { SessionPrincipal } from '../accounts/principal.ts';

const done: string[] = [];

describe('pages and forms', () => {
  let server: SiteServer;
  before(async () => {
    server = await startSiteServer({ pages: (deps) => samplePages(deps, done) });
  });
  after(() => server.close());
  beforeEach(() => {
    done.length = 0;
    server.sessions.clear();
  });

  const visitor = () => siteVisitor(server.listens);
  function person(name: string, more: Partial<SessionPrincipal> = {}): SiteVisitor {
    const visit = visitor();
    server.sessions.set(`session-${name}`, signedIn(name, more));
    visit.setCookie('__Host-lode_session', `session-${name}`);
    return visit;
  }

  /** The hidden field of the form on a page. */
  function tokenOf({ root }: VisitedPage): string {
    const input = elementsNamed(root, 'input').find((each) => attribute(each, 'name') === 'token');
    return attribute(input ?? root, 'value') ?? '';
  }

  describe('a form', () => {
    it('does what it says when it comes from its own page, signed in or not', async () => {
      await (await visitor().get('/thing')).submit('Save', { Name: 'Ätna & co' });
      await (await person('olga').get('/thing')).submit('Save', { Name: 'hers' });
      assert.deepEqual(done, ['a visitor: Ätna & co', 'olga: hers']);
    });

    it('may be sent twice, and from a page that was opened before another', async () => {
      const olga = person('olga');
      const page = await olga.get('/thing');
      await olga.get('/thing');
      await page.submit('Save', { Name: 'one' });
      await page.submit('Save', { Name: 'two' });
      assert.equal(done.length, 2);
    });

    it('keeps what was typed where something is wrong with it, and says what', async () => {
      const page = await (await visitor().get('/thing')).submit('Save', { Name: '' });
      assert.equal(page.status, 400);
      assert.deepEqual(page.errors, ['The thing has no name yet. The name is missing.', 'The name is missing.']);
      const [input] = elementsNamed(page.root, 'input').filter((each) => attribute(each, 'name') === 'name');
      assert.ok(input);
      assert.equal(attribute(input, 'aria-invalid'), 'true');
      assert.equal(attribute(input, 'aria-describedby'), 'name-error');
      await page.submit('Save', { Name: 'now' });
      assert.deepEqual(done, ['a visitor: now']);
    });

    const refusals: [what: string, send: (olga: SiteVisitor, page: VisitedPage) => Promise<VisitedPage>][] = [
      ['without a token', (olga) => olga.post('/thing', { name: 'x' })],
      ['with an empty token', (olga) => olga.post('/thing', { name: 'x', token: '' })],
      [
        'with a token that nobody signed',
        (olga) => olga.post('/thing', { name: 'x', token: `${'a'.repeat(22)}.${'b'.repeat(43)}` }),
      ],
      [
        'with a token that is cut',
        (olga, page) => olga.post('/thing', { name: 'x', token: tokenOf(page).slice(0, -1) }),
      ],
      [
        'with a token that is too long',
        (olga, page) => olga.post('/thing', { name: 'x', token: tokenOf(page) + '.'.repeat(100) }),
      ],
      [
        'with the token of somebody else who is signed in',
        async (olga) => olga.post('/thing', { name: 'x', token: tokenOf(await person('eve').get('/thing')) }),
      ],
      [
        'with the token of a visitor',
        async (olga) => olga.post('/thing', { name: 'x', token: tokenOf(await visitor().get('/thing')) }),
      ],
      [
        'with the token of another session of the same person',
        async (olga) => {
          server.sessions.set('session-other', signedIn('olga', { sessionPublicId: 'other' }));
          const other = visitor();
          other.setCookie('__Host-lode_session', 'session-other');
          return olga.post('/thing', { name: 'x', token: tokenOf(await other.get('/thing')) });
        },
      ],
      [
        'after the session has ended',
        async (_olga, page) => {
          server.sessions.delete('session-olga');
          return page.submit('Save', { Name: 'x' });
        },
      ],
      [
        'after signing out, though the browser still has the cookie of a visitor',
        async (_olga, page) => {
          const olga = person('olga');
          const before = await olga.get('/thing');
          server.sessions.delete('session-olga');
          await olga.get('/thing');
          assert.ok(olga.cookie('lode_visitor'));
          void page;
          return before.submit('Save', { Name: 'x' });
        },
      ],
      [
        'that was opened before signing in',
        async () => {
          const eve = visitor();
          const page = await eve.get('/thing');
          server.sessions.set('session-eve', signedIn('eve'));
          eve.setCookie('__Host-lode_session', 'session-eve');
          return page.submit('Save', { Name: 'x' });
        },
      ],
      [
        'from a page of elsewhere, by its origin',
        (olga, page) => olga.post('/thing', { name: 'x', token: tokenOf(page) }, { origin: 'https://evil.example' }),
      ],
      [
        'from another port of the same host',
        (olga, page) =>
          olga.post('/thing', { name: 'x', token: tokenOf(page) }, { origin: 'https://gallery.example:8443' }),
      ],
      [
        'from plain http of the same host',
        (olga, page) => olga.post('/thing', { name: 'x', token: tokenOf(page) }, { origin: 'http://gallery.example' }),
      ],
      [
        'from another site, as the browser says',
        (olga, page) => olga.post('/thing', { name: 'x', token: tokenOf(page) }, { 'sec-fetch-site': 'cross-site' }),
      ],
      [
        'from a subdomain, as the browser says',
        (olga, page) => olga.post('/thing', { name: 'x', token: tokenOf(page) }, { 'sec-fetch-site': 'same-site' }),
      ],
    ];
    for (const [what, send] of refusals) {
      it(`does nothing ${what}`, async () => {
        const olga = person('olga');
        const page = await send(olga, await olga.get('/thing'));
        assert.equal(page.status, 400);
        assert.equal(page.heading, 'The form is no longer valid');
        assert.match(page.text, /Nothing was changed\. Go back: what you typed is still there\./);
        assert.deepEqual(done, []);
      });
    }

    it('is let through from a page without referrers, whose origin is null', async () => {
      const olga = person('olga');
      const fields = { name: 'x', token: tokenOf(await olga.get('/thing')) };
      await olga.post('/thing', fields, { origin: 'null' });
      assert.equal(done.length, 1);
      await olga.post('/thing', fields, { origin: 'null', 'sec-fetch-site': 'cross-site' });
      assert.equal(done.length, 1);
    });

    it('is refused as a page where it is no form, or too large', async () => {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${server.listens}/thing`, { method: 'POST', body: '{}', headers });
      assert.equal(answer.status, 400);
      assert.match(answer.headers.get('content-type') ?? '', /^text\/html/);
      const page = await visitor().post('/thing', { name: 'x'.repeat(70_000) });
      assert.equal(page.status, 413);
      assert.deepEqual(done, []);
    });

    it('is never sent by GET', async () => {
      const olga = person('olga');
      const page = await olga.get('/thing');
      await olga.get(`/thing?name=x&token=${tokenOf(page)}`);
      assert.deepEqual(done, []);
    });
  });

  describe('a token', () => {
    it('differs at each rendering, so that a compressed page gives nothing away', async () => {
      const olga = person('olga');
      assert.notEqual(tokenOf(await olga.get('/thing')), tokenOf(await olga.get('/thing')));
    });

    it('of a visitor hangs on a cookie that is set with the first form, and not before', async () => {
      const somebody = visitor();
      await somebody.get('/plain');
      assert.equal(somebody.cookie('lode_visitor'), undefined);
      await somebody.get('/thing');
      const first = somebody.cookie('lode_visitor');
      await somebody.get('/thing');
      assert.match(first ?? '', /^[0-9A-Za-z]{22}$/);
      assert.equal(somebody.cookie('lode_visitor'), first);
    });

    it('does not hang on a cookie that is none of ours', async () => {
      const somebody = visitor();
      somebody.setCookie('__Host-lode_visitor', 'chosen-by-eve');
      await (await somebody.get('/thing')).submit('Save', { Name: 'x' });
      assert.notEqual(somebody.cookie('lode_visitor'), 'chosen-by-eve');
      assert.equal(done.length, 1);
    });
  });

  describe('what a form did', () => {
    it('is said once, on the next page, with the way back', async () => {
      const olga = person('olga');
      const page = await (await olga.get('/thing')).submit('Save', { Name: '<b>bold</b>' });
      assert.equal(page.path, '/plain');
      assert.equal(page.flash, 'It is <b>bold</b>. Undo');
      assert.equal(
        attribute(
          elementsNamed(page.root, 'a').find((each) => attribute(each, 'href') === '/thing?undo=1') ?? page.root,
          'href',
        ),
        '/thing?undo=1',
      );
      assert.equal(page.headers.get('cache-control'), 'private, no-store');
      assert.equal((await olga.get('/plain')).flash, undefined);
    });

    it('cannot be said by a cookie that somebody else made', async () => {
      const olga = person('olga');
      const sealed = Buffer.from(JSON.stringify({ kind: 'done', text: 'Send your key to eve.' })).toString('base64url');
      for (const value of [sealed, `${sealed}.`, `${sealed}.${'a'.repeat(43)}`, '.', 'x', `${sealed}.${sealed}`]) {
        olga.setCookie('__Host-lode_flash', value);
        const page = await olga.get('/plain');
        assert.equal(page.flash, undefined);
        assert.equal(olga.cookie('lode_flash'), undefined);
      }
    });

    it('fits into a cookie, however long it is', async () => {
      for (const character of ['😀', '\u0001', '"', '\\', '\u2028']) {
        const page = await (await visitor().get('/thing')).submit('Save', { Name: character.repeat(4_000) });
        assert.match(page.flash ?? '', /^It is .*… Undo$/u);
        assert.equal(page.flash?.isWellFormed(), true);
      }
    });
  });

  describe('somebody who is not signed in', () => {
    it('is led to the sign-in, and back from there', async () => {
      const answer = await fetch(`${server.listens}/mine?a=b%20c`, { redirect: 'manual' });
      assert.equal(answer.status, 303);
      assert.equal(answer.headers.get('location'), '/signin?return=%2Fmine%3Fa%3Db%2520c');
    });

    it('is led to the sign-in alone where the address is odd', async () => {
      const answer = await fetch(`${server.listens}/mine?next=//evil.example`, { redirect: 'manual' });
      assert.equal(answer.headers.get('location'), '/signin');
    });
  });

  describe('somebody who is signed in', () => {
    it('has a menu named after them, with Sign out', async () => {
      const page = await person('olga').get('/mine');
      assert.equal(page.heading, 'olga');
      for (const name of ['Account settings', 'Security', 'API keys', 'Manage packages', 'Organizations']) {
        assert.ok(page.hasLink(name), name);
      }
      assert.ok(page.hasButton('Sign out'));
      assert.equal(page.hasLink('Admin'), false);
      assert.equal(page.hasLink('Sign in'), false);
    });

    it('sees Admin as an administrator, and is refused otherwise', async () => {
      const refused = await person('olga').get('/Admin');
      assert.equal(refused.status, 403);
      const page = await person('ada', { isAdministrator: true }).get('/Admin');
      assert.equal(page.status, 200);
      assert.ok(page.hasLink('Admin'));
    });

    it('is led to add a second factor before anything else where that is a duty', async () => {
      const olga = person('olga', { mustAddSecondFactor: true });
      for (const path of ['/plain', '/mine', '/thing?x=/account/security', '/account/securityx', '/problem/x']) {
        const page = await olga.get(path);
        assert.equal(page.path, path === '/account/securityx' ? path : '/account/security', path);
      }
      assert.equal((await olga.get('/Account/Security?x=1')).status, 200);
    });

    it('is not looked up by a cookie of any length', async () => {
      const long = 'x'.repeat(201);
      server.sessions.set(long, signedIn('olga'));
      const olga = visitor();
      olga.setCookie('__Host-lode_session', long);
      assert.ok((await olga.get('/plain')).hasLink('Sign in'));
    });
  });
});

describe('pages of a private gallery', () => {
  let server: SiteServer;
  before(async () => {
    server = await startSiteServer({ pages: (deps) => samplePages(deps, done), isPrivate: true });
  });
  after(() => server.close());

  it('need a sign-in, unless they lead to one', async () => {
    for (const path of ['/', '/plain', '/thing']) {
      const answer = await fetch(server.listens + path, { redirect: 'manual' });
      assert.equal(answer.status, 303, path);
    }
    assert.equal((await fetch(`${server.listens}/open`)).status, 200);
    server.sessions.set('olga', signedIn('olga'));
    const headers = { cookie: '__Host-lode_session=olga' };
    assert.equal((await fetch(`${server.listens}/plain`, { headers })).status, 200);
  });
});
