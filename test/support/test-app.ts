/**
 * The whole app over a real database and real files, in the test's own process, with a clock that stands still and random
 * bytes that are the same in each run. For a process of its own, use `server.ts`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { createPerson } from '../../src/accounts/people/create-person.ts';
import { createApiKey, type ApiKeyWish } from '../../src/accounts/keys/create-api-key.ts';
import { createOrganization } from '../../src/accounts/organizations/create-organization.ts';
import { requireAccount } from '../../src/accounts/require-account.ts';
import { startSession } from '../../src/accounts/sessions/start-session.ts';
import { serveApp } from '../../src/app.ts';
import { FixedClock } from '../../src/base/clock.ts';
import { silentLogger } from '../../src/base/logger.ts';
import { countingRandom, type Random } from '../../src/base/random.ts';
import { Secret } from '../../src/base/secret.ts';
import { ServerSecret } from '../../src/base/server-secret.ts';
import { readConfig } from '../../src/config.ts';
import { openFolderBlobs } from '../../src/storage/folder-blobs.ts';
import type { Database } from '../../src/storage/database.ts';
import type { Blobs } from '../../src/storage/blobs.ts';
import type { OpenTestDatabase } from './databases.ts';

export interface TestApp {
  readonly url: string;
  /** `LODE_DATA`: its mails, among others (`mail.ts`). */
  readonly dataFolder: string;
  readonly database: Database;
  readonly blobs: Blobs;
  readonly clock: FixedClock;
  /** Every file below the blobs' folder, sorted: what is stored, and what was left behind. */
  storedFiles(): Promise<string[]>;
  readonly random: Random;
  readonly secret: ServerSecret;
  /** A confirmed person; `isAdministrator` of the gallery. */
  person(name: string, isAdministrator?: boolean): Promise<void>;
  /** A session of this person: the text of its cookie, as after a sign-in a moment ago. */
  signIn(name: string): Promise<string>;
  organization(name: string, administrator: string): Promise<void>;
  /** A key for `owner` with all scopes, but for what is said otherwise. */
  key(owner: string, wish?: Partial<ApiKeyWish>): Promise<string>;
  push(key: string | undefined, bytes: Uint8Array, headers?: Record<string, string>): Promise<Response>;
  json(urlPath: string): Promise<unknown>;
}

export type StartTestApp = (settings?: Record<string, string>) => Promise<TestApp>;

/**
 * To be called in the body of a suite inside the one of `forEachDatabase`: what it starts is closed, with everything it
 * kept, when that suite ends, and so before its database is taken away.
 */
export function testApps(open: OpenTestDatabase): StartTestApp {
  const closings: (() => Promise<void>)[] = [];
  after(async () => {
    for (const close of closings.splice(0).toReversed()) await close();
  });
  return async (settings = {}) => {
    const { app, close } = await startTestApp(open, settings);
    closings.push(close);
    return app;
  };
}

async function startTestApp(
  open: OpenTestDatabase,
  settings: Record<string, string>,
): Promise<{ app: TestApp; close: () => Promise<void> }> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lode-app-'));
  const clock = new FixedClock();
  const random = countingRandom();
  const database = await open();
  const blobFolder = path.join(folder, 'blobs');
  const blobs = await openFolderBlobs(blobFolder);
  const { config } = readConfig(
    { LODE_DATA: folder, LODE_PORT: '0', LODE_HOST: '127.0.0.1', LODE_URL: 'https://gallery.example', ...settings },
    folder,
    false,
  );
  const secret = new ServerSecret(new Secret('a secret of the tests, the same in each run'));
  const parts = { database, blobs, clock, random, secret };
  const app = await serveApp(config, { ...parts, logger: silentLogger, close: () => database.close() });
  const url = `http://127.0.0.1:${app.port}`;
  const close = async () => {
    await app.close();
    rmSync(folder, { recursive: true });
  };
  return { app: callsOf({ url, dataFolder: folder, blobFolder, parts }), close };
}

interface Started {
  readonly url: string;
  readonly dataFolder: string;
  readonly blobFolder: string;
  readonly parts: Pick<TestApp, 'database' | 'blobs' | 'clock' | 'random' | 'secret'>;
}

function callsOf({ url, dataFolder, blobFolder, parts }: Started): TestApp {
  const operator = { kind: 'operator' } as const;
  return {
    url,
    dataFolder,
    ...parts,
    async storedFiles() {
      const entries = await readdir(blobFolder, { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile());
      return files.map((entry) => path.relative(blobFolder, path.join(entry.parentPath, entry.name))).sort();
    },
    person: async (name, isAdministrator = false) =>
      void (await createPerson(parts, operator, { name, email: `${name}@gallery.example`, isAdministrator })),
    async signIn(name) {
      const account = await requireAccount(parts.database, name);
      const origin = { address: '127.0.0.1', userAgent: 'tests' };
      const session = { account, how: 'password', hasSecondFactor: false, isNewDevice: false, origin } as const;
      return (await parts.database.mutation((tx) => startSession(parts, tx, session))).reveal();
    },
    organization: async (name, administrator) =>
      void (await createOrganization(parts, operator, { name, email: `${name}@gallery.example`, administrator })),
    async key(owner, wish = {}) {
      const all = { owner, name: 'test', scopes: ['push', 'unlist'], packages: ['*'], days: 365 };
      return (await createApiKey(parts, operator, { ...all, ...wish })).reveal();
    },
    push: (key, bytes, headers = {}) =>
      fetch(`${url}/api/v2/package`, {
        method: 'PUT',
        body: Buffer.from(bytes),
        headers: { ...(key === undefined ? {} : { 'x-nuget-apikey': key }), ...headers },
      }),
    json: async (urlPath) => (await fetch(url + urlPath)).json(),
  };
}
