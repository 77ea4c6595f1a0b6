/** What nobody waits for and somebody must do: an hourly round over what is left behind or has run out. */
import { announceKeyEndings } from '../accounts/keys/announce-endings.ts';
import { forgetOldKeyUses } from '../accounts/keys/forget-old-uses.ts';
import { expireInvitations } from '../accounts/organizations/expire-invitations.ts';
import { deleteEndedBuckets } from '../accounts/limits/rate-limits.queries.ts';
import { deleteExpiredTokens } from '../accounts/one-time-tokens.queries.ts';
import { expireGalleryInvitations, expireUnconfirmedPeople } from '../accounts/people/expire-people.ts';
import { deleteExpiredSessions } from '../accounts/sessions/sessions.queries.ts';
import { settingInForce } from '../accounts/settings/settings.ts';
import type { Clock, Instant } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { Random } from '../base/random.ts';
import { expireEventOrigins } from '../log/expire-event-origins.ts';
import { isBlobReferenced } from '../packages/blob-references.queries.ts';
import { expireOwnerInvitations } from '../packages/owners/expire-owner-invitations.ts';
import { expireUploads } from '../packages/uploads/cancel-upload.ts';
import type { Blobs } from '../storage/blobs.ts';
import type { Database, Tx } from '../storage/database.ts';
import { sweepOrphanBlobs } from '../storage/sweep-orphan-blobs.ts';
import { sweepTemporaryFiles } from '../storage/sweep-temporary-files.ts';
import { forgetMails } from './mail/forget-mails.ts';

interface Deps {
  readonly database: Database;
  readonly blobs: Blobs;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

const ROUND_MILLISECONDS = 3_600_000;
/** The first round is not the start's business: it reads every blob's time. */
const FIRST_ROUND_MILLISECONDS = 60_000;

/** Starts the rounds; `close` lets the one under way end. */
export function startHousekeeping(deps: Deps): { close(): Promise<void> } {
  let round: Promise<void> = Promise.resolve();
  const run = () => {
    round = round.then(() => keepHouse(deps));
  };
  const first = setTimeout(run, FIRST_ROUND_MILLISECONDS).unref();
  const rounds = setInterval(run, ROUND_MILLISECONDS).unref();
  return {
    close: () => {
      clearTimeout(first);
      clearInterval(rounds);
      return round;
    },
  };
}

/** One round. A job that fails is logged, and the next round tries it again. */
export async function keepHouse(deps: Deps): Promise<void> {
  const jobs = {
    'temporary files': () => sweepTemporaryFiles(deps),
    // Before the sweep, which then finds their bytes.
    'uploads that nobody published': () => expireUploads(deps),
    'orphan blobs': () => sweepOrphanBlobs({ ...deps, isReferenced: isBlobReferenced }),
    'expired origins': async () => expireEventOrigins(deps, await settingInForce(deps.database, 'origin-days')),
    mails: () => forgetMails(deps),
    'unanswered invitations': () => expireInvitations(deps),
    'unanswered invitations of owners': () => expireOwnerInvitations(deps),
    'unused invitations to the gallery': () => expireGalleryInvitations(deps),
    'unconfirmed accounts': () => expireUnconfirmedPeople(deps),
    'keys that end': () => announceKeyEndings(deps),
    'places that keys were used from': () => forgetOldKeyUses(deps),
    'ended sessions': () => sweepRows(deps, deleteExpiredSessions),
    'unused links': () => sweepRows(deps, deleteExpiredTokens),
    'ended limits': () => sweepRows(deps, deleteEndedBuckets),
  };
  for (const [what, job] of Object.entries(jobs)) {
    try {
      const count = await job();
      if (count > 0) deps.logger.info({ what, count }, 'housekeeping did what was due');
    } catch (error) {
      deps.logger.error({ err: error, what }, 'housekeeping failed and tries again in an hour');
    }
  }
}

/** For rows that no log entry speaks of. */
function sweepRows({ database, clock }: Deps, sweep: (tx: Tx, now: Instant) => Promise<number>): Promise<number> {
  return database.transaction((tx) => sweep(tx, clock.now()));
}
