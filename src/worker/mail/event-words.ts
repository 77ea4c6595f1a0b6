import type { LogEvent } from '../../log/followers.ts';

/** What the log says of one event, member by member: `log/event-kinds.ts` has the contract, nobody promises more. */
export interface EventWords {
  text(name: string): string | undefined;
  number(name: string): number | undefined;
  texts(name: string): readonly string[];
  /** The members of an array of objects. */
  list(name: string): readonly EventWords[];
  has(name: string, value: string | boolean): boolean;
}

export function wordsOf(data: unknown): EventWords {
  const members: Readonly<Record<string, unknown>> = isRecord(data) ? data : {};
  const array = (name: string): readonly unknown[] => {
    const value = members[name];
    return Array.isArray(value) ? value : [];
  };
  return {
    text: (name) => (typeof members[name] === 'string' ? members[name] : undefined),
    number: (name) => (typeof members[name] === 'number' ? members[name] : undefined),
    texts: (name) => array(name).filter((value) => typeof value === 'string'),
    list: (name) => array(name).map(wordsOf),
    has: (name, value) => members[name] === value || array(name).includes(value),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What an event is about: the parts of `package:KEY`, `version:KEY/VERSION`, `account:ID`, `key:ID`. */
export interface Subject {
  readonly kind: string;
  readonly key: string;
  /** Only of a version. */
  readonly version: string | undefined;
}

export function subjectOf({ subject }: Pick<LogEvent, 'subject'>): Subject {
  const [, kind = subject, key = '', version] = /^([a-z]+):([^/]*)(?:\/(.*))?$/s.exec(subject) ?? [];
  return { kind, key, version };
}
