import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';

/**
 * Puts a finished folder in its final place, as the last step of making it: a folder that is there is complete. When
 * two runs make it at a time, the first one's stays. Both paths are on one file system.
 */
export async function moveFolderOnce(made: string, place: string): Promise<void> {
  try {
    await rename(made, place);
  } catch (error) {
    if (!existsSync(place)) throw error;
    await rm(made, { recursive: true, force: true });
  }
}
