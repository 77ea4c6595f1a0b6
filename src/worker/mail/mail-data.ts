import type { Happening } from './happening.ts';
import type { Reader } from './reader.ts';

/** How many of what a mail gathers are told one by one; the rest is a number. */
export const MAX_TOLD = 50;

/** What a row of `mails` holds: what happened and to whom it is told. Text, and the links in it, are made at sending. */
export interface MailData {
  readonly reader: Omit<Reader, 'accountId' | 'address'>;
  /** The first ones, in the order of the log. */
  readonly happenings: readonly Happening[];
  /** How many there are. */
  readonly count: number;
  /** Whether the mail says where the request came from. */
  readonly tellsOrigin: boolean;
  /** Whether settings turn it off. */
  readonly canBeMuted: boolean;
}

/** The same mail, telling of more. */
export function joined(mail: MailData, more: Pick<MailData, 'happenings' | 'count'>): MailData {
  const happenings = [...mail.happenings, ...more.happenings].slice(0, MAX_TOLD);
  return { ...mail, happenings, count: mail.count + more.count };
}

export function parseMailData(json: string): MailData {
  return JSON.parse(json) as MailData;
}
