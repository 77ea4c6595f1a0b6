import { AsyncLocalStorage } from 'node:async_hooks';

/** `isOpen` ends with the transaction, so that work which it only started (and did not await) may begin its own. */
const current = new AsyncLocalStorage<{ isOpen: boolean }>();

/**
 * Runs `begin`, and refuses to do so inside of another transaction's work: transactions take turns, so the inner one
 * would wait for the outer one's end for ever.
 */
export async function asOutermost<T>(begin: () => Promise<T>): Promise<T> {
  if (current.getStore()?.isOpen === true) {
    throw new Error('A transaction was begun inside of another one: pass the Tx on instead.');
  }
  const scope = { isOpen: true };
  try {
    return await current.run(scope, begin);
  } finally {
    scope.isOpen = false;
  }
}

/** Who wants to know that rows of the log may be new. */
export class MutationListeners {
  readonly #listeners = new Set<() => void>();

  /** Returns what takes the listener away again. */
  add(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Waits for a mutation and tells everybody when it is durable. */
  async after<T>(mutation: Promise<T>): Promise<T> {
    const result = await mutation;
    for (const listener of this.#listeners) listener();
    return result;
  }
}

/** Closing what is closed already is no mistake: a command that fails half-way closes what its caller closes too. */
export function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= work());
}
