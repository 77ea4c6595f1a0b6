import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, afterEach, before, describe, it } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import {
  startSmtpServer,
  testCertificate,
  type SmtpWish,
  type TestSmtpServer,
} from '../../test/support/smtp-server.ts';
import { Secret } from '../base/secret.ts';
import type { MailMessage, MailTransport } from './mail-transport.ts';
import { openSmtpMail } from './smtp-mail.ts';

const message: MailMessage = {
  id: 'a1b2c3',
  atMilliseconds: Date.UTC(2026, 10, 22, 14, 3),
  from: { name: 'Acme, the “Gallery”', address: 'lode@gallery.example' },
  to: 'olga@gallery.example',
  replyTo: 'support@gallery.example',
  subject: '[Acme] Grüße',
  text: 'Hello olga,\n\nthis is the text.\n',
  html: '<!doctype html><p>this is the text</p>',
  settingsUrl: 'https://gallery.example/account#mail',
};

describe('a mail by SMTP', () => {
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const each of open.splice(0).toReversed()) await each.close();
  });
  const start = async (wish?: SmtpWish): Promise<TestSmtpServer> => {
    const server = await startSmtpServer(wish);
    open.push(server);
    return server;
  };
  const transport = (url: string): MailTransport => {
    const mail = openSmtpMail({ url: new Secret(url), helo: 'gallery.example' });
    open.push(mail);
    return mail;
  };

  it('arrives with all that was given, and over one connection for several', async () => {
    const server = await start();
    const mail = transport(`smtp://127.0.0.1:${server.port}`);
    for (let i = 0; i < 5; i += 1) assert.deepEqual(await mail.send(message), { kind: 'sent' });
    const [received] = await server.until(5);
    assert.equal(received?.sender, 'lode@gallery.example');
    assert.deepEqual(received.recipients, ['olga@gallery.example']);
    assert.equal(received.from, '"Acme, the “Gallery”" <lode@gallery.example>');
    assert.equal(received.subject, '[Acme] Grüße');
    assert.equal(received.text.trim(), message.text.trim());
    assert.equal(received.html.trim(), message.html);
    assert.equal(received.messageId, '<a1b2c3@gallery.example>');
    assert.equal(received.parsed.date?.getTime(), message.atMilliseconds);
    assert.equal(received.parsed.replyTo?.text, 'support@gallery.example');
    assert.equal(received.parsed.headers.get('auto-submitted'), 'auto-generated');
    assert.match(received.raw.toString(), /^List-Unsubscribe: <https:\/\/gallery\.example\/account#mail>\r$/m);
    assert.equal(server.connections(), 1);
  });

  it('waits for who signs in with the password of the URL, decoded', async () => {
    const server = await start({ login: { user: 'lode@x', password: 'p:@/ß' } });
    const url = `smtp://${encodeURIComponent('lode@x')}:${encodeURIComponent('p:@/ß')}@127.0.0.1:${server.port}`;
    assert.deepEqual(await transport(url).send(message), { kind: 'sent' });
    assert.equal(server.mails[0]?.user, 'lode@x');
    const wrong = await transport(`smtp://lode:wrong@127.0.0.1:${server.port}`).send(message);
    assert.equal(wrong.kind, 'unreachable');
    assert.ok(!JSON.stringify(wrong).includes('wrong'), 'the password stands in the error');
  });

  it('is put off, refused, or held back with all others, by what the server says', async () => {
    const server = await start();
    const mail = transport(`smtp://127.0.0.1:${server.port}`);
    const outcome = async (recipient?: number, content?: number) => {
      server.rules.refuseRecipient = () => recipient;
      server.rules.refuseMail = () => content;
      return (await mail.send(message)).kind;
    };
    assert.equal(await outcome(450), 'later');
    assert.equal(await outcome(550), 'refused');
    assert.equal(await outcome(undefined, 451), 'later');
    assert.equal(await outcome(undefined, 554), 'refused');
    assert.equal(await outcome(421), 'unreachable');
    assert.equal(await outcome(), 'sent');
  });

  it('is held back when nobody listens, or somebody who says nothing that can be understood', async () => {
    const silent = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    open.push({ close: () => new Promise((resolve) => silent.close(() => resolve())) });
    const address = silent.address();
    assert.ok(address !== null && typeof address === 'object');
    assert.equal((await transport(`smtp://127.0.0.1:${address.port}`).send(message)).kind, 'unreachable');
    const gone = await start();
    await gone.close();
    open.pop();
    const nobody = await transport(`smtp://127.0.0.1:${gone.port}`).send(message);
    assert.equal(nobody.kind, 'unreachable');
    assert.match('error' in nobody ? nobody.error : '', /ECONNREFUSED/);
  });

  it('is refused for an address that no server would understand', async () => {
    const server = await start();
    const mail = transport(`smtp://127.0.0.1:${server.port}`);
    const outcome = await mail.send({ ...message, to: 'olga@gallery.example>\r\nRCPT TO:<eve@evil.example' });
    assert.notEqual(outcome.kind, 'sent');
    assert.deepEqual(server.mails, []);
    assert.deepEqual(await mail.send(message), { kind: 'sent' });
    assert.deepEqual((await server.until(1))[0]?.recipients, ['olga@gallery.example']);
  });
});

describe('encryption of mail by SMTP', () => {
  const open: { close(): Promise<void> }[] = [];
  const trusted = getCACertificates('default');
  before(() => setDefaultCACertificates([...trusted, testCertificate]));
  after(() => setDefaultCACertificates(trusted));
  afterEach(async () => {
    for (const each of open.splice(0).toReversed()) await each.close();
  });
  const send = async (scheme: string, wish: SmtpWish, host = 'localhost') => {
    const server = await startSmtpServer(wish);
    const mail = openSmtpMail({ url: new Secret(`${scheme}://${host}:${server.port}`), helo: 'gallery.example' });
    open.push(server, mail);
    return { outcome: await mail.send(message), server };
  };

  it('begins as soon as the server offers it', async () => {
    const { outcome, server } = await send('smtp', { encryption: 'offered' });
    assert.deepEqual(outcome, { kind: 'sent' });
    assert.equal(server.mails[0]?.isEncrypted, true);
  });

  it('begins at once with smtps', async () => {
    const { outcome, server } = await send('smtps', { encryption: 'always' });
    assert.deepEqual(outcome, { kind: 'sent' });
    assert.equal(server.mails[0]?.isEncrypted, true);
  });

  it('sends nothing to a server whose certificate nobody vouches for', async () => {
    setDefaultCACertificates(trusted);
    try {
      for (const [scheme, encryption] of [
        ['smtp', 'offered'],
        ['smtps', 'always'],
      ] as const) {
        const { outcome, server } = await send(scheme, { encryption });
        assert.equal(outcome.kind, 'unreachable');
        assert.deepEqual(server.mails, []);
      }
    } finally {
      setDefaultCACertificates([...trusted, testCertificate]);
    }
  });

  it('is asked for where a password would leave this machine', async () => {
    // 0.0.0.0 leads here, and is no address of the loopback network: to the transport it is another machine.
    const login = { user: 'lode', password: 'a password that nobody may see' };
    const { outcome, server } = await send('smtp', { login }, 'lode:a%20password%20that%20nobody%20may%20see@0.0.0.0');
    assert.equal(outcome.kind, 'unreachable');
    assert.deepEqual(server.mails, []);
    assert.deepEqual(server.passwords, []);
  });
});
