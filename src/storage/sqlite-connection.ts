import { DatabaseSync } from 'node:sqlite';

/** How long a statement waits for another process that writes, before it answers `busy`. */
export const BUSY_TIMEOUT_MILLISECONDS = 10_000;

const CACHE_KIBIBYTES = { write: 8_192, read: 16_384, scan: 8_192 } as const;

/** The log is cut back to this once it has grown in a burst. */
const WAL_KEPT_BYTES = 64 * 1024 * 1024;

export function openConnection(path: string, use: 'write' | 'read' | 'scan'): DatabaseSync {
  const connection = new DatabaseSync(path, {
    readOnly: use !== 'write',
    timeout: BUSY_TIMEOUT_MILLISECONDS,
    enableForeignKeyConstraints: true,
    enableDoubleQuotedStringLiterals: false,
  });
  connection.exec(`PRAGMA cache_size = -${CACHE_KIBIBYTES[use]}`);
  if (use === 'write') {
    connection.exec('PRAGMA journal_mode = WAL');
    connection.exec('PRAGMA synchronous = FULL');
    // Without it, INSERT OR REPLACE would delete rows past the triggers that keep them.
    connection.exec('PRAGMA recursive_triggers = ON');
    connection.exec(`PRAGMA journal_size_limit = ${WAL_KEPT_BYTES}`);
  }
  return connection;
}
