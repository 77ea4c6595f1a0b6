import { rebuildStatistics } from '../downloads/rebuild-statistics.ts';
import { UsageError, type Command } from './command.ts';
import { withGallery } from './with-gallery.ts';
import { parseWords } from './words.ts';

export const rebuild: Command = {
  summary: 'Make sums anew from what they are made of',
  usage: `lode rebuild statistics

Makes the totals and the days of the statistics pages anew, out of the downloads that were counted by version, day and
client. Lode keeps them right by itself: this is for rows that were changed by hand. A server that runs meanwhile goes on;
what it counts is written when this is done.`,
  async run(words, terminal) {
    const [what, ...others] = parseWords(words, {}).positionals;
    if (what !== 'statistics' || others.length > 0) throw new UsageError('rebuild takes statistics.');
    await withGallery((gallery) => rebuildStatistics(gallery));
    terminal.talk('The statistics are made anew.');
    return 0;
  },
};
