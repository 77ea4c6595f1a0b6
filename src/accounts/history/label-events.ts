import type { HistoryRow } from '../../log/history.queries.ts';
import type { Database } from '../../storage/database.ts';
import { accountsNamedBy, readData, type AccountLabel, type HistoryEntry } from './history-entry.ts';
import { accountLabels } from './history.queries.ts';

/** Whether the reader may see where an event came from. */
export type MaySeeOrigin = (row: HistoryRow, actor: AccountLabel | undefined) => boolean;

export interface LabelledEvents {
  readonly entries: readonly HistoryEntry[];
  /** The accounts that subjects and data name, by public id. */
  readonly labels: ReadonlyMap<string, AccountLabel>;
}

/** Gives events the names that their accounts have now, with two statements for all of them. */
export async function labelEvents(
  rows: Pick<Database, 'read'>,
  events: readonly HistoryRow[],
  maySeeOrigin: MaySeeOrigin,
): Promise<LabelledEvents> {
  const data = new Map(events.map((event) => [event.seq, readData(event)]));
  const found = await accountLabels(rows, {
    ids: events.flatMap(({ actor, onBehalfOf }) => [actor, onBehalfOf].filter((id) => id !== null)),
    publicIds: events.flatMap(({ seq, subject }) => accountsNamedBy({ subject, data: data.get(seq) ?? {} })),
  });
  const byId = new Map(found.map((label) => [label.id, label]));
  const labels = new Map(found.map((label) => [label.publicId, label]));
  const labelOf = (id: number | null) => (id === null ? undefined : byId.get(id));
  const entries = events.map((event) => {
    const { seq, at, kind, credential, subject } = event;
    const actor = labelOf(event.actor);
    const origin = maySeeOrigin(event, actor) ? originOf(event) : undefined;
    return {
      seq,
      at,
      kind,
      actor,
      onBehalfOf: labelOf(event.onBehalfOf),
      credential,
      subject,
      data: data.get(seq) ?? {},
      origin,
    };
  });
  return { entries, labels };
}

function originOf({ address, userAgent }: HistoryRow): HistoryEntry['origin'] {
  return address === null ? undefined : { address, userAgent: userAgent ?? '' };
}
