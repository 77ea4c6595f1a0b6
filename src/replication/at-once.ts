/**
 * Runs `work` for every item, at most `limit` at a time, in the order in which they come. When `signal` aborts, no
 * further item begins and those that began are finished. The first error stops the rest likewise, and is thrown when
 * everything has come to rest.
 */
export async function eachAtOnce<T>(
  items: AsyncIterable<T> | Iterable<T>,
  { limit, signal }: { readonly limit: number; readonly signal: AbortSignal },
  work: (item: T) => Promise<void>,
): Promise<void> {
  const running = new Set<Promise<void>>();
  const errors: unknown[] = [];
  for await (const item of items) {
    if (signal.aborted || errors.length > 0) break;
    const task = work(item)
      .catch((error: unknown) => {
        errors.push(error);
      })
      .finally(() => running.delete(task));
    running.add(task);
    if (running.size >= limit) await Promise.race(running);
  }
  await Promise.all(running);
  if (errors.length > 0) throw errors[0];
}

/** Runs what it is given, at most `limit` at a time whoever asks; the rest waits in line. */
export function createSlots(limit: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = limit;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    else free -= 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
