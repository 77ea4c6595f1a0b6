/** A real mail server in the test's own process: it keeps what it takes, and refuses what a test wants refused. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { readMail, type ReadMail } from './mail.ts';

export interface ReceivedMail extends ReadMail {
  /** Of the envelope. */
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly isEncrypted: boolean;
  readonly user: string | undefined;
}

export interface SmtpWish {
  /** Undefined for any free one. */
  readonly port?: number;
  /** Who may send; without it, everybody. */
  readonly login?: { readonly user: string; readonly password: string };
  /** `offered`: by STARTTLS; `always`: from the start. */
  readonly encryption?: 'none' | 'offered' | 'always';
}

export interface SmtpRules {
  /** A status to refuse a recipient with, or undefined to take it. */
  refuseRecipient: (address: string) => number | undefined;
  /** The same for a mail that was received whole; also where a test does something just then. */
  refuseMail: (mail: ReceivedMail) => number | undefined | Promise<number | undefined>;
}

export interface TestSmtpServer {
  readonly port: number;
  /** What was taken, in the order in which it came. */
  readonly mails: readonly ReceivedMail[];
  /** Every password that somebody has shown, right or wrong. */
  readonly passwords: readonly string[];
  /** For a test to set. */
  readonly rules: SmtpRules;
  /** How often somebody has connected. */
  connections(): number;
  /** Waits for so many mails; fails after half a minute. */
  until(count: number): Promise<readonly ReceivedMail[]>;
  close(): Promise<void>;
}

const certificates = path.join(import.meta.dirname, '..', 'fixtures', 'certificates');
/** What a test trusts when it wants encryption to work. */
export const testCertificate = readFileSync(path.join(certificates, 'localhost.crt'), 'utf8');

const PATIENCE_MILLISECONDS = 30_000;

export async function startSmtpServer(wish: SmtpWish = {}): Promise<TestSmtpServer> {
  const mails: ReceivedMail[] = [];
  const passwords: string[] = [];
  let connections = 0;
  const rules: SmtpRules = { refuseRecipient: () => undefined, refuseMail: () => undefined };
  const { login, encryption = 'none' } = wish;
  const server = new SMTPServer({
    key: readFileSync(path.join(certificates, 'localhost.key')),
    cert: testCertificate,
    secure: encryption === 'always',
    disableReverseLookup: true,
    // A password is taken in clear text too, so that a test can see whether one was sent so.
    allowInsecureAuth: true,
    authOptional: login === undefined,
    disabledCommands: [...(encryption === 'none' ? ['STARTTLS'] : []), ...(login === undefined ? ['AUTH'] : [])],
    closeTimeout: 100,
    onConnect(_, done) {
      connections += 1;
      done();
    },
    onAuth({ username, password }, _, done) {
      passwords.push(password ?? '');
      const isRight = username === login?.user && password === login?.password;
      if (isRight) done(null, { user: username });
      else done(refusal(535));
    },
    onRcptTo({ address }, _, done) {
      const status = rules.refuseRecipient(address);
      done(status === undefined ? null : refusal(status));
    },
    onData(stream, session, done) {
      const take = async (): Promise<void> => {
        const mail = received(await readMail(Buffer.concat(await stream.toArray())), session);
        const status = await rules.refuseMail(mail);
        if (status === undefined) mails.push(mail);
        done(status === undefined ? null : refusal(status));
      };
      const fail = (error: unknown): void => done(error instanceof Error ? error : new Error(String(error)));
      take().catch(fail);
    },
  });
  // Clients of these tests hang up in the middle.
  server.on('error', () => undefined);
  const port = await listen(server, wish.port ?? 0);
  return {
    port,
    mails,
    passwords,
    rules,
    connections: () => connections,
    async until(count) {
      const deadline = Date.now() + PATIENCE_MILLISECONDS;
      while (mails.length < count) {
        if (Date.now() > deadline) throw new Error(`${mails.length} of ${count} mails came`);
        await delay(10);
      }
      return mails;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function listen(server: SMTPServer, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.server.address();
      if (address !== null && typeof address === 'object') resolve(address.port);
    });
  });
}

function refusal(status: number): Error {
  return Object.assign(new Error('This test refuses it'), { responseCode: status });
}

function received(mail: ReadMail, { envelope, user, secure }: SMTPServerSession): ReceivedMail {
  return {
    ...mail,
    sender: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
    recipients: envelope.rcptTo.map(({ address }) => address),
    isEncrypted: secure,
    user: typeof user === 'string' ? user : undefined,
  };
}
