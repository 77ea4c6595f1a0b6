import { createHash } from 'node:crypto';
import type { MailMessage } from '../../storage/mail-transport.ts';
import { parseMailData } from './mail-data.ts';
import { mailDocument, type MailHouse } from './mail-document.ts';
import { mailHtml } from './mail-html.tsx';
import type { MailOrigin } from './mail-template.ts';
import { mailText } from './mail-text.ts';
import type { MailRow } from './mails.queries.ts';
import { isTemplateName, templates } from './templates.ts';

export interface Letterhead extends MailHouse {
  /** The sender's address. */
  readonly from: string;
}

/** The mail that a row stands for. The same row always gives the same Message-ID. Throws for a template of another Lode's. */
export function composeMail(letterhead: Letterhead, row: MailRow, origin: MailOrigin | undefined): MailMessage {
  if (!isTemplateName(row.template)) throw new Error(`There is no mail template ${row.template}.`);
  const mail = mailDocument(letterhead, templates[row.template], parseMailData(row.data), origin);
  return {
    id: createHash('sha256').update(row.messageKey).digest('hex').slice(0, 32),
    atMilliseconds: Math.floor(row.createdAt / 1000),
    from: { name: letterhead.name, address: letterhead.from },
    to: row.address,
    replyTo: letterhead.support,
    subject: mail.subject,
    text: mailText(mail),
    html: mailHtml(mail),
    settingsUrl: mail.settings?.url,
  };
}
