/** From events to the mails that they mean, before any row is written. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LogEvent } from '../../log/followers.ts';
import type { Database } from '../../storage/database.ts';
import { subjectOf } from './event-words.ts';
import { happeningOf, type Happening } from './happening.ts';
import { KnownNames } from './known-names.ts';
import { MAX_TOLD, type MailData } from './mail-data.ts';
import { noticesOf, type Notice } from './mail-plan.ts';
import type { Reader } from './reader.ts';
import { readersOf } from './readers.ts';

/** One mail to be, for one reader: of one event, or of several that are told together. */
export interface MailDraft {
  /** The first event. */
  readonly seq: number;
  readonly notice: Notice;
  readonly reader: Reader;
  readonly data: MailData;
}

interface Gathering extends MailDraft {
  readonly data: MailData & { readonly happenings: Happening[]; count: number };
}

/**
 * Reads who is told and what things are called, each thing once: a bulk change names the same few over and over. Others get
 * their turn between two events, since one event may have hundreds of readers.
 */
export async function draftMails(
  database: Pick<Database, 'read'>,
  events: readonly LogEvent[],
): Promise<readonly MailDraft[]> {
  const names = new KnownNames(database.read);
  const readers = new PackageReaders({ database, names });
  const drafts = new Map<string, Gathering>();
  for (const event of events) {
    const notices = noticesOf(event);
    if (notices.length === 0) continue;
    const happening = await happeningOf(names, event);
    for (const notice of notices) {
      for (const reader of await readers.of(event, notice)) gather(drafts, { event, notice, reader, happening });
    }
    await nextTurn();
  }
  return [...drafts.values()];
}

interface Telling {
  readonly event: LogEvent;
  readonly notice: Notice;
  readonly reader: Reader;
  readonly happening: Happening;
}

function gather(drafts: Map<string, Gathering>, telling: Telling): void {
  const { event, notice, reader, happening } = telling;
  const key = `${notice.isFolded === true ? '' : event.seq} ${notice.template} ${reader.address}`;
  const known = drafts.get(key);
  if (known === undefined) {
    drafts.set(key, { seq: event.seq, notice, reader, data: dataOf(telling) });
    return;
  }
  known.data.count += 1;
  if (known.data.happenings.length < MAX_TOLD) known.data.happenings.push(happening);
}

function dataOf({ event, notice, reader, happening }: Telling): Gathering['data'] {
  const { accountId, address: _, ...rest } = reader;
  // Where somebody was when they changed a thing is nobody else's business, whoever else is told of the change.
  const isOwn = reader.as === 'themselves' && (event.actor === null || event.actor === accountId);
  return {
    reader: rest,
    happenings: [happening],
    count: 1,
    tellsOrigin: notice.tellsOrigin === true && isOwn,
    canBeMuted: notice.topic !== undefined,
  };
}

/** Who reads of a package is found once for all of its versions. */
class PackageReaders {
  readonly #deps: Parameters<typeof readersOf>[0];
  readonly #known = new Map<string, Promise<Reader[]>>();

  constructor(deps: Parameters<typeof readersOf>[0]) {
    this.#deps = deps;
  }

  of(event: LogEvent, notice: Notice): Promise<Reader[]> {
    const isOfPackage = notice.to === 'owners' || notice.to === 'package managers';
    if (!isOfPackage || notice.sparesActor === true) return readersOf(this.#deps, event, notice);
    const key = `${notice.template} ${subjectOf(event).key}`;
    const readers = this.#known.get(key) ?? readersOf(this.#deps, event, notice);
    this.#known.set(key, readers);
    return readers;
  }
}
