import type { Command } from './command.ts';
import { withGallery } from './with-gallery.ts';
import { parseOptions } from './words.ts';

export const migrate: Command = {
  summary: 'Bring the data to this version (serve does it too)',
  usage: 'lode migrate',
  async run(words, terminal) {
    parseOptions(words, {});
    await withGallery(async () => {});
    terminal.talk('The data is of this version.');
    return 0;
  },
};
