import type { Command } from './command.ts';
import { withGallery } from './with-gallery.ts';
import { parseWords } from './words.ts';

export const migrate: Command = {
  summary: 'Bring the data to this version (serve does it too)',
  usage: 'lode migrate',
  async run(words, terminal) {
    parseWords(words, {});
    await withGallery(async () => {});
    terminal.talk('The data is of this version.');
    return 0;
  },
};
