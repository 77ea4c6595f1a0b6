import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';

export type Row = Record<string, unknown>;

export interface Statement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

export interface StatementResult {
  readonly rows: Row[];
  /** Rows inserted, changed or deleted. */
  readonly changes: number;
}

/** Statements that a connection keeps compiled; the one used longest ago goes first. */
const STATEMENTS_KEPT = 400;

/** Rows between two looks at the clock. */
const ROWS_PER_LOOK = 256;

/** Runs statements on one connection of the calling thread and keeps them compiled. */
export class SqliteStatements {
  readonly #connection: DatabaseSync;
  readonly #kept = new Map<string, CompiledStatement>();

  constructor(connection: DatabaseSync) {
    this.#connection = connection;
  }

  run({ sql, parameters }: Statement): StatementResult {
    return this.compile(sql).run(parameters);
  }

  compile(sql: string): CompiledStatement {
    let compiled = this.#kept.get(sql);
    if (compiled === undefined) compiled = new CompiledStatement(this.#connection.prepare(sql));
    else this.#kept.delete(sql);
    this.#kept.set(sql, compiled);
    if (this.#kept.size > STATEMENTS_KEPT) {
      for (const [oldest] of this.#kept.entries().take(1)) this.#kept.delete(oldest);
    }
    return compiled;
  }
}

export class CompiledStatement {
  readonly #statement: StatementSync;
  readonly #columns: readonly string[];

  constructor(statement: StatementSync) {
    this.#statement = statement;
    this.#columns = statement.columns().map((column) => column.name);
    // Rows as arrays, made into plain objects here: faster than the driver's own, which have no prototype.
    if (this.#columns.length > 0) statement.setReturnArrays(true);
  }

  run(parameters: readonly unknown[]): StatementResult {
    const values = parameters as readonly SQLInputValue[];
    if (this.#columns.length === 0) return { rows: [], changes: Number(this.#statement.run(...values).changes) };
    const rows = this.#statement.all(...values).map((row) => this.#toRow(row));
    return { rows, changes: rows.length };
  }

  /** As `run`, but gives up when `isLate` says so while rows are being read. */
  runUntil(parameters: readonly unknown[], isLate: () => boolean): StatementResult | 'late' {
    const rows: Row[] = [];
    for (const row of this.#statement.iterate(...(parameters as readonly SQLInputValue[]))) {
      rows.push(this.#toRow(row));
      if (rows.length % ROWS_PER_LOOK === 0 && isLate()) return 'late';
    }
    return { rows, changes: 0 };
  }

  #toRow(values: unknown): Row {
    const row: Row = {};
    for (const [index, column] of this.#columns.entries()) row[column] = (values as readonly unknown[])[index];
    return row;
  }
}
