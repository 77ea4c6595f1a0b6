/** Where mail goes: a mail server, or files in the data folder. */

/** One mail for one reader, whole: whatever strangers wrote is already harmless in `text` and `html`. */
export interface MailMessage {
  /** The part of the Message-ID before the `@`: the same mail always has the same one. */
  readonly id: string;
  /** When it was written, in milliseconds since 1970. */
  readonly atMilliseconds: number;
  readonly from: { readonly name: string; readonly address: string };
  readonly to: string;
  readonly replyTo: string | undefined;
  /** One line. */
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Where the reader chooses which mails come; undefined for what always comes. */
  readonly settingsUrl: string | undefined;
}

/**
 * What came of it. `later`: this mail may go another time. `refused`: it never will. `unreachable`: the server takes no
 * mail at all now, so others need not be tried either. `error` says why, in one line.
 */
export type MailOutcome =
  { readonly kind: 'sent' } | { readonly kind: 'later' | 'refused' | 'unreachable'; readonly error: string };

export interface MailTransport {
  /** How many may be on their way at once. */
  readonly atOnce: number;
  /** Answers within a minute, and never throws for what the other side does. */
  send(message: MailMessage): Promise<MailOutcome>;
  /** Ends connections. What is on its way is cut off, and may be sent twice. */
  close(): Promise<void>;
}
