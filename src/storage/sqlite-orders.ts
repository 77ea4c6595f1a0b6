/** What the serving thread and SQLite's two worker threads say to each other. */
import type { PlainError } from './driver-errors.ts';
import type { Statement, StatementResult } from './sqlite-statements.ts';

/** Orders of one group carry its number, so that none of a broken group is carried out in the next. */
export type WriteOrder =
  | { readonly kind: 'open'; readonly group: number }
  | { readonly kind: 'control'; readonly group: number; readonly sql: string }
  | { readonly kind: 'execute'; readonly group: number; readonly id: number; readonly statement: Statement }
  | { readonly kind: 'release' | 'commit' | 'rollback'; readonly group: number; readonly id: number }
  | { readonly kind: 'close'; readonly id: number };

export type WriteAnswer =
  | { readonly id: number; readonly result: StatementResult }
  /** `brokenGroup`: the whole transaction of the database is lost, not only the statement. */
  | { readonly id: number; readonly error: PlainError; readonly brokenGroup?: number };

export interface ScanOrder {
  readonly id: number;
  readonly statement: Statement;
  readonly limitMilliseconds: number;
}

export type ScanAnswer =
  | { readonly id: number; readonly result: StatementResult }
  | { readonly id: number; readonly error: PlainError }
  | { readonly id: number; readonly late: true };
