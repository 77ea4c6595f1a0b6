/**
 * The one door of everything that is read from the feed of a private gallery: documents, packages and what is out of them.
 *
 * A client asks without credentials first, each time, and half of all requests are answered with the challenge: so that
 * answer is made once, and reads nothing. Credentials that came and do not suffice are refused with 403, since a client
 * that reads 401 again asks again and again.
 */
import { keyExpiryWarning } from '../accounts/keys/expiry-warning.ts';
import type { KeyAuthenticator } from '../accounts/keys/key-authenticator.ts';
import type { KeyPrincipal, SessionPrincipal } from '../accounts/principal.ts';
import { keyReaches } from '../accounts/principal.ts';
import type { Clock } from '../base/clock.ts';
import { Problem } from '../base/problem.ts';
import type { HttpAnswer, HttpHandler, HttpRequest } from '../http/exchange.ts';
import { originOf } from '../http/request-origin.ts';
import type { Database } from '../storage/database.ts';
import { basicPassword } from './basic-password.ts';
import { requireId, unknownPackage } from './path-parameters.ts';

export interface PrivateReadingDeps {
  readonly database: Pick<Database, 'readTogether'>;
  readonly keys: KeyAuthenticator;
  readonly clock: Clock;
  /** The page where keys are made: what warnings lead to. */
  readonly keysPage: string;
  /** Names the gallery in the challenge. */
  readonly realm: string;
  /** Who is signed in at the site with the request's cookie; reads nothing where it has none. */
  findViewer(request: HttpRequest): Promise<SessionPrincipal | undefined>;
}

/** What a document speaks of: the one id in its URL, every package, or none, as the index of services does. */
export type ReadingSubject = 'id' | 'packages' | 'nothing';

/** Nothing of a private gallery lies in anybody's cache, and the answers to two people never meet there. */
const CACHE_PRIVATE = 'private, no-store';

/** `answer` for those who may read; `subject` says what a key for some packages alone may see of it. */
export function privateReading(deps: PrivateReadingDeps, subject: ReadingSubject, answer: HttpHandler): HttpHandler {
  const challenge = challengeOf(deps.realm);
  return async (request) => {
    const text = presentedKey(request);
    if (text === undefined) {
      const viewer = await deps.findViewer(request);
      if (viewer === undefined) return challenge;
      requireReader(viewer);
      return unshared(await answer(request));
    }
    deps.database.readTogether();
    const key = await deps.keys.authenticate(text, originOf(request));
    requireReach(request, key, subject);
    const answered = unshared(await answer(request));
    // Once a restore is enough: what is about packages would repeat it a hundred times.
    const warning = subject === 'nothing' ? keyExpiryWarning(deps, key) : undefined;
    return warning === undefined ? answered : { ...answered, warnings: [...(answered.warnings ?? []), warning] };
  };
}

function challengeOf(realm: string): HttpAnswer {
  const challenge = `Basic realm="${realm}"`;
  return {
    status: 401,
    reason: 'This gallery is private: give an API key with the scope read as the password',
    headers: { 'www-authenticate': challenge, 'cache-control': CACHE_PRIVATE, 'content-length': '0' },
  };
}

/**
 * The key that a request shows: as the password of HTTP Basic, or where a key stands when something is pushed. Where
 * `dotnet` has no credentials it answers a challenge with an empty name and an empty password: that is none.
 */
function presentedKey(request: HttpRequest): string | undefined {
  const authorization = request.header('authorization');
  const text = authorization === undefined ? (request.header('x-nuget-apikey') ?? '') : basicPassword(authorization);
  if (text === undefined) {
    throw new Problem(
      'key_invalid',
      'These credentials are none that this gallery takes: HTTP Basic, with an API key as the password.',
    );
  }
  return text === '' ? undefined : text;
}

function requireReader(viewer: SessionPrincipal): void {
  if (!viewer.isConfirmed) {
    throw new Problem('email_unconfirmed', 'Confirm your email address first: a private gallery shows nothing before.');
  }
  if (viewer.mustAddSecondFactor) {
    throw new Problem('forbidden', 'Add a second factor first: the administrators of this gallery require one.');
  }
}

/**
 * A key that reaches every package reads everything. Any other reads the ids that it reaches: for it the others do not
 * exist, whether they do or not, and what lists many packages is not for it.
 */
function requireReach(request: HttpRequest, key: KeyPrincipal, subject: ReadingSubject): void {
  if (!key.scopes.includes('read')) {
    throw new Problem('forbidden', `This API key may not read: its scopes are ${key.scopes.join(', ')}.`);
  }
  if (subject === 'nothing' || key.globs.some((glob) => /^\*+$/.test(glob))) return;
  if (subject === 'id') {
    const id = requireId(request);
    if (!keyReaches(key, ['read'], id)) throw unknownPackage(id);
    return;
  }
  throw new Problem(
    'forbidden',
    `This API key reads ${key.globs.join(', ')} only: search and catalog need one that reads every package (*).`,
  );
}

function unshared(answer: HttpAnswer): HttpAnswer {
  return { ...answer, headers: { ...answer.headers, 'cache-control': CACHE_PRIVATE } };
}
