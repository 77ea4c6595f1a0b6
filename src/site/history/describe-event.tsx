/** Every kind of event in words: the one place where the log becomes sentences for people. */
import type { ComponentChildren } from 'preact';
import type { HistoryEntry } from '../../accounts/history/history-entry.ts';
import type { EventKind } from '../../log/event-kinds.ts';
import { accountSentences } from './account-sentences.tsx';
import { factsOf, type EventWords } from './event-facts.tsx';
import type { EventSentence } from './event-sentence.ts';
import { organizationSentences } from './organization-sentences.tsx';
import { packageSentences } from './package-sentences.tsx';

const sentences = { ...accountSentences, ...organizationSentences, ...packageSentences } satisfies Record<
  EventKind,
  EventSentence
>;

/**
 * What happened, as one sentence without a full stop, with links: "pavel was invited to become an owner of acme.http". Who
 * did it is not in it: that is a column of its own.
 *
 * The data of an event is of the version of Lode that wrote it, so a member that is missing is left out of the sentence.
 */
export function describeEvent(
  entry: Pick<HistoryEntry, 'kind' | 'subject' | 'data'>,
  words: EventWords,
): ComponentChildren {
  // A newer Lode may have written kinds that this one does not know.
  if (!isKnown(entry.kind)) return `${entry.kind.replaceAll('_', ' ')}: ${entry.subject}`;
  return sentences[entry.kind](factsOf(entry, words));
}

function isKnown(kind: string): kind is EventKind {
  return Object.hasOwn(sentences, kind);
}
