/**
 * The second step of a sign-in: a passkey, a code of the authenticator app, or a recovery code. A wrong one leaves the
 * sign-in waiting; the right one uses it up, with the code.
 */
import { Problem } from '../../base/problem.ts';
import type { Secret } from '../../base/secret.ts';
import { appendEvent } from '../../log/append-event.ts';
import type { Tx } from '../../storage/database.ts';
import type { RateLimiter } from '../limits/rate-limiter.ts';
import { tellRefusal } from '../limits/tell-refusal.ts';
import { takeUsableToken } from '../one-time-token.ts';
import type { Origin } from '../principal.ts';
import { requireActive } from '../relation.ts';
import { completeSignIn, findPendingSignIn, type WaitingSignIn } from '../sessions/pending-sign-in.ts';
import { appContext } from './add-authenticator-app.ts';
import {
  askForPasskey,
  checkPasskey,
  notAccepted,
  noteUse,
  type PasskeyDeps,
  type PasskeyProof,
  type PasskeyQuestion,
} from './check-passkey.ts';
import { isTotpCode, stepOfCode } from './one-time-code.ts';
import type { ChallengeUse } from './passkey-challenge.ts';
import { hashRecoveryCode } from './recovery-code.ts';
import { openText } from './sealed-text.ts';
import { authenticatorApp, recoveryCodesLeft, takeRecoveryCode, takeStep } from './second-factors.queries.ts';

export interface SecondStepDeps extends PasskeyDeps {
  readonly limiter: RateLimiter;
}

export interface FinishedSignIn {
  /** The text of the session's cookie. */
  readonly session: Secret;
  readonly waiting: WaitingSignIn;
  /** Where a recovery code was used: how many there are still. */
  readonly recoveryCodesLeft?: number;
}

/** Asks for a passkey of whoever waits at the second step: a turn of the address, which the right answer gives back. */
export async function askForSecondFactor(
  deps: SecondStepDeps,
  pending: string,
  origin: Origin,
): Promise<PasskeyQuestion> {
  await deps.limiter.take('address', origin.address);
  const { account } = await requireWaiting(deps, pending);
  return askForPasskey(deps, besidePassword(pending), account.id);
}

export async function finishByPasskey(
  deps: SecondStepDeps,
  pending: string,
  proof: PasskeyProof,
  origin: Origin,
): Promise<FinishedSignIn> {
  const waiting = await requireWaiting(deps, pending);
  const checked = await checkPasskey(deps, proof, besidePassword(pending));
  const finished = await deps.database.mutation(async (tx) => {
    if (!(await noteUse(tx, checked, deps.clock.now(), origin))) return undefined;
    return finish(deps, tx, { pending, waiting, origin });
  });
  if (finished === undefined) throw notAccepted();
  deps.limiter.giveBack('address', origin.address);
  return finished;
}

/** `code` is what was typed: six digits of the app, or a recovery code. */
export async function finishByCode(
  deps: SecondStepDeps,
  pending: string,
  code: string,
  origin: Origin,
): Promise<FinishedSignIn> {
  await deps.limiter.take('address', origin.address);
  const waiting = await requireWaiting(deps, pending);
  const isOfApp = isTotpCode(code);
  // Six digits can be guessed, so the account counts them, wherever they come from; eighty bits cannot.
  if (isOfApp) await deps.limiter.take('signin', guessesOf(waiting), () => tellOwner(deps, waiting, origin));
  const taking = isOfApp ? await appCode(deps, waiting, code) : recoveryCode(code, waiting);
  const finished = await deps.database.mutation(async (tx) => {
    if (!(await taking?.(tx))) return undefined;
    const done = await finish(deps, tx, { pending, waiting, origin });
    return isOfApp ? done : { ...done, recoveryCodesLeft: await noteRecovery(deps, tx, waiting, origin) };
  });
  if (finished === undefined) throw wrongCode();
  deps.limiter.giveBack('address', origin.address);
  if (isOfApp) deps.limiter.giveBack('signin', guessesOf(waiting));
  return finished;
}

/** Uses a code up in the mutation. False when it is used already. */
type Taking = (tx: Tx) => Promise<boolean>;

/** Undefined for a code that is wrong. */
async function appCode(deps: SecondStepDeps, { account }: WaitingSignIn, code: string): Promise<Taking | undefined> {
  const app = await authenticatorApp(deps.database, account.id);
  if (app === undefined) return undefined;
  const secret = openText(deps.secret, app.sealedSecret, appContext(account.publicId));
  if (secret === undefined) {
    throw new Problem(
      'sign_in_failed',
      "The codes of your app cannot be checked any more, because the server's secret is another one: use a passkey or a recovery code.",
    );
  }
  const step = stepOfCode(secret, code, deps.clock.now());
  if (step === undefined) return undefined;
  return (tx) => takeStep(tx, account.id, { sealedSecret: app.sealedSecret, step });
}

/** Browsers that are new to the account share their guesses, so that they cannot use up those of its owner. */
function guessesOf({ account, isNewDevice }: WaitingSignIn): string {
  return `code ${account.publicId} ${isNewDevice ? 'elsewhere' : 'at home'}`;
}

function tellOwner(deps: SecondStepDeps, { account }: WaitingSignIn, origin: Origin): Promise<void> {
  return tellRefusal(deps, { kind: 'second_factor_refused', account, origin });
}

/** Undefined for what cannot be one. */
function recoveryCode(code: string, { account }: WaitingSignIn): Taking | undefined {
  const hash = hashRecoveryCode(code);
  return hash === undefined ? undefined : (tx) => takeRecoveryCode(tx, account.id, hash);
}

async function noteRecovery(
  { clock }: SecondStepDeps,
  tx: Tx,
  { account }: WaitingSignIn,
  origin: Origin,
): Promise<number> {
  const left = await recoveryCodesLeft({ read: tx }, account.id);
  await appendEvent(tx, {
    at: clock.now(),
    kind: 'recovery_code_used',
    actor: account.id,
    onBehalfOf: null,
    credential: 'system',
    subject: `account:${account.publicId}`,
    data: { left },
    origin,
  });
  return left;
}

interface LastStep {
  readonly pending: string;
  readonly waiting: WaitingSignIn;
  readonly origin: Origin;
}

async function finish(deps: SecondStepDeps, tx: Tx, { pending, waiting, origin }: LastStep): Promise<FinishedSignIn> {
  await requireActive({ read: tx }, waiting.account.id);
  if ((await takeUsableToken(deps, tx, 'second-factor', pending)) === undefined) throw waitedTooLong();
  return { session: await completeSignIn(deps, tx, waiting, origin), waiting };
}

async function requireWaiting(deps: SecondStepDeps, pending: string): Promise<WaitingSignIn> {
  const waiting = await findPendingSignIn(deps, deps.database, pending);
  if (waiting === undefined) throw waitedTooLong();
  return waiting;
}

function waitedTooLong(): Problem {
  return new Problem('credentials_missing', 'This sign-in has waited too long: begin again.');
}

function besidePassword(pending: string): ChallengeUse {
  return { purpose: 'second-factor', holder: `pending ${pending}` };
}

function wrongCode(): Problem {
  const detail =
    'The code is not right, or was used already. Wait for the next one; the clock of its device must be right.';
  return new Problem('sign_in_failed', detail, { faults: [{ code: 'code', detail, at: 'code' }] });
}
