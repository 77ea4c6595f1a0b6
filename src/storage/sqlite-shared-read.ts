import type { DatabaseSync } from 'node:sqlite';

/**
 * Begins a reading transaction that ends as soon as nothing is left to do in this turn of the event loop, before anything
 * else can arrive: SQLite takes and gives back the locks of its file once for all statements in between, and not with each,
 * which costs more than a keyed statement does.
 *
 * Whatever was committed before the request in hand arrived is seen, since the transaction begins after that.
 */
export function sharedRead(reader: DatabaseSync): () => void {
  const begin = reader.prepare('BEGIN');
  const commit = reader.prepare('COMMIT');
  let isOpen = false;
  const end = () => {
    isOpen = false;
    // A statement that failed, or somebody who closed, may have ended it.
    if (reader.isOpen && reader.isTransaction) commit.run();
  };
  return () => {
    if (isOpen) return;
    begin.run();
    isOpen = true;
    // A tick that is asked for out of a microtask comes when all of those are done: what awaits a statement is among them.
    queueMicrotask(() => process.nextTick(end));
  };
}
