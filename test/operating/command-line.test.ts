/** The verbs for people, organizations, keys and settings, as programs of their own: with a server beside them and without. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { insertAccount } from '../../src/accounts/accounts.queries.ts';
import { commands } from '../../src/cli/commands.ts';
import { openSqlite } from '../../src/storage/sqlite.ts';
import { createPostgresDatabase } from '../support/databases.ts';
import { buildPackage } from '../support/package-builder.ts';
import { runProgram, type ProgramResult } from '../support/run-program.ts';
import { runLode, type Environment } from '../support/run-lode.ts';
import { startLode, withoutLodeSettings, type LodeServer, type ServerDatabase } from '../support/server.ts';

const root = path.resolve(import.meta.dirname, '../..');
const node = path.join(root, 'bin/node');
const main = ['--disable-warning=ExperimentalWarning', path.join(root, 'src/main.ts')];
const SECRET = 'a secret of the tests, the same in each run';
const PASSWORD = 'correct horse battery staple';

/** A command as a program of its own. */
function program(environment: Environment, args: readonly string[]): Promise<ProgramResult> {
  return runProgram(node, [...main, ...args], { environment: { ...withoutLodeSettings(), ...environment } });
}

const jsonLines = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

for (const database of ['sqlite', 'postgres'] satisfies ServerDatabase[]) {
  describe(`commands on ${database}, without a server`, () => {
    let folder: string;
    let environment: Environment;
    let removeDatabase = () => Promise.resolve();

    before(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'lode-cli-'));
      environment = { LODE_DATA: folder, LODE_URL: 'https://gallery.example/nuget', LODE_SECRET: SECRET };
      if (database === 'sqlite') return;
      const postgres = await createPostgresDatabase();
      removeDatabase = postgres.remove;
      environment = { ...environment, LODE_DATABASE: postgres.url };
    });

    after(async () => {
      await removeDatabase();
      await rm(folder, { recursive: true });
    });

    const run = (args: readonly string[], input?: string) => runLode(environment, args, input);
    const done = async (args: readonly string[], input?: string) => {
      const outcome = await run(args, input);
      assert.equal(outcome.code, 0, `${args.join(' ')}: ${outcome.talk}`);
      return outcome.data;
    };

    it('add people, with a password from standard input, and list them', async () => {
      const addRoot = ['user', 'add', 'Root', '--email', 'root@gallery.example', '--admin', '--password-stdin'];
      assert.equal(await done(addRoot, `${PASSWORD}\n`), '');
      assert.equal(await done(['user', 'add', 'olga', '--email', 'olga@gallery.example']), '');
      const people = jsonLines(await done(['user', 'list', '--json']));
      assert.deepEqual(
        people.map(({ createdAt, ...rest }) => [typeof createdAt, rest]),
        [
          [
            'string',
            {
              name: 'olga',
              kind: 'person',
              email: 'olga@gallery.example',
              status: 'active',
              isConfirmed: true,
              isAdministrator: false,
            },
          ],
          [
            'string',
            {
              name: 'Root',
              kind: 'person',
              email: 'root@gallery.example',
              status: 'active',
              isConfirmed: true,
              isAdministrator: true,
            },
          ],
        ],
      );
      assert.match(
        await done(['user', 'list']),
        /^olga\tolga@gallery\.example\tactive\t.*\nRoot\t.*\tactive, administrator\t/,
      );
      assert.ok(!(await done(['user', 'list', '--json'])).includes('argon2'));
    });

    it('refuse what cannot be, with 1 and one sentence', async () => {
      const refusals: [args: string[], sentence: RegExp, input?: string][] = [
        [['user', 'add', 'OLGA', '--email', 'other@gallery.example'], /OLGA/],
        [['user', 'add', 'a b', '--email', 'x'], /A name has .*email address/s],
        [['user', 'add', 'pavel', '--email', 'p@gallery.example', '--password-stdin'], /12 to 128/, 'short'],
        [['user', 'lock', 'nobody'], /no account named nobody/],
        [['user', 'lock', 'root'], /only administrator/],
        [['user', 'reset-password', 'nobody'], /no account named nobody/],
        [['org', 'add', 'acme', '--email', 'a@gallery.example', '--admin', 'nobody'], /no person named nobody/],
        [['key', 'create', '--owner', 'nobody', '--name', 'ci', '--scopes', 'push'], /no account named nobody/],
        [
          ['key', 'create', '--owner', 'olga', '--name', 'ci', '--scopes', 'push,fly', '--days', '0'],
          /fly is no scope.*1 to 365/,
        ],
        [['key', 'create', '--owner', 'olga', '--name', 'ci', '--scopes', 'push', '--days', '1e2'], /1 to 365/],
        [['key', 'revoke', 'nothing'], /no API key/],
        [['setting', 'get', 'colour'], /There is no setting colour/],
        [['setting', 'set', 'key-days', '0'], /a number from 1 to 365/],
      ];
      for (const [args, sentence, input] of refusals) {
        const { code, data, talk } = await run(args, input);
        assert.deepEqual([code, data], [1, ''], args.join(' '));
        assert.match(talk, sentence);
        assert.match(talk, new RegExp(`^lode ${args[0]}: `));
        assert.doesNotMatch(talk, /\n {4}at /);
      }
    });

    it('say how they are used, with 2, where they were typed wrong', async () => {
      const mistyped = [
        ['user'],
        ['user', 'remove', 'olga'],
        ['user', 'add', 'pavel'],
        ['user', 'add', '--email', 'p@gallery.example'],
        ['user', 'add', 'my', 'laptop', '--email', 'p@gallery.example'],
        ['user', 'lock'],
        ['user', 'reset-password', 'olga', '--json'],
        ['org', 'remove'],
        ['org', 'add', 'acme', '--email', 'a@gallery.example'],
        ['key', 'create', '--owner', 'olga', '--name', 'ci'],
        ['key', 'revoke'],
        ['setting', 'set', 'key-days'],
        ['setting', 'set', 'key-days', '1', '2'],
        ['setting', 'reset', 'key-days'],
        ['rebuild'],
        ['rebuild', 'everything'],
        ['rebuild', 'statistics', 'twice'],
      ];
      for (const args of mistyped) {
        const { code, data, talk } = await run(args);
        assert.deepEqual([code, data], [2, ''], args.join(' '));
        assert.ok(talk.includes(commands.get(args[0] ?? '')?.usage ?? '?'), args.join(' '));
      }
    });

    it('print their usage when asked for it', async () => {
      for (const verb of ['user', 'org', 'key', 'setting', 'rebuild']) {
        assert.equal(await done([verb, '--help']), `${commands.get(verb)?.usage}\n`);
      }
      const overview = await done(['--help']);
      for (const verb of commands.keys()) assert.match(overview, new RegExp(`^  ${verb} `, 'm'));
    });

    it('are programs, with exit codes, data on standard output and talk beside it', async () => {
      const found = await program(environment, ['user', 'list', '--json']);
      assert.deepEqual([found.code, jsonLines(found.stdout).length], [0, 2]);
      const refused = await program(environment, ['user', 'lock', 'nobody']);
      assert.deepEqual([refused.code, refused.stdout], [1, '']);
      const mistyped = await program(environment, ['user', 'lock']);
      assert.deepEqual([mistyped.code, mistyped.stdout], [2, '']);
    });

    it('add organizations, and keys for them', async () => {
      await done(['org', 'add', 'Acme', '--email', 'acme@gallery.example', '--admin', 'olga']);
      const organizations = jsonLines(await done(['org', 'list', '--json']));
      assert.deepEqual(
        organizations.map(({ name, kind, status }) => [name, kind, status]),
        [['Acme', 'organization', 'active']],
      );
      assert.match(await done(['org', 'list']), /^Acme\tacme@gallery\.example\tactive\t/);
      const create = (...words: string[]) =>
        done(['key', 'create', '--owner', 'acme', '--scopes', 'push,unlist', ...words]);
      assert.match(await create('--name', 'own'), /^lode_[0-9A-Za-z]{46}\n$/);
      assert.match(
        await create('--name', 'hers', '--as', 'olga', '--packages', 'Acme.*,Other', '--days', '30'),
        /^lode_[0-9A-Za-z]{46}\n$/,
      );
      const { code, talk } = await run([
        'key',
        'create',
        '--owner',
        'acme',
        '--as',
        'root',
        '--name',
        'x',
        '--scopes',
        'push',
      ]);
      assert.equal(code, 1);
      assert.match(talk, /root is no member of Acme/i);
      const keys = jsonLines(await done(['key', 'list', '--owner', 'ACME', '--json']));
      assert.deepEqual(
        keys.map(({ name, owner, person, packages, scopes }) => ({ name, owner, person, packages, scopes })),
        [
          { name: 'own', owner: 'Acme', person: null, packages: ['*'], scopes: ['push', 'unlist'] },
          { name: 'hers', owner: 'Acme', person: 'olga', packages: ['Acme.*', 'Other'], scopes: ['push', 'unlist'] },
        ],
      );
      assert.equal(jsonLines(await done(['key', 'list', '--json'])).length, 2);
      assert.equal(await done(['key', 'list', '--owner', 'olga']), '');
      const id = String(keys[0]?.['id']);
      assert.equal(await done(['key', 'revoke', id]), '');
      assert.equal(await done(['key', 'revoke', id]), '');
      assert.match(await done(['key', 'list']), new RegExp(`^${id}\tAcme\town\tpush,unlist\t\\*\trevoked `));
    });

    it('show and change settings, and keep new keys within them', async () => {
      assert.equal(await done(['setting', 'get', 'key-days']), '365\n');
      assert.equal(await done(['setting', 'set', 'key-days', '30']), '');
      assert.equal(await done(['setting', 'get', 'key-days']), '30\n');
      assert.match((await run(['setting', 'set', 'key-days', '30'])).talk, /was 30 already/);
      const settings = jsonLines(await done(['setting', 'list', '--json']));
      const { changedAt, ...days } = settings.find(({ name }) => name === 'key-days') ?? {};
      assert.deepEqual(days, { name: 'key-days', value: 30, default: 365, least: 1, most: 365, changedBy: 'operator' });
      assert.match(String(changedAt), /Z$/);
      assert.deepEqual(jsonLines(await done(['setting', 'get', 'key-days', '--json'])), [{ ...days, changedAt }]);
      assert.match(await done(['setting', 'list']), /^require-second-factor\tnobody\t\(default\)\t/);
      const create = ['key', 'create', '--owner', 'olga', '--name', 'short', '--scopes', 'read'];
      assert.match((await run([...create, '--days', '31'])).talk, /1 to 30 days/);
      await done(create);
      const [key] = jsonLines(await done(['key', 'list', '--owner', 'olga', '--json']));
      const left = Date.parse(String(key?.['expiresAt'])) - Date.now();
      assert.ok(left > 29 * 86_400_000 && left <= 30 * 86_400_000);
    });

    it('rebuild statistics, also of nothing', async () => {
      const { code, data, talk } = await run(['rebuild', 'statistics']);
      assert.deepEqual([code, data], [0, '']);
      assert.match(talk, /The statistics are made anew\./);
    });

    it('lock and unlock, and give a link for a new password', async () => {
      assert.equal(await done(['user', 'lock', 'olga']), '');
      assert.match(await done(['user', 'list']), /^olga\t.*\tlocked\t/m);
      assert.match((await run(['user', 'reset-password', 'olga'])).talk, /locked/);
      assert.equal(await done(['user', 'unlock', 'olga']), '');
      const link = await done(['user', 'reset-password', 'olga']);
      assert.match(link, /^https:\/\/gallery\.example\/nuget\/account\/forgotpassword\/[0-9A-Za-z_-]{65}\n$/);
    });
  });

  describe(`commands on ${database}, beside a running server`, () => {
    let server: LodeServer;
    before(async () => {
      server = await startLode({ database });
    });
    after(() => server.stop());

    it('take effect in the next request', async () => {
      await server.lode(['user', 'add', 'olga', '--email', 'olga@gallery.example', '--password-stdin'], PASSWORD);
      const words = ['key', 'create', '--owner', 'olga', '--name', 'ci', '--scopes', 'push'];
      const key = (await server.lode(words)).trim();
      let patch = 0;
      const push = async () => {
        const body = Buffer.from(buildPackage({ id: 'Acme.Beside', version: `1.0.${(patch += 1)}` }));
        const headers = { 'x-nuget-apikey': key };
        return (await fetch(`${server.url}/api/v2/package`, { method: 'PUT', headers, body })).status;
      };
      assert.equal(await push(), 201);
      await server.lode(['user', 'lock', 'olga']);
      assert.equal(await push(), 403);
      await server.lode(['user', 'unlock', 'olga']);
      assert.equal(await push(), 201);
      const [line] = jsonLines(await server.lode(['key', 'list', '--owner', 'olga', '--json']));
      await server.lode(['key', 'revoke', String(line?.['id'])]);
      assert.equal(await push(), 403);
    });
  });
}

describe('lode user list', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lode-cli-'));
    const database = await openSqlite(path.join(folder, 'lode.sqlite'));
    await database.transaction(async (tx) => {
      for (let index = 0; index < 2_500; index += 1) {
        const name = `person-${index}`;
        await insertAccount(tx, {
          publicId: name,
          kind: 'person',
          name: { display: name, key: name },
          email: { display: `${name}@gallery.example`, key: `${name}@gallery.example` },
          isAdministrator: false,
          passwordHash: null,
          emailConfirmedAt: null,
          at: 1,
        });
      }
    });
    await database.close();
  });
  after(() => rm(folder, { recursive: true }));

  it('lists any number of people, a page at a time', async () => {
    const { stdout } = await program({ LODE_DATA: folder }, ['user', 'list', '--json']);
    const names = jsonLines(stdout).map(({ name }) => String(name));
    assert.equal(names.length, 2_500);
    assert.deepEqual(names, names.toSorted());
  });

  it('ends without a stack when nobody reads on', async () => {
    const script = `"$0" ${main.map((word) => `'${word}'`).join(' ')} user list | head -n 1`;
    const environment = { ...withoutLodeSettings(), LODE_DATA: folder };
    const { code, output } = await runProgram('sh', ['-c', script, node], { environment });
    assert.equal(code, 0);
    assert.match(output, /^person-0\t[^\n]*\n$/);
  });
});
