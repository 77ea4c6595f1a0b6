/**
 * A gallery full of believable data, in a process of its own, with somebody signed in who owns things and administers it: for
 * pictures and figures of the main pages.
 */
import path from 'node:path';
import { setAdministrator } from '../../src/accounts/administration/set-administrator.ts';
import { requireAccount } from '../../src/accounts/require-account.ts';
import { startSession } from '../../src/accounts/sessions/start-session.ts';
import { systemClock } from '../../src/base/clock.ts';
import { systemRandom } from '../../src/base/random.ts';
import { runProgram } from './run-program.ts';
import { startLode, withoutLodeSettings, type LodeServer } from './server.ts';

const root = path.resolve(import.meta.dirname, '../..');

export interface SeededGallery {
  readonly server: LodeServer;
  /** The text of the session's cookie, `lode_session`. */
  readonly session: string;
  stop(): Promise<void>;
}

/** One page for each that people use most. */
export interface MainPage {
  readonly name: string;
  readonly path: string;
  /** Whether it is shown to the signed-in owner. */
  readonly isSignedIn: boolean;
}

export const mainPages: readonly MainPage[] = [
  { name: 'home', path: '/', isSignedIn: false },
  { name: 'search', path: '/packages?q=json', isSignedIn: false },
  { name: 'package', path: '/packages/Acme.Http', isSignedIn: false },
  { name: 'versions', path: '/packages/Acme.Http?tab=versions', isSignedIn: true },
  { name: 'statistics', path: '/stats/packages/Acme.Http', isSignedIn: false },
  { name: 'profile', path: '/profiles/Acme', isSignedIn: false },
  { name: 'manage', path: '/packages/Acme.Http/Manage', isSignedIn: true },
  { name: 'manage-packages', path: '/account/Packages', isSignedIn: true },
  { name: 'api-keys', path: '/account/apikeys', isSignedIn: true },
  { name: 'upload', path: '/packages/manage/upload', isSignedIn: true },
];

const SEED_MILLISECONDS = 300_000;

export async function startSeededGallery(): Promise<SeededGallery> {
  const server = await startLode({ database: 'sqlite', settings: { LODE_RATE_LIMITS: 'off' } });
  try {
    const seeded = await runProgram(path.join(root, 'bin/node'), [path.join(root, 'test/support/seed.ts')], {
      environment: { ...withoutLodeSettings(), LODE_DATA: server.dataFolder, LODE_URL: server.url },
      timeoutMilliseconds: SEED_MILLISECONDS,
    });
    if (seeded.code !== 0) throw new Error(`the seed failed: ${seeded.output}`);
    return { server, session: await signIn(server, 'olga'), stop: () => server.stop() };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function signIn(server: LodeServer, name: string): Promise<string> {
  const database = await server.openDatabase();
  const deps = { database, clock: systemClock, random: systemRandom };
  try {
    await setAdministrator(deps, { kind: 'operator' }, { name, isAdministrator: true });
    const account = await requireAccount(database, name);
    const origin = { address: '127.0.0.1', userAgent: 'pictures' };
    const session = { account, how: 'password', hasSecondFactor: false, isNewDevice: false, origin } as const;
    return (await database.mutation((tx) => startSession(deps, tx, session))).reveal();
  } finally {
    await database.close();
  }
}
