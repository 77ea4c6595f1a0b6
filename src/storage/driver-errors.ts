/** Where the errors of both drivers become Problems, and where a conflict is told from a bug. */
import { Problem } from '../base/problem.ts';

/** SQLite's result codes (https://www.sqlite.org/rescode.html); an extended code's low byte is its primary code. */
const SQLITE = { BUSY: 5, LOCKED: 6, READONLY: 8, CORRUPT: 11, FULL: 13, CANTOPEN: 14, NOTADB: 26 } as const;
export const SQLITE_IOERR = 10;
const SQLITE_IOERR_WRITE = 778;
const SQLITE_IOERR_SHMSIZE = 4874;
const SQLITE_CONSTRAINT_PRIMARYKEY = 1555;
const SQLITE_CONSTRAINT_UNIQUE = 2067;

/** What of a driver's error crosses from a worker thread to its caller. */
export interface PlainError {
  readonly message: string;
  readonly errcode?: number;
}

export class SqliteError extends Error {
  /** SQLite's extended result code. */
  readonly errcode: number;

  constructor(message: string, errcode: number) {
    super(message);
    this.name = 'SqliteError';
    this.errcode = errcode;
  }
}

export function toPlainError(error: unknown): PlainError {
  const message = error instanceof Error ? error.message : String(error);
  const errcode = memberOf(error, 'errcode');
  return typeof errcode === 'number' ? { message, errcode } : { message };
}

/** A Problem where the medium or its load is at fault; a statement's own mistake stays what it was. */
export function sqliteFailure(error: unknown): Error {
  if (error instanceof Problem) return error;
  const { message, errcode } = error instanceof Error ? toPlainError(error) : (error as PlainError);
  if (errcode === undefined) return error instanceof Error ? error : new Error(message);
  const cause = error instanceof SqliteError ? error : new SqliteError(message, errcode);
  // A quota and a file size limit reach us as IOERR_WRITE: SQLite tells only a full disk apart.
  if (errcode === SQLITE_IOERR_WRITE || errcode === SQLITE_IOERR_SHMSIZE) return storageFull(cause);
  switch (errcode & 0xff) {
    case SQLITE.FULL:
    case SQLITE.READONLY:
      return storageFull(cause);
    case SQLITE.BUSY:
    case SQLITE.LOCKED:
      return new Problem('busy', 'Another process is writing to the database; try again.', { cause });
    case SQLITE_IOERR:
    case SQLITE.CANTOPEN:
      return new Problem('storage_unavailable', 'The database file cannot be read or written.', { cause });
    case SQLITE.CORRUPT:
    case SQLITE.NOTADB:
      return new Problem('storage_unavailable', 'The database file is damaged.', { cause });
    default:
      return cause;
  }
}

function storageFull(cause: unknown): Problem {
  return new Problem('storage_full', 'The database cannot grow: its disk is full, over a quota or read-only.', {
    cause,
  });
}

/** SQLSTATE classes and codes (PostgreSQL's appendix A) that speak of the server and not of the statement. */
const UNREACHABLE = /^(?:08|28|57P|3D000|53300)/;
const DISK_FULL = '53100';
const READ_ONLY = '25006';
const IO_ERROR = '58030';
const BUSY = new Set(['57014', '55P03', '40001', '40P01']);
const POOL_EXHAUSTED = 'timeout exceeded when trying to connect';
const NETWORK = /^(?:ECONN|ETIMEDOUT|EPIPE|ENOTFOUND|EAI_AGAIN|EHOST|ENET|ENOENT|EACCES)/;
/** What the driver itself says without a code when a connection ends, or none is to be had in time. */
const CONNECTION_SENTENCES =
  /^(?:Connection terminated|Client has encountered a conn|Query read timeout|The server does not support SSL|Client was closed)/i;

export function postgresFailure(error: unknown): Error {
  if (error instanceof Problem) return error;
  if (!(error instanceof Error)) return new Error(String(error));
  const code = memberOf(error, 'code');
  const text = typeof code === 'string' ? code : '';
  if (BUSY.has(text) || error.message === POOL_EXHAUSTED) {
    return new Problem('busy', 'The database took too long; try again.', { cause: error });
  }
  if (text === DISK_FULL || text === READ_ONLY) return storageFull(error);
  if (text === IO_ERROR) {
    return new Problem('storage_unavailable', 'The database cannot read or write its files.', { cause: error });
  }
  if (UNREACHABLE.test(text) || NETWORK.test(text) || CONNECTION_SENTENCES.test(error.message)) {
    return new Problem('database_unavailable', 'The database does not answer.', { cause: error });
  }
  return error;
}

/**
 * Whether a row was refused because one with the same key is there. With `columns`, only for the constraint over exactly
 * these, so that an unexpected conflict stays a bug.
 *
 * The transaction is lost then, on both databases: look at the error outside of it.
 */
export function isUniqueViolation(error: unknown, columns?: readonly string[]): boolean {
  const violated = violatedColumns(error);
  if (violated === undefined || columns === undefined) return violated !== undefined;
  return violated.length === columns.length && columns.every((column) => violated.includes(column));
}

function violatedColumns(error: unknown): string[] | undefined {
  const errcode = memberOf(error, 'errcode');
  if (errcode === SQLITE_CONSTRAINT_UNIQUE || errcode === SQLITE_CONSTRAINT_PRIMARYKEY) {
    const list = /failed: (.*)$/.exec(String(memberOf(error, 'message')))?.[1] ?? '';
    return list.split(', ').map((column) => column.slice(column.indexOf('.') + 1));
  }
  if (memberOf(error, 'code') !== '23505') return undefined;
  const list = /^Key \((.*?)\)=/.exec(String(memberOf(error, 'detail')))?.[1] ?? '';
  return list.split(', ');
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
