/** `lode doctor` on galleries with something to find. */
import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, beforeEach, afterEach, describe, it } from 'node:test';
import { CLIENT_ID, CLIENT_SECRET, startOidcIssuer } from '../support/oidc-issuer.ts';
import { runLode, type Environment } from '../support/run-lode.ts';
import { freePort } from '../support/free-port.ts';
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts';

interface Diagnosis {
  readonly check: string;
  readonly verdict: string;
  readonly detail: string;
}

describe('lode doctor', () => {
  let folder: string;
  let port: number;
  let smtp: TestSmtpServer;

  before(async () => {
    smtp = await startSmtpServer({ login: { user: 'lode', password: 'sesame' } });
  });
  after(() => smtp.close());
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lode-doctor-'));
    port = await freePort();
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function examine(more: Environment = {}) {
    const environment = { LODE_DATA: folder, LODE_URL: `http://localhost:${port}`, ...more };
    const { code, data } = await runLode(environment, ['doctor', '--json']);
    const diagnoses = data
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Diagnosis);
    const of = (check: string) => diagnoses.filter((each) => each.check === check);
    return { code, of, text: data };
  }

  it('finds nothing wrong with a gallery of one machine that has its first administrator', async () => {
    const first = await examine();
    assert.equal(first.of('secret')[0]?.verdict, 'warning');
    assert.equal(first.of('administrators')[0]?.verdict, 'warning');
    await runLode({ LODE_DATA: folder }, ['user', 'add', 'root', '--email', 'root@gallery.example', '--admin']);
    const { code, of } = await examine();
    assert.equal(code, 0);
    for (const check of ['node', 'url', 'secret', 'database', 'storage', 'administrators', 'mail']) {
      assert.deepEqual(
        of(check).map(({ verdict }) => verdict),
        ['ok'],
        check,
      );
    }
    assert.match(of('mail')[0]?.detail ?? '', /Mails are files/);
    const { data } = await runLode({ LODE_DATA: folder, LODE_URL: `http://localhost:${port}` }, ['doctor']);
    assert.match(data, /^ok {6}secret: /m);
  });

  it('says when others can read the secret', async () => {
    await examine();
    await chmod(path.join(folder, 'keys', 'secret'), 0o640);
    const { of, code } = await examine();
    assert.equal(code, 0);
    assert.match(of('secret')[0]?.detail ?? '', /can be read by others: chmod 600/);
    const given = await examine({ LODE_SECRET: 'a secret of the tests, the same in each run' });
    assert.deepEqual(given.of('secret'), [{ check: 'secret', verdict: 'ok', detail: 'LODE_SECRET is given.' }]);
  });

  it('warns of what a gallery for others lacks', async () => {
    const { of, code } = await examine({
      LODE_URL: 'http://gallery.invalid',
      LODE_READ: 'private',
    });
    assert.equal(code, 0);
    assert.match(of('url')[0]?.detail ?? '', /plain http.*sessions.*passkeys/);
    assert.deepEqual(
      of('mail').map(({ verdict, detail }) => [verdict, /LODE_SMTP|LODE_SUPPORT/.exec(detail)?.[0]]),
      [
        ['warning', 'LODE_SMTP'],
        ['warning', 'LODE_SUPPORT'],
      ],
    );
    assert.match(of('sign-up')[0]?.detail ?? '', /private.*LODE_SIGNUP/);
  });

  it('speaks to the mail server, and sends nothing', async () => {
    const good = await examine({ LODE_SMTP: `smtp://lode:sesame@127.0.0.1:${smtp.port}` });
    assert.deepEqual([good.code, good.of('mail')[0]?.verdict], [0, 'ok']);
    assert.equal(smtp.mails.length, 0);
    const wrong = await examine({ LODE_SMTP: `smtp://lode:wrong@127.0.0.1:${smtp.port}` });
    assert.deepEqual([wrong.code, wrong.of('mail')[0]?.verdict], [1, 'failed']);
    const gone = await examine({ LODE_SMTP: `smtp://lode:sesame@127.0.0.1:${port}` });
    assert.deepEqual([gone.code, gone.of('mail')[0]?.verdict], [1, 'failed']);
    for (const { text } of [good, wrong, gone]) assert.doesNotMatch(text, /sesame|wrong@/);
  });

  it('asks the issuer of single sign-on', async () => {
    const issuer = await startOidcIssuer(`http://localhost:${port}/signin/oidc`);
    const client = { LODE_OIDC_CLIENT_ID: CLIENT_ID, LODE_OIDC_CLIENT_SECRET: CLIENT_SECRET };
    try {
      const { of, code } = await examine({ ...client, LODE_OIDC_ISSUER: issuer.url });
      assert.deepEqual([code, of('single sign-on')[0]?.verdict], [0, 'ok']);
    } finally {
      await issuer.close();
    }
    const { of, code, text } = await examine({ ...client, LODE_OIDC_ISSUER: issuer.url });
    assert.deepEqual([code, of('single sign-on')[0]?.verdict], [1, 'failed']);
    assert.ok(!text.includes(CLIENT_SECRET));
  });
});
