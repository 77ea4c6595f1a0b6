/** One verb of the command line. Data goes to `out`, talk to `talk`; the number is the exit code: 0 done, 1 failed, 2 wrong usage. */
export interface Command {
  /** One line for `lode --help`. */
  readonly summary: string;
  /** What `lode VERB --help` prints. */
  readonly usage: string;
  run(words: readonly string[], terminal: Terminal): Promise<number>;
}

export interface Terminal {
  out(line: string): void;
  /** Resolves once all that was put out has been taken: a long list waits for it now and then, or it would pile up here. */
  taken(): Promise<void>;
  talk(line: string): void;
  /** All of standard input. */
  input(): Promise<string>;
  /** Whether talk is read by a person as it comes. */
  readonly isInteractive: boolean;
}

/** The command was typed wrong: exit code 2, and the message with the command's usage. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}
