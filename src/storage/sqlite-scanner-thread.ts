/** The thread for statements that scan or sort, on a connection that cannot write. */
import { parentPort, workerData } from 'node:worker_threads';
import { toPlainError } from './driver-errors.ts';
import { openConnection } from './sqlite-connection.ts';
import type { ScanAnswer, ScanOrder } from './sqlite-orders.ts';
import { SqliteStatements } from './sqlite-statements.ts';

const port = parentPort;
if (port === null) throw new Error('This file is the entry of a worker thread.');
const statements = new SqliteStatements(openConnection(String(workerData), 'scan'));

function carryOut({ id, statement, limitMilliseconds }: ScanOrder): ScanAnswer {
  const end = performance.now() + limitMilliseconds;
  try {
    const result = statements.compile(statement.sql).runUntil(statement.parameters, () => performance.now() > end);
    return result === 'late' ? { id, late: true } : { id, result };
  } catch (error) {
    return { id, error: toPlainError(error) };
  }
}

port.on('message', (order: ScanOrder) => port.postMessage(carryOut(order)));
