/**
 * People without a web server: use cases over a real database, with a clock that stands still, and whoever acts as a
 * session of a moment ago. For pages and requests, use `test-app.ts`.
 */
import assert from 'node:assert/strict';
import { createPerson } from '../../src/accounts/people/create-person.ts';
import { createRateLimiter, type RateLimiter } from '../../src/accounts/limits/rate-limiter.ts';
import { createOrganization } from '../../src/accounts/organizations/create-organization.ts';
import type { SessionPrincipal } from '../../src/accounts/principal.ts';
import { requireAccount } from '../../src/accounts/require-account.ts';
import { startSession } from '../../src/accounts/sessions/start-session.ts';
import { findSession } from '../../src/accounts/sessions/find-session.ts';
import { FixedClock } from '../../src/base/clock.ts';
import { countingRandom, type Random } from '../../src/base/random.ts';
import { Secret } from '../../src/base/secret.ts';
import { ServerSecret } from '../../src/base/server-secret.ts';
import type { Database } from '../../src/storage/database.ts';
import type { OpenTestDatabase, TestDatabase } from './databases.ts';

export const OPERATOR = { kind: 'operator' } as const;
export const ORIGIN = { address: '192.0.2.7', userAgent: 'tests' } as const;

/** What use cases of people take as `deps`. */
export interface PeopleDeps {
  readonly database: Database;
  readonly clock: FixedClock;
  readonly random: Random;
  readonly limiter: RateLimiter;
  readonly secret: ServerSecret;
}

export interface People extends PeopleDeps {
  readonly database: TestDatabase;
  /** A confirmed person, `NAME@gallery.example`, who has just signed in. */
  person(name: string, isAdministrator?: boolean): Promise<SessionPrincipal>;
  /** A confirmed organization, made by the operator. */
  organization(name: string, administrator: string): Promise<void>;
  /** A session that begins now. */
  signIn(name: string): Promise<SessionPrincipal>;
  accountId(name: string): Promise<number>;
  publicId(name: string): Promise<string>;
  /** Kinds of the events since the last time that this was asked, each with its data. */
  newEvents(): Promise<{ readonly kind: string; readonly data: unknown }[]>;
}

/** Nothing is limited, unless a limiter is given. */
export async function peopleOf(open: OpenTestDatabase, limiter?: RateLimiter): Promise<People> {
  const database = await open();
  const clock = new FixedClock();
  const deps = {
    database,
    clock,
    random: countingRandom(),
    limiter: limiter ?? createRateLimiter({ database, clock }, undefined),
    secret: new ServerSecret(new Secret('a secret of the tests, the same in each run')),
  };
  const signIn = async (name: string) => {
    const account = await requireAccount(database, name);
    const session = { account, how: 'password', hasSecondFactor: false, isNewDevice: false, origin: ORIGIN } as const;
    const token = await database.mutation((tx) => startSession(deps, tx, session));
    const principal = await findSession(deps, token.reveal());
    assert.ok(principal !== undefined, `${name} cannot sign in`);
    return principal;
  };
  let seen = 0;
  return {
    ...deps,
    signIn,
    async person(name, isAdministrator = false) {
      await createPerson(deps, OPERATOR, { name, email: `${name}@gallery.example`, isAdministrator });
      return signIn(name);
    },
    async organization(name, administrator) {
      await createOrganization(deps, OPERATOR, { name, email: `${name}@gallery.example`, administrator });
    },
    accountId: async (name) => (await requireAccount(database, name)).id,
    publicId: async (name) => (await requireAccount(database, name)).publicId,
    async newEvents() {
      const rows = await database.read
        .selectFrom('events')
        .select(['seq', 'kind', 'data'])
        .where('seq', '>', seen)
        .orderBy('seq')
        .execute();
      seen = rows.at(-1)?.seq ?? seen;
      return rows.map(({ kind, data }) => ({ kind, data: JSON.parse(data) as unknown }));
    },
  };
}
