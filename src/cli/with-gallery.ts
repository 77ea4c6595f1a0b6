import { existsSync } from 'node:fs';
import { systemClock, type Clock } from '../base/clock.ts';
import { systemRandom, type Random } from '../base/random.ts';
import { readConfig, type Config } from '../config.ts';
import type { OperatorPrincipal } from '../accounts/principal.ts';
import { openStorage, type Storage } from '../storage/open-storage.ts';

export interface Gallery extends Storage {
  readonly config: Config;
  readonly clock: Clock;
  readonly random: Random;
}

/** Whoever can run commands here may do everything, and the log says that it was done here. */
export const operator: OperatorPrincipal = { kind: 'operator' };

/** Opens the gallery that the settings name, beside a running server or without one, and closes it whatever happens. */
export async function withGallery<T>(work: (gallery: Gallery) => Promise<T>): Promise<T> {
  const { config } = readConfig();
  warnOfEmptiness(config);
  const storage = await openStorage(config);
  try {
    return await work({ ...storage, config, clock: systemClock, random: systemRandom });
  } finally {
    await storage.close();
  }
}

/** Whoever runs a command in another folder than the server's would otherwise wonder where everybody is. */
function warnOfEmptiness({ database, dataFolder }: Config): void {
  if (database.kind === 'sqlite' && !existsSync(database.file)) {
    process.stderr.write(`There was no gallery in ${dataFolder}, so this makes one: LODE_DATA names another folder.\n`);
  }
}
