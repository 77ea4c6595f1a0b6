/**
 * The least recently used go first, once what is held exceeds a number of bytes.
 *
 * A value's size is what its owner says when it is put. A value larger than an eighth of the limit is not kept: one
 * giant must not throw out a thousand others.
 */
export class ByteLimitedCache<Value> {
  readonly #limitBytes: number;
  readonly #entries = new Map<string, { readonly value: Value; readonly sizeBytes: number }>();
  #heldBytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  get heldBytes(): number {
    return this.#heldBytes;
  }

  get count(): number {
    return this.#entries.size;
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    // A Map keeps the order in which keys were put, so putting again makes this the newest.
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  put(key: string, value: Value, sizeBytes: number): void {
    this.delete(key);
    if (sizeBytes > this.#limitBytes / 8) return;
    this.#entries.set(key, { value, sizeBytes });
    this.#heldBytes += sizeBytes;
    for (const [oldest] of this.#entries) {
      if (this.#heldBytes <= this.#limitBytes) return;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#heldBytes -= entry.sizeBytes;
  }
}
