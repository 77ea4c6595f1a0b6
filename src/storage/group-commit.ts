/**
 * Transactions one after the other on the one connection that writes, many of them to a commit.
 *
 * A commit costs an fsync, so a transaction that is done while others wait hands the open transaction of the database on
 * to the next, and all of them are acknowledged after the one COMMIT. Each has a savepoint of its own: what one of them
 * throws away is thrown away alone. If the COMMIT fails, all reject and none of their rows is there.
 *
 * A statement that failed loses its transaction, on SQLite as on PostgreSQL, even when the work catches the error.
 */
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely';
import { Problem } from '../base/problem.ts';

/** A connection whose orders are carried out in the order in which they are given. */
export interface WriteLink {
  /** Whether the open transaction is lost as a whole: its disk is full, its connection gone. */
  readonly isBroken: boolean;
  /** Opens a transaction of the database. If that fails, all further orders of the group fail. */
  open(): void;
  /** SAVEPOINT and the like. If that fails, all further orders of the group fail. */
  control(sql: string): void;
  execute(query: CompiledQuery): Promise<QueryResult<never>>;
  /** Ends the savepoint. Takes it back and rejects when one of its statements has failed. */
  release(): Promise<void>;
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

export interface GroupCommitLimits {
  /** Transactions in one commit. */
  readonly groupSize: number;
  /** How long the first of a group waits, at most, before no further one is let in. */
  readonly groupMilliseconds: number;
  /** Transactions that wait for their turn. */
  readonly waiting: number;
  /** How long one may keep the others waiting. */
  readonly transactionMilliseconds: number;
}

export const groupCommitLimits: GroupCommitLimits = {
  groupSize: 32,
  groupMilliseconds: 5,
  waiting: 2000,
  transactionMilliseconds: 60_000,
};

interface Group {
  readonly openedAt: number;
  members: number;
  readonly committed: PromiseWithResolvers<void>;
}

const CANNOT_STREAM = 'Rows are read in pages: streaming is not supported.';

export class GroupCommitDriver implements Driver {
  readonly #link: WriteLink;
  readonly #limits: GroupCommitLimits;
  readonly #waiting: (() => void)[] = [];
  #taken = false;
  #group: Group | undefined;
  #lastEnd: Promise<unknown> = Promise.resolve();

  constructor(link: WriteLink, limits = groupCommitLimits) {
    this.#link = link;
    this.#limits = limits;
  }

  init(): Promise<void> {
    return Promise.resolve();
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    if (!this.#taken) {
      this.#taken = true;
    } else {
      if (this.#waiting.length >= this.#limits.waiting) {
        throw new Problem('busy', 'Too many changes are waiting for the database; try again.');
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    return new GroupMember(this.#link);
  }

  beginTransaction(connection: DatabaseConnection): Promise<void> {
    const member = asMember(connection);
    if (this.#group === undefined) {
      this.#group = { openedAt: performance.now(), members: 0, committed: Promise.withResolvers<void>() };
      this.#link.open();
    }
    this.#link.control('SAVEPOINT member');
    const limit = this.#limits.transactionMilliseconds;
    member.begin(limit, () => this.#expel(member, limit));
    return Promise.resolve();
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    const member = asMember(connection);
    if (member.failure !== undefined) throw member.failure;
    member.end();
    const released = this.#link.release();
    const group = this.#requireGroup();
    group.members += 1;
    this.#passOn(group);
    const [release] = await Promise.allSettled([released, group.committed.promise]);
    // What was thrown first says more than that the savepoint was taken back.
    if (release.status === 'rejected') throw member.failure ?? release.reason;
    await group.committed.promise;
  }

  rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    const member = asMember(connection);
    // Nothing to take back when it was the common COMMIT that failed, or when the member was expelled.
    if (member.isOpen) this.#takeBack(member);
    return Promise.resolve();
  }

  releaseConnection(connection: DatabaseConnection): Promise<void> {
    // Only a connection that never began still holds its turn.
    if (asMember(connection).hasNotBegun) this.#nextTurn();
    return Promise.resolve();
  }

  /** Waits for what has begun. The link is its maker's to close. */
  async destroy(): Promise<void> {
    while (this.#taken) await new Promise((resolve) => setTimeout(resolve, 1));
    await this.#lastEnd;
  }

  #expel(member: GroupMember, limit: number): void {
    member.failure = new Problem('busy', `A change of the database took longer than ${limit / 1000} seconds.`);
    this.#takeBack(member);
  }

  #takeBack(member: GroupMember): void {
    member.end();
    this.#link.control('ROLLBACK TO member');
    this.#link.control('RELEASE member');
    this.#passOn(this.#requireGroup());
  }

  #passOn(group: Group): void {
    const isFull =
      group.members >= this.#limits.groupSize || performance.now() - group.openedAt > this.#limits.groupMilliseconds;
    if (this.#waiting.length === 0 || isFull || this.#link.isBroken) this.#finish(group);
    this.#nextTurn();
  }

  /** The next group may open at once: the link carries out its orders after this commit. */
  #finish(group: Group): void {
    this.#group = undefined;
    if (group.members > 0) {
      this.#lastEnd = this.#link.commit().then(group.committed.resolve, group.committed.reject);
    } else {
      // Nobody waits for this one, and a link that cannot roll back says so to the next group.
      this.#lastEnd = Promise.allSettled([this.#link.rollback()]);
    }
  }

  #nextTurn(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#taken = false;
    else next();
  }

  #requireGroup(): Group {
    if (this.#group === undefined) throw new Error('A transaction ended that had not begun.');
    return this.#group;
  }
}

/** One transaction's view of the connection. */
class GroupMember implements DatabaseConnection {
  readonly #link: WriteLink;
  #state: 'new' | 'open' | 'ended' = 'new';
  #timer: NodeJS.Timeout | undefined;
  failure: Error | undefined;

  constructor(link: WriteLink) {
    this.#link = link;
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  get hasNotBegun(): boolean {
    return this.#state === 'new';
  }

  begin(limitMilliseconds: number, onLate: () => void): void {
    this.#state = 'open';
    this.#timer = setTimeout(onLate, limitMilliseconds);
  }

  end(): void {
    this.#state = 'ended';
    clearTimeout(this.#timer);
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.failure !== undefined) throw this.failure;
    if (!this.isOpen) throw new Error('Statements that write need a transaction.');
    const answer = this.#link.execute(query);
    if (isSilent(query)) {
      answer.catch((error: unknown) => this.#fail(error));
      return { rows: [] };
    }
    try {
      return await answer;
    } catch (error) {
      this.#fail(error);
      // One that nobody waited for may have failed before, and on PostgreSQL every later one fails for that.
      throw this.failure ?? error;
    }
  }

  #fail(error: unknown): void {
    this.failure ??= error instanceof Error ? error : new Error(String(error));
  }

  streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error(CANNOT_STREAM);
  }
}

/**
 * A statement that changes rows and gives none. To wait for it would cost a way to the other thread and back, while every
 * other writer waits too; so it is only sent, and its failure is thrown by the next statement or by the commit.
 */
function isSilent({ query }: CompiledQuery): boolean {
  return (query.kind === 'InsertQueryNode' || query.kind === 'UpdateQueryNode') && query.returning === undefined;
}

function asMember(connection: DatabaseConnection): GroupMember {
  if (connection instanceof GroupMember) return connection;
  throw new Error('A connection of another driver.');
}
