import type { ComponentChildren } from 'preact';
import type { EventFacts } from './event-facts.tsx';

/** A sentence without a full stop about what happened; who did it stands beside it. */
export type EventSentence = (of: EventFacts) => ComponentChildren;

/** `: the reason`, where one was given. */
export function because(of: EventFacts): string {
  const reason = of.text('reason');
  return reason === undefined || reason === '' ? '' : `: ${reason}`;
}

/** `a, b and c`. */
export function joined(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
