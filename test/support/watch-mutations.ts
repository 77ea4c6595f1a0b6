/**
 * The promise of the log, asked of every mutation that the product makes in any test: what writes rows appends an event in
 * the same transaction. Mutations that a test makes itself are its own business.
 */
import { TableNode, type KyselyPlugin, type OperationNode, type QueryId, type RootOperationNode } from 'kysely';
import type { Database } from '../../src/storage/database.ts';

/** What a mutation wrote, by table, in the order in which it did. */
export interface WatchedMutation {
  /** Below `src/`: the file that asked for the mutation. Undefined for a test's own. */
  readonly file: string | undefined;
  readonly tables: readonly string[];
}

/** Which tables a file may write in a mutation that says nothing in the log, and why. */
const WITHOUT_EVENT: ReadonlyMap<string, readonly string[]> = new Map([
  // A token for nobody, so that asking for a link costs the same for every login.
  ['accounts/people/ask-password-reset.ts', ['one_time_tokens']],
  // The first of two steps: nobody is signed in yet.
  ['accounts/sessions/sign-in.ts', ['one_time_tokens']],
  // Somebody has come back from the issuer and is nobody here yet, or needs a second step.
  ['accounts/sign-on/finish-sign-on.ts', ['one_time_tokens', 'identities', 'sessions']],
  // Who proves again who they are goes on in the session that they are in.
  ['accounts/second-factors/finish-sign-in.ts', ['authenticator_apps', 'one_time_tokens', 'sessions']],
  ['accounts/second-factors/sign-in-with-passkey.ts', ['one_time_tokens', 'passkeys', 'sessions']],
]);

/** The same database; `watcher` hears of each mutation that was committed. Throws where one broke the promise. */
export function watchMutations(database: Database, watcher: (mutation: WatchedMutation) => void = () => {}): Database {
  return {
    ...database,
    async mutation(work) {
      const file = callerOf(new Error().stack ?? '');
      const tables: string[] = [];
      const result = await database.mutation(async (tx) => {
        const done = await work(tx.withPlugin(recorder(tables)));
        requireEvent(file, tables);
        return done;
      });
      watcher({ file, tables });
      return result;
    },
  };
}

function requireEvent(file: string | undefined, tables: readonly string[]): void {
  if (file === undefined || tables.length === 0 || tables.includes('events')) return;
  const allowed = WITHOUT_EVENT.get(file) ?? [];
  if (tables.every((table) => allowed.includes(table))) return;
  const message = `${file} wrote ${tables.join(', ')} and no event`;
  // Behind a web server the error becomes a page that does not say so.
  console.error(message);
  throw new Error(message);
}

/** The first file of the product on the way to here. */
function callerOf(stack: string): string | undefined {
  const line = stack.split('\n').find((each) => /\/(?:src|test)\//.test(each) && !each.includes('watch-mutations'));
  return /\/src\/((?:(?!\.test\.)[^:)])+\.tsx?)/.exec(line ?? '')?.[1];
}

/** Adds to `tables` what statements write. One that is waited for and changed no row wrote nothing. */
function recorder(tables: string[]): KyselyPlugin {
  const waited = new WeakMap<QueryId, string>();
  return {
    transformQuery({ node, queryId }) {
      const written = writtenTable(node);
      if (written === undefined) return node;
      if (written.isWaitedFor) waited.set(queryId, written.table);
      else tables.push(written.table);
      return node;
    },
    async transformResult({ queryId, result }) {
      const table = waited.get(queryId);
      if (table !== undefined && (result.rows.length > 0 || (result.numAffectedRows ?? 0n) > 0n)) tables.push(table);
      return result;
    },
  };
}

/** A statement that only inserts or updates is sent and not waited for: what it changed is not known. */
function writtenTable(node: RootOperationNode): { readonly table: string; readonly isWaitedFor: boolean } | undefined {
  switch (node.kind) {
    case 'InsertQueryNode':
      return named(node.into, node.returning !== undefined);
    case 'UpdateQueryNode':
      return named(node.table, node.returning !== undefined);
    case 'DeleteQueryNode':
      return named(node.from.froms[0], true);
    default:
      return undefined;
  }
}

function named(node: OperationNode | undefined, isWaitedFor: boolean) {
  return node !== undefined && TableNode.is(node) ? { table: node.table.identifier.name, isWaitedFor } : undefined;
}
