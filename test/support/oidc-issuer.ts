/**
 * A real OpenID Connect issuer (the certified `oidc-provider`) in the test's own process, for one client: this gallery. Who
 * comes to it is whoever the test says, without a page to fill in. It can be made to lie, since a real issuer never would:
 * what its token endpoint answers passes through `tamper`.
 */
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider, type Configuration } from 'oidc-provider';

export const CLIENT_ID = 'lode';
export const CLIENT_SECRET = 'the secret of the client, which nobody may log';

export interface IssuerPerson {
  readonly sub: string;
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly preferred_username?: string;
  readonly name?: string;
  readonly groups?: readonly string[];
  /** How the issuer asked who it is. */
  readonly amr?: readonly string[];
}

export interface TokenAnswer {
  id_token: string;
  access_token: string;
  [member: string]: unknown;
}

export interface OidcIssuer {
  readonly url: string;
  /** Whoever comes from now on is this person. */
  becomes(person: IssuerPerson): void;
  /**
   * Does at the issuer what a person does who was sent to `authorizationUrl`, and gives the URL that the issuer sends the
   * browser back to.
   */
  visit(authorizationUrl: string): Promise<URL>;
  /** Changes what the token endpoint answers; undefined for an honest issuer. */
  tamper: ((answer: TokenAnswer) => TokenAnswer) | undefined;
  /** An ID token with other claims or another head, signed with the issuer's own key unless `alg` is `none`. */
  resign(idToken: string, claims: object, head?: object): string;
  /** Parameters of the authorization requests that came, the last one last. */
  readonly asked: readonly URLSearchParams[];
  close(): Promise<void>;
}

/** `redirectUri`: the callback that this client registered. */
export async function startOidcIssuer(
  redirectUri: string,
  wish: { readonly auth?: 'basic' | 'post' } = {},
): Promise<OidcIssuer> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const people = new Map<string, IssuerPerson>();
  let current: IssuerPerson = { sub: 'nobody' };
  const provider = new Provider(url, configuration({ redirectUri, key, people, auth: wish.auth ?? 'basic' }));
  // Koa prints what it thinks is wrong; the tests look at what the gallery says.
  provider.on('server_error', () => undefined);
  const asked: URLSearchParams[] = [];
  const issuer: OidcIssuer = {
    url,
    asked,
    tamper: undefined,
    becomes(person) {
      current = person;
      people.set(person.sub, person);
    },
    visit: (authorizationUrl) => visit(authorizationUrl, redirectUri),
    resign: (idToken, claims, head = {}) => resign(key, idToken, claims, head),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  const handle = provider.callback();
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', url);
    if (pathname.startsWith('/interaction/')) {
      void provider.interactionFinished(request, response, { login: { accountId: current.sub } });
      return;
    }
    if (pathname === '/auth') asked.push(searchParams);
    if (pathname === '/token' && issuer.tamper !== undefined) tamperWith(response, issuer.tamper);
    void handle(request, response);
  });
  return issuer;
}

interface Wish {
  readonly redirectUri: string;
  readonly key: KeyObject;
  readonly people: ReadonlyMap<string, IssuerPerson>;
  readonly auth: 'basic' | 'post';
}

function configuration({ redirectUri, key, people, auth }: Wish): Configuration {
  const method = auth === 'basic' ? 'client_secret_basic' : 'client_secret_post';
  return {
    clients: [
      {
        client_id: CLIENT_ID,
        client_secret: CLIENT_SECRET,
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code'],
        response_types: ['code'],
        token_endpoint_auth_method: method,
      },
    ],
    clientAuthMethods: [method],
    jwks: { keys: [{ ...key.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'the-key' }] },
    cookies: { keys: ['a key of the tests'] },
    pkce: { required: () => true },
    claims: {
      openid: ['sub', 'groups', 'amr'],
      email: ['email', 'email_verified'],
      profile: ['name', 'preferred_username'],
    },
    ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, IdToken: 600 },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ ...people.get(sub), sub }) }),
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({ accountId: oidc.session?.accountId ?? '', clientId: CLIENT_ID });
      grant.addOIDCScope('openid profile email');
      await grant.save();
      return grant;
    },
  };
}

const MAX_STEPS = 10;

/** Follows redirects with the issuer's own cookies, as a browser does, until they lead away from the issuer. */
async function visit(authorizationUrl: string, redirectUri: string): Promise<URL> {
  const cookies = new Map<string, string>();
  let url = new URL(authorizationUrl);
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, { redirect: 'manual', headers: { cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const location = answer.headers.get('location');
    if (location === null) throw new Error(`the issuer answers ${answer.status}: ${await answer.text()}`);
    url = new URL(location, url);
    if (url.href.startsWith(redirectUri)) return url;
  }
  throw new Error('the issuer sends its visitors in circles');
}

function resign(key: KeyObject, idToken: string, claims: object, head: object): string {
  const [before = '', said = ''] = idToken.split('.');
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as object;
  const write = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const newHead = { ...read(before), ...head } as { readonly alg: string };
  const signed = `${write(newHead)}.${write({ ...read(said), ...claims })}`;
  if (newHead.alg === 'none') return `${signed}.`;
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
}

/** What the provider is about to send is changed on its way. */
function tamperWith(response: ServerResponse, tamper: (answer: TokenAnswer) => TokenAnswer): void {
  const end = response.end.bind(response) as (body?: unknown) => ServerResponse;
  response.end = ((body?: unknown) => {
    const text = typeof body === 'string' || Buffer.isBuffer(body) ? body.toString() : '';
    if (response.statusCode !== 200) return end(body);
    const changed = JSON.stringify(tamper(JSON.parse(text) as TokenAnswer));
    response.setHeader('content-length', Buffer.byteLength(changed));
    return end(changed);
  }) as typeof response.end;
}
