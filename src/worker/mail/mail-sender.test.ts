import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { startSmtpServer, type TestSmtpServer } from '../../../test/support/smtp-server.ts';
import { FixedClock, MICROSECONDS_PER_DAY, MICROSECONDS_PER_SECOND } from '../../base/clock.ts';
import { silentLogger, type Logger } from '../../base/logger.ts';
import { countingRandom } from '../../base/random.ts';
import { Secret } from '../../base/secret.ts';
import { ServerSecret } from '../../base/server-secret.ts';
import { createSiteUrls } from '../../site/site-urls.ts';
import type { Database } from '../../storage/database.ts';
import { openSmtpMail } from '../../storage/smtp-mail.ts';
import type { MailData } from './mail-data.ts';
import { createMailLinks } from './mail-links.ts';
import { MailSender } from './mail-sender.ts';
import { insertMail } from './mails.queries.ts';

const MINUTE = 60 * MICROSECONDS_PER_SECOND;
const HOUR = 60 * MINUTE;
const PATIENCE_MILLISECONDS = 30_000;
const limits = {
  pollMilliseconds: 5,
  firstPauseMilliseconds: 10,
  longestPauseMilliseconds: 40,
  closeMilliseconds: 5_000,
};
const secret = new ServerSecret(new Secret('a secret of the tests, the same in each run'));
const links = createMailLinks(createSiteUrls('https://gallery.example'), secret);
const letterhead = { name: 'Lode', support: undefined, from: 'lode@gallery.example', links };

forEachDatabase((_, open) => {
  const started: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const each of started.splice(0).toReversed()) await each.close();
  });

  async function smtp(port?: number): Promise<TestSmtpServer> {
    const server = await startSmtpServer(port === undefined ? {} : { port });
    started.push(server);
    return server;
  }

  interface Sending {
    readonly database: Database;
    readonly clock: FixedClock;
    readonly port: number;
    readonly logger?: Logger;
  }

  function send({ database, clock, port, logger = silentLogger }: Sending) {
    const transport = openSmtpMail({ url: new Secret(`smtp://127.0.0.1:${port}`), helo: 'gallery.example' });
    let failures = 0;
    const failed = () => {
      failures += 1;
    };
    const deps = { database, clock, random: countingRandom(), logger, transport, letterhead, failed };
    const sender = new MailSender(deps, limits);
    started.push(sender);
    return { sender, failures: () => failures };
  }

  /** Mails as the follower writes them: `key` is their event and their order. */
  async function write(database: Database, clock: FixedClock, mails: readonly (readonly [key: string, to: string])[]) {
    for (const [key, to] of mails) {
      const happening = {
        seq: 1,
        at: clock.now(),
        by: { with: 'system' },
        others: {},
        account: { name: key, kind: 'person' },
        data: {},
      } as const;
      const data: MailData = {
        reader: { name: key, as: 'themselves' },
        happenings: [happening],
        count: 1,
        tellsOrigin: true,
        canBeMuted: false,
      };
      const at = clock.now();
      const row = {
        message_key: key,
        template: key.startsWith('odd') ? 'no-such-template' : 'password-changed',
        account_id: null,
        address: to,
      };
      await database.transaction((tx) =>
        insertMail(tx, { ...row, data: JSON.stringify(data), created_at: at, next_attempt_at: at }),
      );
      clock.advance(1);
    }
  }

  const rows = (database: Database) => database.scan.selectFrom('mails').selectAll().orderBy('id').execute();
  async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + PATIENCE_MILLISECONDS;
    while (!(await isSo())) {
      assert.ok(Date.now() < deadline, `${what} did not happen`);
      await delay(5);
    }
  }
  const greeted = ({ text }: { readonly text: string }) => /Hello (.+),/.exec(text)?.[1];

  it('sends what is due, oldest first, and what is not when its time comes', async () => {
    const [database, clock, server] = [await open(), new FixedClock(), await smtp()];
    await write(database, clock, [
      ['a', 'olga@x.example'],
      ['b', 'erik@x.example'],
      ['c', 'olga@x.example'],
    ]);
    clock.advance(HOUR);
    await write(database, clock, [['later', 'olga@x.example']]);
    clock.advance(-HOUR);
    send({ database, clock, port: server.port });
    await server.until(3);
    await delay(50);
    assert.deepEqual(server.mails.filter(({ to }) => to.startsWith('olga')).map(greeted), ['a', 'c']);
    clock.advance(2 * HOUR);
    assert.equal((await server.until(4)).map(greeted).at(-1), 'later');
    // They went to nobody's account, so not even their addresses stay.
    await until('forgetting', async () => (await rows(database)).length === 0);
  });

  it('loses nothing while the server is down, and keeps the order of each reader', async () => {
    const [database, clock, gone] = [await open(), new FixedClock(), await startSmtpServer()];
    await gone.close();
    const keys = Array.from({ length: 12 }, (_, i) => `mail ${i}`);
    await write(
      database,
      clock,
      keys.map((key, i) => [key, i % 2 === 0 ? 'olga@x.example' : 'erik@x.example'] as const),
    );
    const { sender, failures } = send({ database, clock, port: gone.port });
    await until('the first failure', () => Promise.resolve(sender.unreachableSince !== undefined));
    clock.advance(5 * HOUR);
    await delay(150);
    assert.ok((await rows(database)).every((row) => row.sent_at === null && row.failed_at === null));
    const server = await smtp(gone.port);
    await server.until(12);
    await until('the end', async () => (await rows(database)).length === 0);
    for (const reader of ['olga', 'erik']) {
      const got = server.mails.filter(({ to }) => to.startsWith(reader)).map(greeted);
      assert.deepEqual(
        got,
        keys.filter((_, i) => (reader === 'olga') === (i % 2 === 0)),
      );
    }
    assert.equal(sender.unreachableSince, undefined);
    assert.equal(failures(), 0);
  });

  it('tries a mail again that the server puts off, later each time, and lets the others pass', async () => {
    const [database, clock, server] = [await open(), new FixedClock(), await smtp()];
    let refusals = 0;
    server.rules.refuseRecipient = (address) => {
      if (!address.startsWith('busy') || refusals >= 3) return undefined;
      refusals += 1;
      return 450;
    };
    const start = clock.now();
    await write(database, clock, [
      ['a', 'busy@x.example'],
      ['b', 'olga@x.example'],
    ]);
    send({ database, clock, port: server.port });
    assert.deepEqual((await server.until(1)).map(greeted), ['b']);
    const waits: number[] = [];
    for (let tries = 1; tries <= 3; tries += 1) {
      await until('being put off', async () => {
        const wait = ((await rows(database))[0]?.next_attempt_at ?? 0) - clock.now();
        // The claim of whoever sends it is five minutes, and no decision.
        return refusals === tries && wait > 0 && wait !== 5 * MINUTE;
      });
      const [row] = await rows(database);
      waits.push(((row?.next_attempt_at ?? 0) - clock.now()) / MINUTE);
      clock.advance(Math.ceil(waits.at(-1) ?? 0) * MINUTE);
    }
    await server.until(2);
    for (const [i, wait] of waits.entries()) {
      assert.ok(wait >= 0.75 * 2 ** i && wait <= 1.25 * 2 ** i, `wait ${i + 1} is ${wait} minutes`);
    }
    assert.ok(clock.now() > start);
  });

  it('gives a mail up at once that is refused for good, and says so without its address', async () => {
    const [database, clock, server] = [await open(), new FixedClock(), await smtp()];
    server.rules.refuseRecipient = (address) => (address.startsWith('nobody') ? 550 : undefined);
    const lines: object[] = [];
    const logger: Logger = {
      ...silentLogger,
      error: (fields) => lines.push(fields),
      warn: (fields) => lines.push(fields),
    };
    await write(database, clock, [
      ['a', 'nobody@x.example'],
      ['b', 'olga@x.example'],
      ['odd', 'olga@x.example'],
    ]);
    const { sender, failures } = send({ database, clock, port: server.port, logger });
    await server.until(1);
    await until('giving up', () => Promise.resolve(failures() === 2));
    assert.deepEqual(
      (await rows(database)).map(({ message_key, failed_at }) => [message_key, failed_at]),
      [
        ['a', clock.now()],
        ['odd', clock.now()],
      ],
    );
    assert.match((await rows(database))[0]?.last_error ?? '', /550/);
    assert.equal(sender.unreachableSince, undefined);
    assert.ok(lines.length >= 2);
    assert.doesNotMatch(JSON.stringify(lines), /@x\.example/);
  });

  it('gives a mail up after three days, whether it was put off or nobody listened', async () => {
    const [database, clock, server] = [await open(), new FixedClock(), await smtp()];
    server.rules.refuseRecipient = () => 451;
    await write(database, clock, [['a', 'olga@x.example']]);
    const { failures } = send({ database, clock, port: server.port });
    await until('a try', async () => (await rows(database))[0]?.last_error !== null);
    clock.advance(3 * MICROSECONDS_PER_DAY - HOUR);
    await delay(50);
    assert.equal(failures(), 0);
    clock.advance(5 * HOUR);
    await until('giving up', () => Promise.resolve(failures() === 1));
    await write(database, clock, [['b', 'olga@x.example']]);
    await server.close();
    await until('a try', async () => (await rows(database))[1]?.last_error !== null);
    clock.advance(3 * MICROSECONDS_PER_DAY);
    await until('giving up', () => Promise.resolve(failures() === 2));
  });

  it('is not held up by a mail that ends every conversation', async () => {
    const [database, clock, server] = [await open(), new FixedClock(), await smtp()];
    server.rules.refuseMail = ({ to }) => (to.startsWith('poison') ? 421 : undefined);
    await write(database, clock, [
      ['a', 'poison@x.example'],
      ['b', 'olga@x.example'],
      ['c', 'erik@x.example'],
    ]);
    send({ database, clock, port: server.port });
    await server.until(2);
    await until('putting it off', async () => ((await rows(database))[0]?.next_attempt_at ?? 0) > clock.now());
    assert.deepEqual(new Set(server.mails.map(greeted)), new Set(['b', 'c']));
  });

  it('sends each mail once, of however many processes', async () => {
    const [database, clock, server] = [await open(), new FixedClock(), await smtp()];
    const keys = Array.from({ length: 60 }, (_, i) => `mail ${i}`);
    await write(
      database,
      clock,
      keys.map((key) => [key, 'olga@x.example'] as const),
    );
    for (let node = 0; node < 3; node += 1) send({ database: await database.reopen(), clock, port: server.port });
    await server.until(60);
    await until('the end', async () => (await rows(database)).length === 0);
    await delay(50);
    assert.equal(server.mails.length, 60);
    assert.deepEqual(new Set(server.mails.map(greeted)), new Set(keys));
  });

  it('ends what is on its way when it is closed, and gives the rest back', async () => {
    const [database, clock, server] = [await open(), new FixedClock(), await smtp()];
    const answer = Promise.withResolvers<void>();
    let received = 0;
    server.rules.refuseMail = async () => {
      received += 1;
      await answer.promise;
      return undefined;
    };
    await write(
      database,
      clock,
      Array.from({ length: 4 }, (_, i) => [`mail ${i}`, `reader${i}@x.example`] as const),
    );
    const { sender } = send({ database, clock, port: server.port });
    await until('the first two', () => Promise.resolve(received === 2));
    const closed = sender.close();
    answer.resolve();
    await closed;
    assert.equal(server.mails.length, 2);
    const left = await rows(database);
    assert.deepEqual(
      left.map(({ attempts, next_attempt_at }) => [attempts, next_attempt_at < clock.now()]),
      [
        [0, true],
        [0, true],
      ],
    );
    send({ database, clock, port: server.port });
    await server.until(4);
  });

  it('takes a mail over, with the same Message-ID, that a process took and did not live to send', async () => {
    const [database, clock, server] = [await open(), new FixedClock(), await smtp()];
    await write(database, clock, [['a', 'olga@x.example']]);
    const [row] = await rows(database);
    await database.transaction((tx) =>
      tx
        .updateTable('mails')
        .set({ attempts: 1, next_attempt_at: clock.now() + 5 * MINUTE })
        .execute(),
    );
    send({ database, clock, port: server.port });
    await delay(50);
    assert.deepEqual(server.mails, []);
    clock.advance(5 * MINUTE);
    const [mail] = await server.until(1);
    assert.equal(row?.message_key, 'a');
    assert.equal(mail?.messageId, '<ca978112ca1bbdcafac231b39a23dc4d@gallery.example>');
  });
});
