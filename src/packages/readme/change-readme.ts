import { authorship, type OperatorPrincipal, type Origin, type SessionPrincipal } from '../../accounts/principal.ts';
import type { Clock } from '../../base/clock.ts';
import { publicId } from '../../base/ids.ts';
import { Problem } from '../../base/problem.ts';
import type { Random } from '../../base/random.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { PackageId } from '../../nuget/package-id.ts';
import type { NuGetVersion } from '../../nuget/version.ts';
import type { Database, Tx } from '../../storage/database.ts';
import { requireMayList } from '../authorize.ts';
import { advanceRevision, ownedRegistration, versionByKey, type VersionRow } from '../registrations.queries.ts';
import { currentOverlay, insertOverlay } from './readme-overlays.queries.ts';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
}

export interface ReadmeChange {
  readonly id: PackageId;
  readonly version: NuGetVersion;
  /** What the version's page shows from now on; null: the readme in the package. */
  readonly text: string | null;
  /** The overlay that the text was made from, by its public id; null when there was none. */
  readonly basedOn: string | null;
}

/** Far more than a readme needs; a package itself may hold one four times as long. */
export const MAX_OVERLAY_BYTES = 256 * 1024;

/**
 * Shows another text in place of a version's readme, or the package's own again. Only pages do: the package and what the
 * feed gives out of it stay as they were published.
 *
 * Throws `conflict` when the readme has changed since the text was made: what somebody else wrote is never lost unseen.
 * Texts are added and none is ever changed, so each stays to be looked at. What changes nothing writes nothing.
 *
 * Gives whether anything changed.
 */
export async function changeReadme(
  deps: Deps,
  principal: SessionPrincipal | OperatorPrincipal,
  change: ReadmeChange,
  origin?: Origin,
): Promise<boolean> {
  const text = change.text === null ? null : checkedText(change.text);
  return deps.database.mutation(async (tx) => {
    const version = await requireChangeable(tx, principal, change);
    const current = await currentOverlay({ read: tx }, version.id);
    if ((current?.text ?? null) === text) return false;
    if ((current?.publicId ?? null) !== change.basedOn) {
      throw new Problem('conflict', 'The readme was changed while you wrote: look at both texts, and save again.');
    }
    const now = deps.clock.now();
    const overlay = publicId(deps.random);
    const { actor } = authorship(principal);
    await insertOverlay(tx, { public_id: overlay, version_id: version.id, text, created_at: now, created_by: actor });
    await advanceRevision(tx, version.registrationId, now);
    await appendEvent(tx, {
      at: now,
      kind: 'readme_changed',
      ...authorship(principal),
      subject: `version:${change.id.key}/${version.versionKey}`,
      data: text === null ? { overlay, isOwn: true } : { overlay },
      ...(origin === undefined ? {} : { origin }),
    });
    return true;
  });
}

function checkedText(written: string): string {
  const text = written.toWellFormed().replaceAll('\0', '').trimEnd();
  const fault = (detail: string) =>
    new Problem('bad_request', detail, { faults: [{ code: 'readme', detail, at: 'text' }] });
  if (text.trim() === '') {
    throw fault("A readme needs words. To show what is in the package, choose the package's own.");
  }
  if (Buffer.byteLength(text) > MAX_OVERLAY_BYTES) {
    throw fault(`A readme may have ${MAX_OVERLAY_BYTES / 1024} KB here: shorten it, or link to the rest.`);
  }
  return text;
}

async function requireChangeable(
  tx: Tx,
  principal: SessionPrincipal | OperatorPrincipal,
  { id, version }: ReadmeChange,
): Promise<VersionRow> {
  const existing = await ownedRegistration({ read: tx }, id.key);
  const { registration } = await requireMayList({ read: tx }, principal, id, existing);
  const row = await versionByKey({ read: tx }, registration.id, version.key);
  if (row === undefined) {
    throw new Problem('not_found', `${registration.displayId} has no version ${version.normalized}.`);
  }
  if (row.state === 'available' || row.state === 'held') return row;
  throw new Problem(
    'conflict',
    `${registration.displayId} ${row.normalizedVersion} was withdrawn by an administrator, so its page cannot change.`,
  );
}
