import type { Site } from '../site-deps.ts';

/** How a document that is no page is kept: asked for again each time, and in a private gallery kept by nobody. */
export function cacheOf({ isPrivate }: Site): string {
  return isPrivate ? 'private, no-store' : 'no-cache';
}
