import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import {
  CLIENT_ID,
  CLIENT_SECRET,
  startOidcIssuer,
  type IssuerPerson,
  type OidcIssuer,
} from '../../../test/support/oidc-issuer.ts';
import {
  browserOf,
  eventsOf,
  formToken,
  PASSWORD,
  personWithPassword,
  trySignIn,
} from '../../../test/support/sign-in.ts';
import { siteVisitor, type SiteVisitor, type VisitedPage } from '../../../test/support/site-visitor.ts';
import { testApps, type TestApp } from '../../../test/support/test-app.ts';
import { setLocked } from '../../accounts/lock-account.ts';
import { invitePerson } from '../../accounts/people/invite-person.ts';
import { tokenText } from '../../accounts/one-time-token.ts';
import { codeAt } from '../../accounts/second-factors/one-time-code.ts';
import { createRateLimiter } from '../../accounts/limits/rate-limiter.ts';

const CALLBACK = 'https://gallery.example/signin/oidc/callback';
const MINUTE = 60_000_000;

/** Where the page that follows a press of a button leads out of the site. */
function leadsTo(page: VisitedPage): string {
  const url = /^0; url=(.+)$/.exec(page.headers.get('refresh') ?? '')?.[1] ?? '';
  assert.ok(page.html.includes('Continue to Example'), page.text);
  return url;
}

const pathOf = (url: URL) => url.pathname + url.search;

forEachDatabase((_, open) => {
  describe('single sign-on', () => {
    let issuer: OidcIssuer;
    before(async () => {
      issuer = await startOidcIssuer(CALLBACK);
    });
    after(() => issuer.close());

    const settings = () => ({
      LODE_RATE_LIMITS: 'address=10000/h',
      LODE_OIDC_ISSUER: issuer.url,
      LODE_OIDC_CLIENT_ID: CLIENT_ID,
      LODE_OIDC_CLIENT_SECRET: CLIENT_SECRET,
      LODE_OIDC_NAME: 'Example',
    });
    const start = testApps(open);
    let running: ReturnType<typeof start> | undefined;
    const shared = () => (running ??= start(settings()));

    /** Goes to the issuer from a page, as this person there, and comes back. */
    async function comeBack(visitor: SiteVisitor, page: VisitedPage, person: IssuerPerson): Promise<VisitedPage> {
      issuer.becomes(person);
      return visitor.get(pathOf(await issuer.visit(leadsTo(page))));
    }

    async function signOn(visitor: SiteVisitor, person: IssuerPerson, path = '/signin'): Promise<VisitedPage> {
      const page = await (await visitor.get(path)).submit('Sign in with Example');
      return comeBack(visitor, page, person);
    }

    /** Somebody who has an account by single sign-on, in a browser of theirs. */
    async function member(app: TestApp, person: IssuerPerson, name: string): Promise<SiteVisitor> {
      const visitor = siteVisitor(app.url);
      const page = await (await signOn(visitor, person)).submit('Create the account', { Username: name });
      assert.equal(page.status, 200, page.text);
      return visitor;
    }

    it('makes an account at the first visit, confirmed where the issuer vouches for the address', async () => {
      const app = await shared();
      const person = { sub: 'anna-1', email: 'anna@example.org', email_verified: true, preferred_username: 'anna' };
      const anna = siteVisitor(app.url);
      let page = await signOn(anna, person, '/signin?return=%2Faccount%2Fapikeys');
      assert.equal(page.path, '/signin/oidc/account');
      assert.match(page.text, /Your address is anna@example\.org/);
      page = await page.submit('Create the account', { Username: 'anna' });
      assert.deepEqual([page.status, page.path], [200, '/account/apikeys']);
      assert.equal(anna.cookie('lode_sign_on'), undefined);
      const events = await eventsOf(app, 'anna');
      assert.deepEqual(
        events.map(({ kind }) => kind),
        ['account_created', 'identity_linked', 'signed_in'],
      );
      assert.deepEqual(events[1]?.data, { issuer: issuer.url, label: 'anna' });

      page = await signOn(siteVisitor(app.url), person);
      assert.deepEqual([page.status, page.path], [200, '/']);
      assert.ok(page.hasButton('Sign out'));
    });

    it('asks for an address, and has it confirmed, where the issuer does not vouch for one', async () => {
      const app = await shared();
      const visitor = siteVisitor(app.url);
      let page = await signOn(visitor, { sub: 'boris-1', email: 'boris@example.org', preferred_username: 'boris' });
      page = await page.submit('Create the account', { Username: 'boris', 'Email address': 'boris@example.net' });
      assert.equal(page.path, '/account/ConfirmationRequired');
      assert.match(page.text, /boris@example\.net/);
      const [created] = await eventsOf(app, 'boris');
      assert.match(JSON.stringify(created?.data), /"confirmation":"[0-9A-Za-z]{22}"/);
    });

    it('keeps an address that is a name at the issuer out of the log', async () => {
      const app = await shared();
      await member(app, { sub: 'berta-1', email: 'berta@example.org', email_verified: true }, 'berta');
      const text = JSON.stringify(await app.database.read.selectFrom('events').select('data').execute());
      assert.ok(!text.includes('berta@example.org'));
    });

    it('lets somebody choose again when a name cannot be had', async () => {
      const app = await shared();
      await personWithPassword(app, 'taken');
      const visitor = siteVisitor(app.url);
      const person = { sub: 'clara-1', email: 'clara@example.org', email_verified: true, preferred_username: 'taken' };
      let page = await signOn(visitor, person);
      page = await page.submit('Create the account');
      assert.equal(page.status, 409);
      page = await page.submit('Create the account', { Username: 'not a name' });
      assert.equal(page.status, 400);
      page = await page.submit('Create the account', { Username: 'clara' });
      assert.equal(page.status, 200);
    });

    it('links nothing by an address alone: the account has to be proved once', async () => {
      const app = await shared();
      await personWithPassword(app, 'dora');
      const person = { sub: 'dora-1', email: 'Dora@Gallery.Example', email_verified: true, preferred_username: 'dora' };
      const visitor = siteVisitor(app.url);
      let page = await signOn(visitor, person);
      assert.match(page.text, /An account here has the address Dora@Gallery\.Example/);
      assert.ok(!page.hasButton('Create the account'));
      const token = formToken(await visitor.get('/signin'));
      const forced = await visitor.post('/signin/oidc/account', { token, name: 'dora2', email: 'x@example.org' });
      assert.equal(forced.status, 409);
      assert.equal((await visitor.post('/signin/oidc/link', { token })).path.split('?')[0], '/signin');
      assert.equal(visitor.cookie('lode_session'), undefined);

      page = await visitor.get('/signin/oidc/account');
      page = await page.follow('Sign in to your account');
      page = await page.submit('Sign in', { 'Username or email': 'dora', Password: PASSWORD });
      assert.equal(page.path, '/signin/oidc/account');
      page = await page.submit('Link it to dora');
      assert.match(page.flash ?? '', /you can sign in here as dora/);
      page = await signOn(siteVisitor(app.url), person);
      assert.deepEqual([page.status, page.path], [200, '/']);
      const linked = (await eventsOf(app, 'dora')).filter(({ kind }) => kind === 'identity_linked');
      assert.equal(linked.length, 1);
    });

    it('answers a browser once, in time, and no other', async () => {
      const app = await shared();
      const person = { sub: 'erik-1', email: 'erik@example.org', email_verified: true };
      await member(app, person, 'erik');
      issuer.becomes(person);
      const [mine, theirs] = [siteVisitor(app.url), siteVisitor(app.url)];
      const leave = async (visitor: SiteVisitor) =>
        issuer.visit(leadsTo(await (await visitor.get('/signin')).submit('Sign in with Example')));
      const [mineBack, theirsBack] = [await leave(mine), await leave(theirs)];
      for (const [visitor, back] of [
        [theirs, mineBack],
        [siteVisitor(app.url), theirsBack],
      ] as const) {
        const refused = await visitor.get(pathOf(back));
        assert.equal(refused.status, 403);
        assert.equal(refused.heading, 'Signing in failed');
        assert.equal(visitor.cookie('lode_session'), undefined);
      }
      // Theirs was used up by what did not fit.
      assert.equal((await theirs.get(pathOf(theirsBack))).status, 403);

      const replayed = mine.clone();
      assert.equal((await mine.get(pathOf(mineBack))).status, 200);
      assert.equal((await replayed.get(pathOf(mineBack))).status, 403);

      const late = siteVisitor(app.url);
      const lateBack = await leave(late);
      app.clock.advance(15 * MINUTE + 1);
      assert.equal((await late.get(pathOf(lateBack))).status, 403);

      const declined = siteVisitor(app.url);
      const state = new URL(
        leadsTo(await (await declined.get('/signin')).submit('Sign in with Example')),
      ).searchParams.get('state');
      const iss = encodeURIComponent(issuer.url);
      const page = await declined.get(`/signin/oidc/callback?error=access_denied&state=${state}&iss=${iss}`);
      assert.equal(page.status, 403);
      assert.match(page.text, /Example did not confirm/);
    });

    it('takes a callback once, also of eight at the same time', async () => {
      const app = await shared();
      const person = { sub: 'emma-1', email: 'emma@example.org', email_verified: true };
      await member(app, person, 'emma');
      issuer.becomes(person);
      const visitor = siteVisitor(app.url);
      const back = await issuer.visit(leadsTo(await (await visitor.get('/signin')).submit('Sign in with Example')));
      const browsers = Array.from({ length: 8 }, () => visitor.clone());
      const pages = await Promise.all(browsers.map((each) => each.get(pathOf(back))));
      assert.equal(pages.filter(({ status }) => status === 200).length, 1);
    });

    it('is followed by a second factor that the person has here, unless the issuer asked for one', async () => {
      const app = await shared();
      const person = { sub: 'fred-1', email: 'fred@example.org', email_verified: true };
      const fred = await member(app, person, 'fred');
      const offer = await fred.get('/account/security/app');
      const secret = offer.copied('app-secret').replaceAll(' ', '');
      await offer.submit('Add the app', { Code: codeAt(secret, app.clock.now()) });
      app.clock.advance(MINUTE);
      const visitor = siteVisitor(app.url);
      let page = await signOn(visitor, person);
      assert.equal(page.path, '/signin/second-factor');
      assert.equal(visitor.cookie('lode_session'), undefined);
      page = await page.submit('Confirm', { Code: codeAt(secret, app.clock.now()) });
      assert.equal(page.path, '/');
      page = await signOn(siteVisitor(app.url), { ...person, amr: ['pwd', 'mfa'] });
      assert.equal(page.path, '/');
    });

    it('is closed to an account that is locked', async () => {
      const app = await shared();
      const person = { sub: 'gina-1', email: 'gina@example.org', email_verified: true };
      await member(app, person, 'gina');
      await setLocked(app, { kind: 'operator' }, { name: 'gina', locked: true });
      const page = await signOn(siteVisitor(app.url), person);
      assert.deepEqual([page.status, page.heading], [403, 'The account is locked']);
    });

    it('is linked and unlinked on the page of security, and never the last way in', async () => {
      const app = await shared();
      await personWithPassword(app, 'hugo');
      const hugo = await browserOf(app, 'hugo');
      const person = { sub: 'hugo-1', email: 'other@example.org', email_verified: true, preferred_username: 'hugo.h' };
      let page = await (await hugo.get('/account/security')).submit('Link Example');
      page = await comeBack(hugo, page, person);
      assert.equal(page.path, '/account/security');
      assert.match(page.flash ?? '', /hugo\.h/);
      assert.equal((await signOn(siteVisitor(app.url), person)).path, '/');

      await personWithPassword(app, 'ines');
      const ines = await browserOf(app, 'ines');
      page = await (await ines.get('/account/security')).submit('Link Example');
      assert.equal((await comeBack(ines, page, person)).status, 409);

      page = await (await hugo.get('/account/security')).submit('Unlink hugo.h');
      assert.match(page.flash ?? '', /unlinked/);
      assert.equal((await signOn(siteVisitor(app.url), person)).path, '/signin/oidc/account');

      const alone = await member(
        app,
        { sub: 'jana-1', email: 'jana@example.org', email_verified: true, preferred_username: 'jana' },
        'jana',
      );
      page = await (await alone.get('/account/security')).submit('Unlink jana');
      assert.deepEqual([page.status, /last way in/.test(page.text)], [409, true]);
    });

    it('cannot be linked to another account by whoever signs out and in between', async () => {
      const app = await shared();
      await personWithPassword(app, 'karl');
      await personWithPassword(app, 'lena');
      const browser = await browserOf(app, 'karl');
      const page = await (await browser.get('/account/security')).submit('Link Example');
      await trySignIn(browser, 'lena');
      const back = await comeBack(browser, page, { sub: 'karl-1', email: 'karl@example.org', email_verified: true });
      assert.equal(back.status, 403);
      assert.equal(
        (await eventsOf(app, 'lena')).some(({ kind }) => kind === 'identity_linked'),
        false,
      );
    });

    it('proves again who somebody is, and only that person', async () => {
      const app = await shared();
      const person = { sub: 'mara-1', email: 'mara@example.org', email_verified: true };
      await member(app, { sub: 'nils-1', email: 'nils@example.org', email_verified: true }, 'nils');
      const mara = await member(app, person, 'mara');
      const session = mara.cookie('lode_session');
      app.clock.advance(61 * MINUTE);
      let page = await mara.get('/account/security/app');
      assert.equal(page.path, '/signin/again?return=%2Faccount%2Fsecurity%2Fapp');
      page = await page.submit('Confirm with Example');
      assert.equal(new URL(leadsTo(page)).searchParams.get('prompt'), 'login');
      const other = mara.clone();
      page = await comeBack(mara, page, person);
      assert.deepEqual([page.status, page.path], [200, '/account/security/app']);
      assert.notEqual(mara.cookie('lode_session'), session);

      app.clock.advance(61 * MINUTE);
      assert.equal((await other.get('/account')).path, '/signin?return=%2Faccount');
      page = await (await mara.get('/account/security/app')).submit('Confirm with Example');
      page = await comeBack(mara, page, { sub: 'nils-1' });
      assert.equal(page.status, 403);
      assert.equal((await mara.get('/account/security/app')).path.split('?')[0], '/signin/again');
    });

    it('leads nowhere but to this site and the issuer', async () => {
      const app = await shared();
      const person = { sub: 'olaf-1', email: 'olaf@example.org', email_verified: true };
      await member(app, person, 'olaf');
      for (const path of ['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)']) {
        const visitor = siteVisitor(app.url);
        const token = formToken(await visitor.get('/signin'));
        const page = await visitor.post('/signin/oidc', { token, purpose: 'sign-in', return: path });
        assert.equal(new URL(leadsTo(page)).origin, issuer.url);
        assert.equal((await comeBack(visitor, page, person)).path, '/');
      }
      const visitor = siteVisitor(app.url);
      const token = formToken(await visitor.get('/signin'));
      assert.equal((await visitor.post('/signin/oidc', { token, purpose: 'steal' })).status, 400);
      assert.equal((await visitor.post('/signin/oidc', { purpose: 'sign-in' })).status, 400);
      for (const invitation of ['<b>', 'x'.repeat(101)]) {
        const odd = await visitor.post('/signin/oidc', { token, purpose: 'sign-in', invitation });
        assert.equal(odd.status, 400);
      }
      assert.equal((await visitor.get('/signin/oidc')).status, 405);
    });

    it('may be down: then everything else goes on, and it is said', async () => {
      const app = await start({ ...settings(), LODE_OIDC_ISSUER: 'http://127.0.0.1:1' });
      await personWithPassword(app, 'olga');
      const page = await (await siteVisitor(app.url).get('/signin')).submit('Sign in with Example');
      assert.deepEqual([page.status, page.heading], [503, 'Single sign-on does not answer']);
      assert.match(page.text, /Example does not answer at this moment/);
      assert.equal((await trySignIn(siteVisitor(app.url), 'olga')).status, 200);
    });

    it('is not there where no issuer is named', async () => {
      const app = await start();
      assert.doesNotMatch((await siteVisitor(app.url).get('/signin')).text, /Sign in with (?!a passkey)/);
      for (const path of ['/signin/oidc/callback?code=x', '/signin/oidc/account']) {
        assert.equal((await siteVisitor(app.url).get(path)).status, 404);
      }
    });

    it('is the only way in with LODE_SIGNUP=oidc, but for administrators of the gallery', async () => {
      const app = await start({ ...settings(), LODE_SIGNUP: 'oidc' });
      await personWithPassword(app, 'olga');
      await personWithPassword(app, 'root');
      await app.database.transaction((tx) =>
        tx.updateTable('accounts').set({ is_administrator: 1 }).where('name_key', '=', 'root').execute(),
      );
      const refused = await trySignIn(siteVisitor(app.url), 'olga');
      assert.deepEqual([refused.status, /single sign-on alone/.test(refused.text)], [403, true]);
      assert.equal((await trySignIn(siteVisitor(app.url), 'root')).path, '/');
      assert.ok(!(await siteVisitor(app.url).get('/signup')).hasButton('Create account'));
      await member(app, { sub: 'zoe-1', email: 'zoe@example.org', email_verified: true }, 'zoe');
    });

    it('makes no account without an invitation with LODE_SIGNUP=invite', async () => {
      const app = await start({ ...settings(), LODE_SIGNUP: 'invite' });
      const stranger = { sub: 'stranger-1', email: 'stranger@example.org', email_verified: true };
      const page = await signOn(siteVisitor(app.url), stranger);
      assert.match(page.text, /needs an invitation/);
      assert.ok(!page.hasButton('Create the account'));
      const deps = { ...app, limiter: createRateLimiter(app, undefined), signUpMode: 'invite' } as const;
      const { publicId } = await invitePerson(deps, { kind: 'operator' }, { email: 'greta@example.net' });
      const greta = siteVisitor(app.url);
      const link = `/signup?invitation=${tokenText(app.secret, publicId)}`;
      const invited = await greta.get(link);
      const back = await comeBack(greta, await invited.submit('Go on with Example'), stranger);
      assert.match(back.text, /Your address is greta@example\.net/);
      assert.equal((await back.submit('Create the account', { Username: 'greta' })).path, '/');
      assert.equal((await siteVisitor(app.url).get(link)).status, 409);
    });

    it('makes no account with LODE_SIGNUP=closed, whatever is sent', async () => {
      const app = await start({ ...settings(), LODE_SIGNUP: 'closed' });
      const visitor = siteVisitor(app.url);
      const page = await signOn(visitor, { sub: 'five', email: 'five@example.org', email_verified: true });
      assert.match(page.text, /made by the administrators/);
      const token = formToken(await visitor.get('/signin'));
      const forced = await visitor.post('/signin/oidc/account', { token, name: 'five', email: 'five@example.org' });
      assert.equal(forced.status, 403);
    });

    describe('with groups', () => {
      const mapped = () => ({
        ...settings(),
        LODE_OIDC_GROUPS: 'groups:builders=Acme,leads=Acme/administrator,readers=Other,ghosts=Nowhere',
      });
      const person = (groups?: readonly string[]): IssuerPerson => ({
        sub: 'olga-1',
        email: 'olga@example.org',
        email_verified: true,
        ...(groups === undefined ? {} : { groups }),
      });
      const rolesOf = async (app: TestApp) =>
        Object.fromEntries(
          (
            await app.database.read
              .selectFrom('memberships')
              .innerJoin('accounts as person', 'person.id', 'memberships.person_id')
              .innerJoin('accounts as organization', 'organization.id', 'memberships.organization_id')
              .select(['organization.name as name', 'role'])
              .where('person.name_key', '=', 'olga')
              .execute()
          ).map(({ name, role }) => [name, role]),
        );

      it('memberships of the mapped organizations follow them at each sign-in, and no others', async () => {
        const app = await start(mapped());
        await app.person('root');
        for (const name of ['Acme', 'Other', 'Third']) await app.organization(name, 'root');
        await member(app, person(['builders', 'unknown']), 'olga');
        assert.deepEqual(await rolesOf(app), { Acme: 'collaborator' });
        await signOn(siteVisitor(app.url), person(['builders', 'leads', 'readers', 'ghosts']));
        assert.deepEqual(await rolesOf(app), { Acme: 'administrator', Other: 'collaborator' });
        await signOn(siteVisitor(app.url), person(['builders', 'leads', 'readers']));
        await signOn(siteVisitor(app.url), person(['builders']));
        assert.deepEqual(await rolesOf(app), { Acme: 'collaborator' });
        await signOn(siteVisitor(app.url), person());
        assert.deepEqual(await rolesOf(app), {});
        const events = await app.database.read
          .selectFrom('events')
          .select(['kind', 'credential', 'actor', 'subject'])
          .where('kind', 'in', ['member_added', 'member_changed', 'member_removed'])
          .where('credential', '=', 'system')
          .orderBy('seq')
          .execute();
        const kinds = events.map(({ kind, actor }) => `${kind} ${actor}`);
        const removed = 'member_removed null';
        assert.deepEqual(kinds, [
          'member_added null',
          'member_changed null',
          'member_added null',
          'member_changed null',
          removed,
          removed,
        ]);
      });

      it('leave an organization its last administrator', async () => {
        const app = await start(mapped());
        await app.person('root');
        await app.organization('Acme', 'root');
        await member(app, person(['leads']), 'olga');
        await setLocked(app, { kind: 'operator' }, { name: 'root', locked: true });
        await signOn(siteVisitor(app.url), person([]));
        assert.deepEqual(await rolesOf(app), { Acme: 'administrator' });
        await signOn(siteVisitor(app.url), person(['builders']));
        assert.deepEqual(await rolesOf(app), { Acme: 'administrator' });
      });
    });
  });
});
