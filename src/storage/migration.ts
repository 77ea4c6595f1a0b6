export interface MigrationSession {
  readonly dialect: 'sqlite' | 'postgres';
  readonly run: (
    sql: string,
    parameters?: readonly (string | number)[],
  ) => Promise<readonly Readonly<Record<string, unknown>>[]>;
}

/** Migrations say what was true on their day: they never import the living schema. */
export interface Migration {
  /** `0001-what-it-does`: applied in the order of names. */
  readonly name: string;
  up(session: MigrationSession): Promise<void>;
}
