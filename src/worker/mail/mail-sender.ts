/**
 * Sends the mails that wait, oldest first: each once as a rule, twice where the process dies between the mail server's yes
 * and the row's, and never not at all while the row is there.
 *
 * What is wrong with one mail puts off that mail. What is wrong with the server puts off all of them, in their order, and
 * one is tried now and then until it works.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { MICROSECONDS_PER_DAY, MICROSECONDS_PER_SECOND, type Clock, type Instant } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import type { Random } from '../../base/random.ts';
import type { Database } from '../../storage/database.ts';
import type { MailOutcome, MailTransport } from '../../storage/mail-transport.ts';
import { composeMail, type Letterhead } from './compose-mail.ts';
import { parseMailData } from './mail-data.ts';
import { originOfEvent } from './mail-reads.queries.ts';
import type { MailOrigin } from './mail-template.ts';
import { claimMails, giveBack, hasDueMail, markFailed, markSent, putOff, type MailRow } from './mails.queries.ts';

export interface SenderLimits {
  readonly pollMilliseconds: number;
  /** After the server was found unreachable, doubled up to the longest. */
  readonly firstPauseMilliseconds: number;
  readonly longestPauseMilliseconds: number;
  /** How long `close` waits for what is on its way. */
  readonly closeMilliseconds: number;
}

export const senderLimits: SenderLimits = {
  pollMilliseconds: 500,
  firstPauseMilliseconds: 1_000,
  longestPauseMilliseconds: 300_000,
  closeMilliseconds: 10_000,
};

const AT_A_TIME = 4;
/** Longer than a batch takes when each of it takes the longest that a transport may. */
const CLAIM_MICROSECONDS = 300 * MICROSECONDS_PER_SECOND;
const FIRST_RETRY_MICROSECONDS = 60 * MICROSECONDS_PER_SECOND;
const LONGEST_RETRY_MICROSECONDS = 4 * 3_600 * MICROSECONDS_PER_SECOND;
/** Then it is given up: RFC 5321 asks for four or five days, and nobody needs such a mail after three. */
const GIVE_UP_MICROSECONDS = 3 * MICROSECONDS_PER_DAY;

export interface SenderDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly transport: MailTransport;
  readonly letterhead: Letterhead;
  /** Told of each mail that is given up. */
  readonly failed: () => void;
}

export class MailSender {
  readonly #deps: SenderDeps;
  readonly #limits: SenderLimits;
  readonly #poll: NodeJS.Timeout;
  #run: Promise<void> = Promise.resolve();
  #isRunning = false;
  #isAwake = false;
  #isClosed = false;
  #pauseUntil = 0;
  #pauses = 0;
  #unreachableSince: Instant | undefined;
  /** Mails sent since the start, and how many there were when a mail was last found to end the conversation. */
  #sent = 0;
  readonly #suspects = new Map<number, number>();

  constructor(deps: SenderDeps, limits: SenderLimits = senderLimits) {
    this.#deps = deps;
    this.#limits = limits;
    this.#poll = setInterval(() => this.wake(), limits.pollMilliseconds);
    this.#poll.unref();
  }

  /** Since when the server has taken no mail; undefined while it does, or nobody has tried. */
  get unreachableSince(): Instant | undefined {
    return this.#unreachableSince;
  }

  wake(): void {
    this.#isAwake = true;
    if (this.#isRunning || this.#isClosed || performance.now() < this.#pauseUntil) return;
    this.#isRunning = true;
    this.#run = this.#sendAll();
  }

  /** Lets what is on its way end, if it does soon, and begins nothing new. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#poll);
    const late = setTimeout(() => void this.#deps.transport.close(), this.#limits.closeMilliseconds);
    await this.#run;
    clearTimeout(late);
    await this.#deps.transport.close();
  }

  async #sendAll(): Promise<void> {
    try {
      while (this.#isAwake && !this.#isClosed && performance.now() >= this.#pauseUntil) {
        this.#isAwake = false;
        while (await this.#sendBatch());
      }
    } catch (error) {
      this.#deps.logger.error({ err: error }, 'mails could not be taken from the database and are tried again');
      this.#pause();
    } finally {
      this.#isRunning = false;
    }
  }

  /** Whether there may be more to send now. */
  async #sendBatch(): Promise<boolean> {
    const { database, clock, transport } = this.#deps;
    const now = clock.now();
    if (this.#isClosed || !(await hasDueMail(database.read, now))) return false;
    const mails = await this.#claim(now);
    // What goes to one reader stays in its order.
    const readers = [...Map.groupBy(mails, ({ address }) => address).values()];
    const sendNext = async (): Promise<void> => {
      for (let next = readers.shift(); next !== undefined; next = readers.shift()) {
        for (const mail of next) await this.#send(mail);
      }
    };
    await Promise.all(Array.from({ length: transport.atOnce }, sendNext));
    return mails.length > 0 && performance.now() >= this.#pauseUntil;
  }

  /** While the server is unreachable, one at a time, and every other time not the one that failed last: it may be that one. */
  async #claim(now: Instant): Promise<MailRow[]> {
    const { database } = this.#deps;
    const claim = { now, until: now + CLAIM_MICROSECONDS, limit: AT_A_TIME, except: undefined };
    const take = (change: object) => database.transaction((tx) => claimMails(tx, { ...claim, ...change }));
    if (this.#unreachableSince === undefined) return take({});
    const suspect = this.#pauses % 2 === 1 ? [...this.#suspects.keys()].at(-1) : undefined;
    const others = suspect === undefined ? [] : await take({ limit: 1, except: suspect });
    return others.length > 0 ? others : take({ limit: 1 });
  }

  async #send(mail: MailRow): Promise<void> {
    const { database, transport, letterhead } = this.#deps;
    if (this.#isClosed || performance.now() < this.#pauseUntil) {
      await database.transaction((tx) => giveBack(tx, mail, null));
      return;
    }
    let outcome: MailOutcome;
    try {
      outcome = await transport.send(composeMail(letterhead, mail, await this.#originOf(mail)));
    } catch (error) {
      this.#deps.logger.error({ err: error, mail: mail.messageKey }, 'a mail could not be written');
      outcome = { kind: 'refused', error: 'It could not be written; the log says more.' };
    }
    await this.#record(mail, outcome);
  }

  async #originOf({ data }: MailRow): Promise<MailOrigin | undefined> {
    const { tellsOrigin, happenings } = parseMailData(data);
    const seq = happenings[0]?.seq;
    return tellsOrigin && seq !== undefined ? originOfEvent(this.#deps.database.read, seq) : undefined;
  }

  async #record(mail: MailRow, outcome: MailOutcome): Promise<void> {
    const { database, clock } = this.#deps;
    switch (outcome.kind) {
      case 'sent':
        this.#reached();
        this.#sent += 1;
        this.#suspects.delete(mail.id);
        await database.transaction((tx) => markSent(tx, mail, clock.now()));
        return;
      case 'refused':
        this.#reached();
        await this.#giveUp(mail, outcome.error);
        return;
      case 'later':
        this.#reached();
        await this.#tryLater(mail, outcome.error);
        return;
      case 'unreachable':
        await this.#unreachable(mail, outcome.error);
    }
  }

  async #unreachable(mail: MailRow, error: string): Promise<void> {
    const { database, clock, logger } = this.#deps;
    const sentBefore = this.#suspects.get(mail.id);
    if (sentBefore !== undefined && sentBefore < this.#sent) {
      // Others got through meanwhile, so it is this one.
      this.#suspects.delete(mail.id);
      await this.#tryLater(mail, error);
      return;
    }
    this.#suspects.set(mail.id, this.#sent);
    this.#unreachableSince ??= clock.now();
    if (!this.#isClosed) this.#pause();
    logger.warn(
      { error: withoutAddresses(error), since: this.#unreachableSince, pauses: this.#pauses },
      'the mail server takes no mail; it is tried again',
    );
    if (this.#isOver(mail)) await this.#giveUp(mail, error);
    else await database.transaction((tx) => giveBack(tx, mail, error));
  }

  async #tryLater(mail: MailRow, error: string): Promise<void> {
    const { database, clock, logger } = this.#deps;
    if (this.#isOver(mail)) {
      await this.#giveUp(mail, error);
      return;
    }
    const wait = Math.min(FIRST_RETRY_MICROSECONDS * 2 ** Math.min(mail.attempts - 1, 20), LONGEST_RETRY_MICROSECONDS);
    const at = clock.now() + Math.round(wait * this.#jitter());
    await database.transaction((tx) => putOff(tx, mail.id, error, at));
    logger.debug({ mail: mail.messageKey, attempts: mail.attempts }, 'a mail was put off');
  }

  async #giveUp(mail: MailRow, error: string): Promise<void> {
    const { database, clock, logger, failed } = this.#deps;
    this.#suspects.delete(mail.id);
    await database.transaction((tx) => markFailed(tx, mail.id, error, clock.now()));
    failed();
    logger.error(
      { mail: mail.messageKey, template: mail.template, attempts: mail.attempts, error: withoutAddresses(error) },
      'a mail could not be sent and is given up',
    );
  }

  #isOver({ createdAt }: MailRow): boolean {
    return this.#deps.clock.now() - createdAt >= GIVE_UP_MICROSECONDS;
  }

  /** Between 0.75 and 1.25, so that what failed together does not come back together. */
  #jitter(): number {
    return 0.75 + (this.#deps.random.bytes(4)[0] ?? 0) / 510;
  }

  #reached(): void {
    this.#unreachableSince = undefined;
    this.#pauses = 0;
  }

  #pause(): void {
    const { firstPauseMilliseconds, longestPauseMilliseconds } = this.#limits;
    if (performance.now() < this.#pauseUntil) return;
    const pause = Math.min(longestPauseMilliseconds, firstPauseMilliseconds * 2 ** Math.min(this.#pauses, 20));
    this.#pauses += 1;
    this.#pauseUntil = performance.now() + pause;
    void delay(pause, undefined, { ref: false }).then(() => this.wake());
  }
}

/** The log is kept longer than addresses may be. */
function withoutAddresses(error: string): string {
  return error.replace(/[^\s<>"]+@[^\s<>"]+/g, '…');
}
