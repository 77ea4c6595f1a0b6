/** A key is asked for when an upload begins and again when it counts: hours may lie between, in which the key has ended. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { buildPackage } from '../../../test/support/package-builder.ts';
import { testApps, type TestApp } from '../../../test/support/test-app.ts';
import { hashApiKey } from '../../accounts/keys/api-key.ts';
import { changeApiKey } from '../../accounts/keys/change-api-key.ts';
import { regenerateApiKey } from '../../accounts/keys/regenerate-api-key.ts';
import { revokeApiKey } from '../../accounts/keys/revoke-api-key.ts';
import { setLocked } from '../../accounts/lock-account.ts';
import { MICROSECONDS_PER_DAY } from '../../base/clock.ts';

interface HeldKey {
  readonly publicId: string;
  readonly expiresAt: number;
  readonly organization: string;
}

interface Case {
  readonly meanwhile: string;
  readonly happens: (app: TestApp, key: HeldKey) => Promise<unknown>;
  readonly says: RegExp;
}

const OPERATOR = { kind: 'operator' } as const;
const features = { name: 'ci', scopes: ['push'], packages: ['Other.*'] };

const cases: readonly Case[] = [
  {
    meanwhile: 'is revoked',
    happens: (app, { publicId }) => revokeApiKey(app, OPERATOR, publicId),
    says: /was revoked/,
  },
  {
    meanwhile: 'gets a new text',
    happens: (app, { publicId, expiresAt }) => {
      app.clock.advance(1);
      return regenerateApiKey(app, OPERATOR, { publicId, expiresAt });
    },
    says: /has a new text/,
  },
  {
    meanwhile: 'is made to reach less',
    happens: (app, { publicId }) => changeApiKey(app, OPERATOR, { publicId, ...features }),
    says: /may not publish/,
  },
  {
    meanwhile: 'loses the membership that it acts by',
    happens: (app) => app.database.transaction((tx) => tx.deleteFrom('memberships').execute()),
    says: /no longer a member/,
  },
  {
    meanwhile: 'expires',
    happens: (app) => Promise.resolve(app.clock.advance(2 * MICROSECONDS_PER_DAY)),
    says: /has expired/,
  },
  {
    meanwhile: 'has its account locked',
    happens: (app, { organization }) => setLocked(app, OPERATOR, { name: organization, locked: true }),
    says: /is locked/,
  },
];

/** Sends half of a package, lets something happen when the server has begun to write it, and sends the rest. */
async function pushSlowly(app: TestApp, key: string, meanwhile: () => Promise<unknown>) {
  const bytes = buildPackage({ id: 'Acme.Late', version: '1.0.0' });
  const half = Math.floor(bytes.byteLength / 2);
  const before = (await app.storedFiles()).length;
  const headers = { 'x-nuget-apikey': key, 'content-length': bytes.byteLength };
  const request = http.request(`${app.url}/api/v2/package`, { method: 'PUT', headers });
  const answered = once(request, 'response') as Promise<[http.IncomingMessage]>;
  request.write(bytes.subarray(0, half));
  while ((await app.storedFiles()).length === before) await delay(5);
  await meanwhile();
  request.end(bytes.subarray(half));
  const [answer] = await answered;
  answer.resume();
  return { status: answer.statusCode, statusText: answer.statusMessage ?? '' };
}

forEachDatabase((_name, open) => {
  describe('an upload that takes long', () => {
    const startTestApp = testApps(open);
    let app: TestApp;
    before(async () => {
      app = await startTestApp();
      await app.person('olga');
    });

    /** An organization of its own for each, and a key with which olga acts for it. */
    const keyFor = async (organization: string) => {
      await app.organization(organization, 'olga');
      const text = await app.key(organization, { as: 'olga', days: 1 });
      const row = await app.database.read
        .selectFrom('api_keys')
        .select(['public_id as publicId', 'expires_at as expiresAt'])
        .where('hash_key', '=', hashApiKey(text))
        .executeTakeFirstOrThrow();
      return { text, organization, ...row };
    };
    const published = async () => (await app.database.read.selectFrom('versions').select('id').execute()).length;

    for (const [at, { meanwhile, happens, says }] of cases.entries()) {
      it(`publishes nothing when the key ${meanwhile}`, async () => {
        const key = await keyFor(`acme${'abcdefgh'.charAt(at)}`);
        const answer = await pushSlowly(app, key.text, () => happens(app, key));
        assert.deepEqual([answer.status, await published()], [403, 0]);
        assert.match(answer.statusText, says);
      });
    }

    it('publishes when the key still holds', async () => {
      const key = await keyFor('contoso');
      const answer = await pushSlowly(app, key.text, () => Promise.resolve());
      assert.deepEqual([answer.status, await published()], [201, 1]);
    });
  });
});
