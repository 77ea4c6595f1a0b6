/** What `lode doctor` says of secrets, mail and who may come in. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { galleryCounts } from '../accounts/administration/administration.queries.ts';
import { hasAdministrator } from '../accounts/people/people.queries.ts';
import { createIssuer } from '../accounts/sign-on/issuer.ts';
import { systemClock } from '../base/clock.ts';
import { isLoopback } from '../base/loopback.ts';
import { silentLogger } from '../base/logger.ts';
import type { Config } from '../config.ts';
import type { Database } from '../storage/database.ts';
import { smtpFault } from '../storage/smtp-mail.ts';
import type { Diagnosis, Verdict } from './diagnosis.ts';

/** Looks before anything is opened, since the first start makes a secret where there is none. */
export async function diagnoseSecret({
  secret,
  dataFolder,
}: Pick<Config, 'secret' | 'dataFolder'>): Promise<Diagnosis[]> {
  const of = (verdict: Verdict, detail: string) => [{ check: 'secret', verdict, detail }];
  if (secret !== undefined) return of('ok', 'LODE_SECRET is given.');
  const file = path.join(dataFolder, 'keys', 'secret');
  try {
    const { mode } = await stat(file);
    if ((mode & 0o077) === 0) return of('ok', `${file} is for this account alone.`);
    return of('warning', `${file} can be read by others: chmod 600 ${file}`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return of('failed', (error as Error).message);
    return of('warning', `${file} does not exist yet: lode serve makes it.`);
  }
}

/** Connects to the mail server where one is named, and sends nothing. */
export async function diagnoseMail({ smtp, dataFolder, url, support, mailFrom }: Config): Promise<Diagnosis[]> {
  const { hostname } = new URL(url);
  const isLocal = isLoopback(hostname);
  const of = (verdict: Verdict, detail: string): Diagnosis => ({ check: 'mail', verdict, detail });
  const anonymous =
    support === undefined && !isLocal
      ? [of('warning', 'LODE_SUPPORT is not set: mails name nobody who could be asked.')]
      : [];
  if (smtp === undefined) {
    const folder = path.join(dataFolder, 'mail');
    const files = isLocal
      ? of('ok', `Mails are files in ${folder}.`)
      : of('warning', `Mails are files in ${folder} and reach nobody: set LODE_SMTP.`);
    return [files, ...anonymous];
  }
  const fault = await smtpFault({ url: smtp, helo: hostname });
  const server =
    fault === undefined
      ? of('ok', `The mail server answers; mails come from ${mailFrom}.`)
      : of('failed', `The mail server of LODE_SMTP takes no mail: ${fault}`);
  return [server, ...anonymous];
}

/** Who may come in, and how; asks the issuer of single sign-on where one is named. */
export async function diagnoseSignIn({ oidc, signUp, read, url }: Config): Promise<Diagnosis[]> {
  const open: Diagnosis[] =
    read === 'private' && signUp === 'open'
      ? [
          {
            check: 'sign-up',
            verdict: 'warning',
            detail: 'The gallery is private, and anybody with an email address may sign up: set LODE_SIGNUP.',
          },
        ]
      : [];
  if (oidc === undefined) return open;
  const of = (verdict: Verdict, detail: string): Diagnosis => ({ check: 'single sign-on', verdict, detail });
  try {
    await createIssuer({ clock: systemClock, logger: silentLogger, redirectUri: url }, oidc).send({ mustProve: false });
    return [...open, of('ok', `${oidc.issuer} answers.`)];
  } catch (error) {
    const { message, cause } = error as Error;
    const reason = cause instanceof Error ? ` ${cause.message}.` : '';
    return [...open, of('failed', `${oidc.issuer}: ${message}${reason}`)];
  }
}

/** What the rows say of people and of their mail. */
export async function diagnosePeople(database: Database): Promise<Diagnosis[]> {
  const administrators: Diagnosis = (await hasAdministrator(database))
    ? { check: 'administrators', verdict: 'ok', detail: 'The gallery has one.' }
    : {
        check: 'administrators',
        verdict: 'warning',
        detail: 'There is none yet: open the link that lode serve prints, or use lode user add NAME --email E --admin.',
      };
  const { mailsFailed } = await galleryCounts(database, systemClock.now());
  if (mailsFailed === 0) return [administrators];
  const detail = `${mailsFailed} ${mailsFailed === 1 ? 'mail was' : 'mails were'} given up, and nobody got them.`;
  return [administrators, { check: 'mail', verdict: 'warning', detail }];
}
