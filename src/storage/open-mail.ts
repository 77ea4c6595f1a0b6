import path from 'node:path';
import type { Secret } from '../base/secret.ts';
import { openFolderMail } from './folder-mail.ts';
import type { MailTransport } from './mail-transport.ts';
import { openSmtpMail } from './smtp-mail.ts';

export interface MailSettings {
  /** Undefined for files in the data folder. */
  readonly smtp: Secret | undefined;
  readonly dataFolder: string;
  /** The public root. */
  readonly url: string;
}

/** The mail server that the settings name, else `mail/` in the data folder. Connects to nobody before the first mail. */
export function openMail({ smtp, dataFolder, url }: MailSettings): MailTransport {
  return smtp === undefined
    ? openFolderMail(path.join(dataFolder, 'mail'))
    : openSmtpMail({ url: smtp, helo: new URL(url).hostname });
}
