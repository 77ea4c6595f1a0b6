import { readConfig } from '../config.ts';
import { createLogger } from './logger.ts';
import type { Command } from './command.ts';
import { parseOptions } from './words.ts';

/** A second signal, or this long after the first, ends the process whatever is still running. */
const SHUTDOWN_MILLISECONDS = 30_000;

export const serve: Command = {
  summary: 'Run the gallery',
  usage: `lode serve

Runs until it is told to end (SIGTERM, SIGINT): then it takes no new requests, lets those in flight finish, and writes
what is only in memory. A second signal ends it at once.`,
  async run(words, terminal) {
    parseOptions(words, {});
    const { config } = readConfig();
    const logger = createLogger(config.logLevel, config.logFormat);
    // Loaded here and not above: the other verbs need a fifth of it, and would take much longer to start.
    const { startApp } = await import('../app.ts');
    const app = await startApp(config, logger);
    terminal.talk(`Lode listens on port ${app.port}. The feed is ${app.feed}`);
    if (app.setup !== undefined) {
      terminal.talk(`There is no administrator yet. Whoever opens this link first becomes one: ${app.setup}`);
    }
    const signal = await nextSignal();
    logger.info({ signal }, 'ending');
    const deadline = setTimeout(() => process.exit(1), SHUTDOWN_MILLISECONDS);
    process.once(signal, () => process.exit(1));
    await app.close();
    clearTimeout(deadline);
    return 0;
  },
};

function nextSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, resolve);
  });
}
