/**
 * The OpenID Connect issuer of the settings: sends people there, and reads what comes back. Its documents are read when they
 * are first needed, and again after an hour, so that an issuer that is down stops no start and no other way in.
 */
import type { ClientAuth, Configuration, IDToken } from 'openid-client';
import type { Clock, Instant } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import { isLoopback } from '../../base/loopback.ts';
import { Problem } from '../../base/problem.ts';
import type { Secret } from '../../base/secret.ts';
import { boundedFetch, ISSUER_SECONDS, mayAsk } from './bounded-fetch.ts';
import { readClaims, type Claims, type IdentifiedPerson } from './identified-person.ts';

export interface IssuerSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  /** What people call it: "Sign in with NAME". */
  readonly name: string;
  readonly groups: { readonly claim: string } | undefined;
}

/** What is remembered of a person who was sent to the issuer, for when they come back. All of it is secret. */
export interface SentPerson {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  /** Seconds that the sign-in at the issuer may be old; null where any will do. */
  readonly maxAgeSeconds: number | null;
}

export interface Issuer {
  readonly name: string;
  /** In the form in which URLs are compared. */
  readonly url: string;
  /** Where to send a person. `mustProve`: the issuer has to ask again who it is. Throws `issuer_unavailable`. */
  send(wish: { readonly mustProve: boolean }): Promise<{ readonly url: string; readonly sent: SentPerson }>;
  /**
   * Whom the issuer says that came back: `query` is that of the callback's URL. Throws `sign_in_failed` for anything that is
   * not an answer of this issuer to this very request, and writes why into the server's own log.
   */
  identify(query: string, sent: SentPerson): Promise<IdentifiedPerson>;
}

interface Deps {
  readonly clock: Clock;
  readonly logger: Logger;
  /** The callback's absolute URL, as the issuer knows it. */
  readonly redirectUri: string;
}

const DOCUMENTS_MICROSECONDS = 3_600_000_000;
/** How fresh a sign-in at the issuer must be that proves anew who somebody is. */
const PROOF_SECONDS = 300;
const SCOPE = 'openid profile email';
/** Signatures that only the issuer can make, with a key that it publishes. */
const ALGORITHMS = /^(?:RS|PS|ES)(?:256|384|512)$|^EdDSA$|^Ed25519$/;
const MAX_QUERY_LENGTH = 8_192;

/** The library and the issuer's documents are loaded at the first sign-on. */
const openId = () => import('openid-client');

export function createIssuer(deps: Deps, settings: IssuerSettings): Issuer {
  const configuration = keptForAWhile(deps.clock, () => discover(settings));
  return {
    name: settings.name,
    url: new URL(settings.issuer).href,
    async send({ mustProve }) {
      const { buildAuthorizationUrl, calculatePKCECodeChallenge, randomNonce, randomPKCECodeVerifier, randomState } =
        await openId();
      const config = await configuration().catch((error: unknown) => {
        throw unavailable(deps, settings, error);
      });
      const sent = {
        state: randomState(),
        nonce: randomNonce(),
        verifier: randomPKCECodeVerifier(),
        maxAgeSeconds: mustProve ? PROOF_SECONDS : null,
      };
      const url = buildAuthorizationUrl(config, {
        redirect_uri: deps.redirectUri,
        scope: SCOPE,
        state: sent.state,
        nonce: sent.nonce,
        code_challenge: await calculatePKCECodeChallenge(sent.verifier),
        code_challenge_method: 'S256',
        ...(mustProve ? { prompt: 'login', max_age: String(PROOF_SECONDS) } : {}),
      });
      return { url: url.href, sent };
    },
    async identify(query, sent) {
      const config = await configuration().catch((error: unknown) => {
        throw unavailable(deps, settings, error);
      });
      try {
        return await exchange(
          config,
          new URL(`${deps.redirectUri}?${query.slice(0, MAX_QUERY_LENGTH)}`),
          sent,
          settings,
        );
      } catch (error) {
        throw refused(deps, settings, error);
      }
    },
  };
}

/** One answer for all who ask at the same time; what failed is asked anew. */
function keptForAWhile<T>(clock: Clock, read: () => Promise<T>): () => Promise<T> {
  let kept: { readonly value: Promise<T>; readonly at: Instant } | undefined;
  return () => {
    const now = clock.now();
    if (kept !== undefined && now - kept.at < DOCUMENTS_MICROSECONDS) return kept.value;
    const value = read();
    const mine = { value, at: now };
    kept = mine;
    value.catch(() => {
      if (kept === mine) kept = undefined;
    });
    return value;
  };
}

async function discover({ issuer, clientId, clientSecret }: IssuerSettings): Promise<Configuration> {
  const library = await openId();
  const server = new URL(issuer);
  const isInsecure = server.protocol === 'http:' && isLoopback(server.hostname);
  const basic = library.ClientSecretBasic(clientSecret.reveal());
  const post = library.ClientSecretPost(clientSecret.reveal());
  const authentication: ClientAuth = (metadata, ...rest) => {
    const methods = metadata.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    return (methods.includes('client_secret_basic') ? basic : post)(metadata, ...rest);
  };
  const config = await library.discovery(server, clientId, undefined, authentication, {
    timeout: ISSUER_SECONDS,
    [library.customFetch]: boundedFetch(isInsecure),
    execute: [library.enableNonRepudiationChecks, ...(isInsecure ? [library.allowInsecureRequests] : [])],
  });
  const endpoint = config.serverMetadata().authorization_endpoint ?? '';
  if (!URL.canParse(endpoint) || !mayAsk(new URL(endpoint), isInsecure)) {
    throw new TypeError('the issuer names no authorization endpoint that people could be sent to');
  }
  return config;
}

async function exchange(
  config: Configuration,
  callback: URL,
  { state, nonce, verifier, maxAgeSeconds }: SentPerson,
  settings: IssuerSettings,
): Promise<IdentifiedPerson> {
  const { authorizationCodeGrant, fetchUserInfo } = await openId();
  const tokens = await authorizationCodeGrant(config, callback, {
    expectedState: state,
    expectedNonce: nonce,
    pkceCodeVerifier: verifier,
    idTokenExpected: true,
    ...(maxAgeSeconds === null ? {} : { maxAge: maxAgeSeconds }),
  });
  const claims = tokens.claims();
  if (claims === undefined || !ALGORITHMS.test(algorithmOf(tokens.id_token ?? ''))) {
    throw new TypeError('the ID token is not signed with a key that the issuer publishes');
  }
  const more =
    config.serverMetadata().userinfo_endpoint === undefined
      ? {}
      : await fetchUserInfo(config, tokens.access_token, claims.sub);
  const person = readClaims(joined(claims, more), settings.groups?.claim);
  if (person === undefined) throw new TypeError('the claims do not say who it is');
  return person;
}

/** What the ID token says is signed for us, so it comes first; and what is said of an address is said of that one only. */
function joined(claims: IDToken, more: Claims): Claims {
  const { email_verified: _, ...others } = more;
  const isSameAddress = claims['email'] === undefined || claims['email'] === more['email'];
  return { ...(isSameAddress ? more : others), ...claims };
}

function algorithmOf(jwt: string): string {
  const header: unknown = JSON.parse(Buffer.from(jwt.split('.')[0] ?? '', 'base64url').toString('utf8'));
  const { alg } = header as { readonly alg?: unknown };
  return typeof alg === 'string' ? alg : '';
}

function unavailable({ logger }: Deps, { issuer, name }: IssuerSettings, error: unknown): Problem {
  logger.error({ issuer, reason: reasonOf(error) }, 'The issuer of single sign-on does not answer as it should.');
  return new Problem('issuer_unavailable', `${name} does not answer at this moment: try again later.`);
}

function refused({ logger }: Deps, { issuer, name }: IssuerSettings, error: unknown): Problem {
  logger.warn({ issuer, reason: reasonOf(error) }, 'A sign-on was refused.');
  return new Problem('sign_in_failed', `${name} did not confirm this sign-in, or not for this window: begin again.`);
}

/**
 * What a maintainer needs, and nothing that could be used: an error of the library holds whole answers, tokens among them,
 * so that only its own words are taken over.
 */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { code, error: oauth } = error as { readonly code?: unknown; readonly error?: unknown };
  const words = [error.message, code, oauth, error.cause instanceof Error ? error.cause.message : undefined];
  return words
    .filter((word) => typeof word === 'string')
    .join('; ')
    .slice(0, 500);
}
