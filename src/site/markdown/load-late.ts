/**
 * Packages that only Markdown and code need are loaded with the first text: together they take longer to load than all the
 * rest of the server, which nobody should wait for when it starts.
 */
import { createRequire } from 'node:module';

export const loadLate = createRequire(import.meta.url);

/** Makes a value when it is first asked for. */
export function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}
