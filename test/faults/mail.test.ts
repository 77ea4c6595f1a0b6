/** Mail when a process dies at the worst moment, and when two of them send from one database. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, it } from 'node:test';
import { requireAccount } from '../../src/accounts/require-account.ts';
import { systemClock } from '../../src/base/clock.ts';
import { appendEvent } from '../../src/log/append-event.ts';
import type { Database } from '../../src/storage/database.ts';
import { openPostgres } from '../../src/storage/postgres.ts';
import { openSqlite } from '../../src/storage/sqlite.ts';
import { createPostgresDatabase } from '../support/databases.ts';
import { createOwner, startLode } from '../support/server.ts';
import { startSmtpServer } from '../support/smtp-server.ts';

/** Processes look at the log of others, and at the queue, once a second. */
const SEVERAL_LOOKS_MILLISECONDS = 4_000;

describe('mail', () => {
  const cleanups: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
  });

  async function tell(database: Database, times: number): Promise<void> {
    const { publicId } = await requireAccount(database, 'olga');
    for (let i = 0; i < times; i += 1) {
      const event = {
        at: systemClock.now(),
        actor: null,
        onBehalfOf: null,
        credential: 'cli',
        data: { how: 'operator' },
      };
      await database.mutation((tx) =>
        appendEvent(tx, { ...event, kind: 'password_changed', subject: `account:${publicId}` }),
      );
    }
  }

  it('comes again with the same Message-ID when the process dies between the send and the mark', async () => {
    const smtp = await startSmtpServer();
    cleanups.push(() => smtp.close());
    const server = await startLode({
      database: 'sqlite',
      settings: { LODE_SMTP: `smtp://127.0.0.1:${smtp.port}` },
    });
    cleanups.push(() => server.stop());
    await createOwner(server, { name: 'olga' });
    let kills = 0;
    smtp.rules.refuseMail = async () => {
      if (kills > 0) return undefined;
      kills += 1;
      await server.kill();
      return undefined;
    };
    await server.lode(['user', 'lock', 'olga']);
    await smtp.until(1);
    const database = await openSqlite(path.join(server.dataFolder, 'lode.sqlite'));
    const rows = () => database.scan.selectFrom('mails').selectAll().execute();
    const [row] = await rows();
    assert.deepEqual([row?.sent_at, row?.attempts], [null, 1]);
    // The claim of the dead process runs out.
    await database.transaction((tx) => tx.updateTable('mails').set({ next_attempt_at: 0 }).execute());
    await database.close();
    await server.start();
    const [first, second] = await smtp.until(2);
    assert.equal(first?.subject, '[Lode] Your account was locked');
    assert.equal(second?.messageId, first.messageId);
    assert.equal(second.raw.toString().replace(/NmP-\w+/g, ''), first.raw.toString().replace(/NmP-\w+/g, ''));
    await delay(SEVERAL_LOOKS_MILLISECONDS);
    assert.equal(smtp.mails.length, 2);
  });

  it('comes once from two processes on one database', async () => {
    const smtp = await startSmtpServer();
    cleanups.push(() => smtp.close());
    const postgres = await createPostgresDatabase();
    cleanups.push(() => postgres.remove());
    const settings = {
      LODE_DATABASE: postgres.url,
      LODE_SECRET: 'a secret of the tests, the same in each run',
      LODE_SMTP: `smtp://127.0.0.1:${smtp.port}`,
    };
    const node = await startLode({ database: 'sqlite', settings });
    cleanups.push(() => node.stop());
    const other = await startLode({ database: 'sqlite', settings });
    cleanups.push(() => other.stop());
    await createOwner(node, { name: 'olga' });
    const database = await openPostgres(postgres.url);
    try {
      await tell(database, 40);
      await smtp.until(40);
      await delay(SEVERAL_LOOKS_MILLISECONDS);
      assert.equal(smtp.mails.length, 40);
      assert.equal(new Set(smtp.mails.map(({ messageId }) => messageId)).size, 40);
      const rows = await database.scan.selectFrom('mails').select(['sent_at', 'attempts']).execute();
      assert.ok(rows.every(({ sent_at, attempts }) => sent_at !== null && attempts === 1));
    } finally {
      await database.close();
    }
  });
});
