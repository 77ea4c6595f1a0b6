import { readConfig } from '../config.ts';
import type { Command } from './command.ts';
import { parseOptions } from './words.ts';

export const config: Command = {
  summary: 'Show the settings in force and where each came from',
  usage: 'lode config [--json]',
  async run(words, terminal) {
    const values = parseOptions(words, { json: { type: 'boolean' } });
    for (const setting of readConfig().settings) {
      terminal.out(
        values.json === true ? JSON.stringify(setting) : `${setting.name}\t${setting.value}\t(${setting.source})`,
      );
    }
    return 0;
  },
};
