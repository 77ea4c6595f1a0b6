import type { Instant } from '../../base/clock.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { Tx } from '../../storage/database.ts';
import type { Authorship, Origin } from '../principal.ts';
import { takeTransformation, type TransformationRow } from './transformations.queries.ts';

export interface TransformationEnd {
  readonly how: 'cancelled' | 'declined' | 'expired';
  readonly at: Instant;
  readonly author: Authorship;
  readonly origin?: Origin | undefined;
}

/** Takes a wish to become an organization away, and says so in the log. Where it is gone already, nothing happens. */
export async function endTransformation(tx: Tx, wish: TransformationRow, end: TransformationEnd): Promise<void> {
  if (!(await takeTransformation(tx, wish.publicId))) return;
  await appendEvent(tx, {
    at: end.at,
    kind: 'transformation_ended',
    ...end.author,
    subject: `account:${wish.accountPublicId}`,
    data: { administrator: wish.administratorPublicId, how: end.how },
    ...(end.origin === undefined ? {} : { origin: end.origin }),
  });
}
