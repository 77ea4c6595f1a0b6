import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  CLIENT_ID,
  CLIENT_SECRET,
  startOidcIssuer,
  type OidcIssuer,
  type TokenAnswer,
} from '../../../test/support/oidc-issuer.ts';
import { FixedClock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import { Secret } from '../../base/secret.ts';
import { createIssuer, type IssuerSettings } from './issuer.ts';

const REDIRECT = 'https://gallery.example/signin/oidc/callback';

function galleryAt(url: string, more: Partial<IssuerSettings> = {}) {
  const lines: string[] = [];
  const log = (fields: object, message: string) => void lines.push(`${message} ${JSON.stringify(fields)}`);
  const logger: Logger = { debug: log, info: log, warn: log, error: log };
  const clock = new FixedClock();
  const settings = {
    issuer: url,
    clientId: CLIENT_ID,
    clientSecret: new Secret(CLIENT_SECRET),
    name: 'Example',
    groups: { claim: 'groups' },
    ...more,
  };
  return { lines, clock, gallery: createIssuer({ clock, logger, redirectUri: REDIRECT }, settings) };
}

describe('an issuer of single sign-on', () => {
  let issuer: OidcIssuer;
  before(async () => {
    issuer = await startOidcIssuer(REDIRECT);
  });
  after(() => issuer.close());

  it('is asked with PKCE, state and nonce, and says who somebody is', async () => {
    issuer.becomes({
      sub: 'olga-1',
      email: 'olga@example.org',
      email_verified: true,
      preferred_username: 'Olga Ivanova',
      groups: ['builders', 'readers'],
      amr: ['pwd', 'mfa'],
    });
    const { gallery } = galleryAt(issuer.url);
    const { url, sent } = await gallery.send({ mustProve: false });
    const asked = new URL(url).searchParams;
    assert.deepEqual(
      ['response_type', 'client_id', 'redirect_uri', 'scope', 'code_challenge_method', 'state', 'nonce'].map((name) =>
        asked.get(name),
      ),
      ['code', CLIENT_ID, REDIRECT, 'openid profile email', 'S256', sent.state, sent.nonce],
    );
    assert.ok(!url.includes(sent.verifier));
    const back = await issuer.visit(url);
    assert.deepEqual(await gallery.identify(back.search.slice(1), sent), {
      issuer: issuer.url,
      subject: 'olga-1',
      label: 'Olga Ivanova',
      email: 'olga@example.org',
      isEmailVerified: true,
      nameWish: 'Olga-Ivanova',
      groups: ['builders', 'readers'],
      hasSecondFactor: true,
    });
  });

  it('is asked to prove anew who it is, and believed when it has', async () => {
    issuer.becomes({ sub: 'olga-1' });
    const { gallery } = galleryAt(issuer.url);
    const { url, sent } = await gallery.send({ mustProve: true });
    assert.deepEqual([new URL(url).searchParams.get('prompt'), sent.maxAgeSeconds], ['login', 300]);
    const back = await issuer.visit(url);
    assert.equal((await gallery.identify(back.search.slice(1), sent)).subject, 'olga-1');
  });

  it('may want its secret in the body', async () => {
    const other = await startOidcIssuer(REDIRECT, { auth: 'post' });
    other.becomes({ sub: 'carl' });
    const { gallery } = galleryAt(other.url);
    const { url, sent } = await gallery.send({ mustProve: false });
    const back = await other.visit(url);
    assert.equal((await gallery.identify(back.search.slice(1), sent)).subject, 'carl');
    await other.close();
  });

  it('is believed when its ID token is signed anew with its own key, which is how the lies below are told', async () => {
    issuer.becomes({ sub: 'olga-1' });
    const { gallery } = galleryAt(issuer.url);
    const { url, sent } = await gallery.send({ mustProve: false });
    const back = await issuer.visit(url);
    issuer.tamper = (answer) => ({ ...answer, id_token: issuer.resign(answer.id_token, {}) });
    assert.equal((await gallery.identify(back.search.slice(1), sent)).subject, 'olga-1');
    issuer.tamper = undefined;
  });

  describe('is not believed', () => {
    const now = Math.floor(Date.now() / 1000);
    const resigned = (claims: object, head?: object) => (of: TokenAnswer) => ({
      id_token: issuer.resign(of.id_token, claims, head),
    });
    const lies: readonly [what: string, why: RegExp, lie: (answer: TokenAnswer) => object][] = [
      ['an ID token for somebody else', /"aud/, resigned({ aud: 'another' })],
      ['an ID token of another issuer', /"iss/, resigned({ iss: 'https://evil.example' })],
      ['another nonce', /unexpected ID Token \\"nonce/, resigned({ nonce: 'another' })],
      ['no nonce', /nonce\) claim missing/, resigned({ nonce: undefined })],
      ['an ID token that is over', /expiration is past/, resigned({ iat: now - 7_200, exp: now - 3_600 })],
      ['an ID token without an end', /expiration time\) claim missing/, resigned({ exp: undefined })],
      ['an ID token that nobody signed', /alg/, resigned({}, { alg: 'none' })],
      ['an ID token that says it is signed with our secret', /alg/, resigned({}, { alg: 'HS256' })],
      ['an ID token of a key that nobody publishes', /no applicable keys/, resigned({}, { kid: 'another' })],
      [
        'an ID token that was changed after it was signed',
        /signature verification failed/,
        (of) => ({ id_token: changed(of.id_token) }),
      ],
      ['an ID token of extensions that nobody knows', /crit/, resigned({}, { crit: ['x'], x: 1 })],
      ['no ID token', /must be a string/, () => ({ id_token: undefined })],
      ['what is no token at all', /PARSE_ERROR/, () => ({ id_token: 'x.y.z' })],
    ];
    for (const [what, why, lie] of lies) {
      it(`with ${what}`, async () => {
        issuer.becomes({ sub: 'olga-1' });
        const { gallery, lines } = galleryAt(issuer.url);
        const { url, sent } = await gallery.send({ mustProve: false });
        const back = await issuer.visit(url);
        const seen: string[] = [];
        issuer.tamper = (answer) => {
          seen.push(answer.id_token, answer.access_token);
          return { ...answer, ...lie(answer) };
        };
        try {
          await assert.rejects(gallery.identify(back.search.slice(1), sent), { code: 'sign_in_failed' });
        } finally {
          issuer.tamper = undefined;
        }
        assert.equal(lines.length, 1);
        assert.match(lines.join(), why);
        const secrets = [...seen, CLIENT_SECRET, sent.verifier, sent.nonce, back.searchParams.get('code') ?? '-'];
        for (const secret of secrets) assert.ok(!lines.join().includes(secret), lines.join());
      });
    }

    const answers: readonly [what: string, change: (query: URLSearchParams) => void][] = [
      ['another state', (query) => query.set('state', 'another')],
      ['no state', (query) => query.delete('state')],
      ['two states', (query) => query.append('state', 'another')],
      ['a code that it never gave', (query) => query.set('code', 'another')],
      ['no code', (query) => query.delete('code')],
      ['another issuer in its answer', (query) => query.set('iss', 'https://evil.example')],
      ['no issuer in its answer, though it promised one', (query) => query.delete('iss')],
      ['a refusal', (query) => query.set('error', 'access_denied')],
    ];
    for (const [what, change] of answers) {
      it(`with ${what}`, async () => {
        issuer.becomes({ sub: 'olga-1' });
        const { gallery } = galleryAt(issuer.url);
        const { url, sent } = await gallery.send({ mustProve: false });
        const { searchParams } = await issuer.visit(url);
        change(searchParams);
        await assert.rejects(gallery.identify(searchParams.toString(), sent), { code: 'sign_in_failed' });
      });
    }

    it('with a code that was used already, or that another window asked for', async () => {
      issuer.becomes({ sub: 'olga-1' });
      const { gallery } = galleryAt(issuer.url);
      const first = await gallery.send({ mustProve: false });
      const second = await gallery.send({ mustProve: false });
      const query = (await issuer.visit(first.url)).search.slice(1);
      await assert.rejects(gallery.identify(query, second.sent), { code: 'sign_in_failed' });
      const otherVerifier = { ...first.sent, verifier: second.sent.verifier };
      await assert.rejects(gallery.identify(query, otherVerifier), { code: 'sign_in_failed' });
      const again = await gallery.send({ mustProve: false });
      const back = (await issuer.visit(again.url)).search.slice(1);
      await gallery.identify(back, again.sent);
      await assert.rejects(gallery.identify(back, again.sent), { code: 'sign_in_failed' });
    });
  });

  it('that is down stops nothing else, and is asked again', async () => {
    const { gallery, lines } = galleryAt('http://127.0.0.1:1');
    for (let times = 0; times < 2; times += 1) {
      await assert.rejects(gallery.send({ mustProve: false }), { code: 'issuer_unavailable' });
    }
    assert.equal(lines.length, 2);
  });

  it('is refused when it is not whom the settings name', async () => {
    const { gallery } = galleryAt(issuer.url.replace('127.0.0.1', 'localhost'));
    await assert.rejects(gallery.send({ mustProve: false }), { code: 'issuer_unavailable' });
  });
});

function changed(idToken: string): string {
  const [head = '', claims = '', signature = ''] = idToken.split('.');
  const said = JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) as object;
  return [head, Buffer.from(JSON.stringify({ ...said, sub: 'carl' })).toString('base64url'), signature].join('.');
}
