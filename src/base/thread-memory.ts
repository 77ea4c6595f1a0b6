/**
 * Memory of a thread that carries short messages: without this, V8 gives the young generation of each thread 48 MB before
 * it collects anything. The old generation is far more than such a thread ever holds.
 */
export const threadMemory = { maxYoungGenerationSizeMb: 6, maxOldGenerationSizeMb: 512 } as const;
