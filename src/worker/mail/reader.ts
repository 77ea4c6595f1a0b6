/** Whom a mail goes to, and what makes them a reader of it. */
export interface Reader {
  /** Null for an address that is no account's. */
  readonly accountId: number | null;
  readonly address: string;
  /** How the mail greets; absent for somebody who has no name here. */
  readonly name?: string;
  /** Why it comes: it is about the reader, about what is theirs, or about an organization of theirs. */
  readonly as: 'themselves' | 'owner' | 'member' | 'organization' | 'address';
  /** The organization through which somebody is a reader. */
  readonly through?: string;
}
