import { createTransport } from 'nodemailer';
import type { Secret } from '../base/secret.ts';
import { composedOf } from './mail-headers.ts';
import type { MailOutcome, MailTransport } from './mail-transport.ts';

const CONNECTIONS = 2;
const CONNECT_MILLISECONDS = 10_000;
const SILENCE_MILLISECONDS = 20_000;
/** Whatever the server does meanwhile: who claims a mail holds it for longer. */
const SEND_MILLISECONDS = 60_000;
const IDLE_MILLISECONDS = 30_000;
const MAX_ERROR_LENGTH = 300;

/**
 * A mail server that is spoken to by SMTP: `smtps://` encrypts from the start, `smtp://` as soon as the server offers it.
 * Certificates are checked. A password leaves this machine only encrypted. Connections are used again.
 *
 * `helo` is the name this host gives itself.
 */
export function openSmtpMail({ url, helo }: { readonly url: Secret; readonly helo: string }): MailTransport {
  const pool = createTransport({ ...connectionOf(url), name: helo });
  return {
    atOnce: CONNECTIONS,
    async send(message): Promise<MailOutcome> {
      try {
        await pool.sendMail({ ...composedOf(message), signal: AbortSignal.timeout(SEND_MILLISECONDS) });
        return { kind: 'sent' };
      } catch (error) {
        return outcomeOf(error);
      }
    },
    close() {
      pool.close({ force: true });
      return Promise.resolve();
    },
  };
}

/** What keeps a mail server from taking our mail, as far as it says so without one; undefined when nothing does. */
export async function smtpFault({
  url,
  helo,
}: {
  readonly url: Secret;
  readonly helo: string;
}): Promise<string | undefined> {
  const transport = createTransport({ ...connectionOf(url), name: helo });
  try {
    await transport.verify();
    return undefined;
  } catch (error) {
    return oneLine(error instanceof Error ? error.message : String(error));
  } finally {
    transport.close({ force: true });
  }
}

function connectionOf(secret: Secret) {
  const url = new URL(secret.reveal());
  const hasPassword = url.username !== '';
  return {
    pool: true,
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    secure: url.protocol === 'smtps:',
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    ...(hasPassword
      ? { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }
      : {}),
    // Where encryption is only offered, whoever sits in between can take the offer away and read the password.
    requireTLS: hasPassword && !isLoopback(url.hostname),
    maxConnections: CONNECTIONS,
    // The queue is in the database: a second one here would send what was given back already.
    maxRequeues: 0,
    idleTimeout: IDLE_MILLISECONDS,
    connectionTimeout: CONNECT_MILLISECONDS,
    greetingTimeout: CONNECT_MILLISECONDS,
    dnsTimeout: CONNECT_MILLISECONDS,
    socketTimeout: SILENCE_MILLISECONDS,
  } as const;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || host.startsWith('127.');
}

/** What nodemailer says of a failure: its own word, the server's code, and the command that the server answered so. */
interface SmtpFailure {
  readonly code?: unknown;
  readonly responseCode?: unknown;
  readonly command?: unknown;
  readonly message?: unknown;
}

/**
 * A refusal counts against the mail only where the server speaks of the reader or of the content. Everything else (no
 * connection, a wrong password, a sender that it does not like) is wrong for all mails alike and can be mended.
 */
function outcomeOf(error: unknown): MailOutcome {
  const failure: SmtpFailure = error instanceof Error ? error : { message: String(error) };
  const text = oneLine(String(failure.message));
  const status = typeof failure.responseCode === 'number' ? failure.responseCode : 0;
  const isOfMail = failure.code === 'EENVELOPE' || failure.code === 'EMESSAGE';
  if (!isOfMail || status === 421 || failure.command === 'MAIL FROM') return { kind: 'unreachable', error: text };
  const isFinal = status >= 500 && status !== 503;
  return { kind: isFinal || status === 0 ? 'refused' : 'later', error: text };
}

function oneLine(text: string): string {
  return text
    .replace(/[\p{C}\s]+/gu, ' ')
    .slice(0, MAX_ERROR_LENGTH)
    .toWellFormed();
}
