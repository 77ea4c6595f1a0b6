import type { MailMessage } from './mail-transport.ts';

/**
 * The message as nodemailer takes it: addresses as values, never as text to be parsed, so that no name can become a second
 * address; and nothing that could make it read files or fetch URLs.
 */
export function composedOf(message: MailMessage) {
  const { from, to, replyTo, subject, text, html, settingsUrl } = message;
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1);
  return {
    messageId: `<${message.id}@${domain}>`,
    date: new Date(message.atMilliseconds),
    from,
    to: { name: '', address: to },
    ...(replyTo === undefined ? {} : { replyTo: { name: '', address: replyTo } }),
    subject,
    text,
    html,
    headers: {
      // RFC 3834: no answering machine shall answer.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      ...(settingsUrl === undefined ? {} : { 'List-Unsubscribe': `<${settingsUrl}>` }),
    },
    xMailer: false,
    disableFileAccess: true,
    disableUrlAccess: true,
  } as const;
}
