import type { Rows } from '../storage/database.ts';
import type { EventKind } from './event-kinds.ts';
import type { HistoryRow } from './history.queries.ts';

interface PackageEventsWish {
  readonly before: number;
  readonly limit: number;
  /** Only these. */
  readonly kinds?: readonly EventKind[];
}

/**
 * What happened to a package and to its versions, the newest first: at most `limit` events with a smaller number than
 * `before`. Costs as much as the package has events, not as much as the log has.
 */
export function packageEvents(
  scan: Rows,
  idKey: string,
  { before, limit, kinds }: PackageEventsWish,
): Promise<HistoryRow[]> {
  const all = scan.selectFrom('events').select('seq').where('seq', '<', before).limit(limit);
  const events = kinds === undefined ? all : all.where('kind', 'in', kinds);
  const ofPackage = events.where('subject', '=', `package:${idKey}`).orderBy('seq', 'desc');
  // `0` follows `/`. The order is a calculated one, since a database may otherwise walk the whole log in its own order.
  const ofVersions = events
    .where('subject', '>=', `version:${idKey}/`)
    .where('subject', '<', `version:${idKey}0`)
    .orderBy((row) => row('seq', '+', 0), 'desc');
  const found = scan
    .selectFrom(ofPackage.as('of_package'))
    .selectAll()
    .unionAll(scan.selectFrom(ofVersions.as('of_versions')).selectAll());
  return scan
    .selectFrom(found.as('found'))
    .innerJoin('events', 'events.seq', 'found.seq')
    .leftJoin('event_origins', 'event_origins.event_seq', 'found.seq')
    .select([
      'events.seq',
      'events.at',
      'events.kind',
      'events.actor',
      'events.on_behalf_of as onBehalfOf',
      'events.credential',
      'events.subject',
      'events.data',
      'event_origins.address',
      'event_origins.user_agent as userAgent',
    ])
    .orderBy('found.seq', 'desc')
    .limit(limit)
    .execute();
}
