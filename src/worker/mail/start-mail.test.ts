import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { after, describe, it } from 'node:test';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { mailsOf, mailsSettled } from '../../../test/support/mail.ts';
import { startSmtpServer } from '../../../test/support/smtp-server.ts';
import { testApps, type TestApp } from '../../../test/support/test-app.ts';
import { requireAccount } from '../../accounts/require-account.ts';
import { setLocked } from '../../accounts/lock-account.ts';
import { MICROSECONDS_PER_DAY, MICROSECONDS_PER_SECOND } from '../../base/clock.ts';
import { forgetMails } from './forget-mails.ts';

const MINUTE = 60 * MICROSECONDS_PER_SECOND;
const operator = { kind: 'operator' } as const;
const metricsToken = 'the token of the tests';

forEachDatabase((_, open) => {
  describe('a mail server that takes no mail', () => {
    const startApp = testApps(open);
    const cleanups: (() => Promise<void>)[] = [];
    after(async () => {
      for (const cleanup of cleanups.splice(0)) await cleanup();
    });
    const noticesOf = async (app: TestApp) => {
      const { notices } = (await app.json('/health/ready')) as { readonly notices: readonly string[] };
      return notices.filter((notice) => notice.includes('mail'));
    };
    const metric = async (app: TestApp, name: string) => {
      const answer = await fetch(`${app.url}/metrics`, { headers: { authorization: `Bearer ${metricsToken}` } });
      return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(await answer.text())?.[1]);
    };
    const until = async (isSo: () => Promise<boolean>): Promise<void> => {
      for (const deadline = Date.now() + 30_000; !(await isSo()); await delay(20)) assert.ok(Date.now() < deadline);
    };

    it('is in the metrics at once and in the notices after ten minutes, until it takes mail again', async () => {
      const gone = await startSmtpServer();
      await gone.close();
      const app = await startApp({ LODE_SMTP: `smtp://127.0.0.1:${gone.port}`, LODE_METRICS_TOKEN: metricsToken });
      await app.person('olga');
      assert.equal(await metric(app, 'lode_mails_waiting'), 0);
      await setLocked(app, operator, { name: 'olga', locked: true });
      await until(async () => (await metric(app, 'lode_mails_waiting')) === 1);
      const row = () => app.database.scan.selectFrom('mails').select(['last_error', 'sent_at']).executeTakeFirst();
      await until(async () => (await row())?.last_error !== null);
      assert.deepEqual(await noticesOf(app), []);
      app.clock.advance(11 * MINUTE);
      assert.deepEqual(await noticesOf(app), [
        'The mail server has taken no mail since 2 Jan 2026, 03:04 UTC: mails wait, and the log says why.',
      ]);
      const back = await startSmtpServer({ port: gone.port });
      cleanups.push(() => back.close());
      await back.until(1);
      await until(async () => (await row())?.sent_at !== null);
      assert.deepEqual(await noticesOf(app), []);
      assert.equal(await metric(app, 'lode_mails_waiting'), 0);
      assert.equal(await metric(app, 'lode_mails_failed_total'), 0);
    });
  });

  describe('forgetMails', () => {
    const startApp = testApps(open);

    it('forgets what was sent or given up a week ago, and nothing that waits', async () => {
      const app = await startApp();
      await app.person('olga');
      await setLocked(app, operator, { name: 'olga', locked: true });
      await mailsSettled(app);
      assert.equal((await mailsOf(app)).length, 1);
      const { id } = await requireAccount(app.database, 'olga');
      const mail = { template: 'you-left', account_id: id, address: 'olga@gallery.example', data: '{}', attempts: 9 };
      const at = app.clock.now();
      await app.database.transaction(async (tx) => {
        const times = { created_at: at, next_attempt_at: at + 30 * MICROSECONDS_PER_DAY, sent_at: null };
        await tx
          .insertInto('mails')
          .values({ ...mail, ...times, message_key: 'waits', failed_at: null, last_error: 'busy' })
          .execute();
        await tx
          .insertInto('mails')
          .values({ ...mail, ...times, message_key: 'given up', failed_at: at, last_error: 'no' })
          .execute();
      });
      app.clock.advance(7 * MICROSECONDS_PER_DAY);
      assert.equal(await forgetMails(app), 0);
      app.clock.advance(1);
      assert.equal(await forgetMails(app), 2);
      const left = await app.database.scan.selectFrom('mails').select('message_key').execute();
      assert.deepEqual(left, [{ message_key: 'waits' }]);
    });
  });
});
