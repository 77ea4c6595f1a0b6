import type { Registry } from 'prom-client';
import { MICROSECONDS_PER_SECOND, type Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import type { Random } from '../../base/random.ts';
import type { ServerSecret } from '../../base/server-secret.ts';
import type { Follower } from '../../log/followers.ts';
import type { Database } from '../../storage/database.ts';
import type { MailTransport } from '../../storage/mail-transport.ts';
import { momentText } from './mail-content.ts';
import { createMailFollower } from './mail-follower.ts';
import { createMailLinks, type PagePaths } from './mail-links.ts';
import { registerMailMetrics } from './mail-metrics.ts';
import { MailSender } from './mail-sender.ts';
import { countWaitingMails } from './mails.queries.ts';

/** A mail server may be restarted without anybody being told. */
const WORTH_A_NOTICE_MICROSECONDS = 600 * MICROSECONDS_PER_SECOND;

export interface MailDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly secret: ServerSecret;
  readonly logger: Logger;
  readonly registry: Registry;
  readonly transport: MailTransport;
  /** The site's pages: links in mails are made of the public root, never of a request. */
  readonly paths: PagePaths;
  /** What the gallery is called. */
  readonly name: string;
  readonly support: string | undefined;
  readonly mailFrom: string;
}

export interface Mail {
  /** To be started with the other followers of the log, and closed before this. */
  readonly follower: Follower;
  /** What an operator should know. */
  notices(): readonly string[];
  close(): Promise<void>;
}

/** Sends what waits from before, and what the follower writes. */
export function startMail(deps: MailDeps): Mail {
  const { database, clock, name, support } = deps;
  const metrics = registerMailMetrics(deps.registry, () => countWaitingMails(database.scan));
  const letterhead = { name, support, from: deps.mailFrom, links: createMailLinks(deps.paths, deps.secret) };
  const sender = new MailSender({ ...deps, letterhead, failed: metrics.failed });
  sender.wake();
  return {
    follower: createMailFollower(deps, () => sender.wake()),
    notices() {
      const since = sender.unreachableSince;
      return since === undefined || clock.now() - since < WORTH_A_NOTICE_MICROSECONDS
        ? []
        : [`The mail server has taken no mail since ${momentText(since)}: mails wait, and the log says why.`];
    },
    close: () => sender.close(),
  };
}
