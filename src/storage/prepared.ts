import { sql, type CompiledQuery, type RawBuilder } from 'kysely';
import type { Prepared } from './database.ts';

class Placeholder {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/**
 * A value that a prepared statement gets when it runs. The same name is the same value; values are given in the order
 * in which names first appear in the compiled statement. `parameter<number>('limit')` for numbers.
 */
export function parameter<T extends string | number | Uint8Array = string>(name: string): RawBuilder<T> {
  return sql`${new Placeholder(name)}`;
}

export type Run<Row> = (parameters: readonly unknown[]) => Promise<Row[]>;

/** A `Prepared` that fills in the parameters of a compiled statement and has it run by `run`. */
export function preparedStatement<Row>(compiled: CompiledQuery<Row>, run: Run<Row>): Prepared<Row> {
  const names: string[] = [];
  for (const value of compiled.parameters) {
    if (value instanceof Placeholder && !names.includes(value.name)) names.push(value.name);
  }
  const fill = (values: readonly unknown[]): readonly unknown[] => {
    if (values.length !== names.length) throw new Error(`Needs ${names.join(', ')}; got ${values.length} values.`);
    return compiled.parameters.map((value) =>
      value instanceof Placeholder ? values[names.indexOf(value.name)] : value,
    );
  };
  return {
    all: (...values) => run(fill(values)),
    first: async (...values) => (await run(fill(values)))[0],
  };
}
