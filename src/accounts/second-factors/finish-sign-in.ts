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

/** Asks for a passkey of whoever waits at the second step. */
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
  await deps.limiter.take('address', origin.address);
  const waiting = await requireWaiting(deps, pending);
  const checked = await checkPasskey(deps, proof, besidePassword(pending));
  const finished = await deps.database.mutation(async (tx) => {
    if (!(await noteUse(tx, checked, deps.clock.now(), origin))) return undefined;
    return finish(deps, tx, { pending, waiting, origin });
  });
  if (finished === undefined) throw notAccepted();
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
  const taking = isTotpCode(code) ? await appCode(deps, waiting, code, origin) : recoveryCode(code, waiting);
  const finished = await deps.database.mutation(async (tx) => {
    if (!(await taking?.(tx))) return undefined;
    const done = await finish(deps, tx, { pending, waiting, origin });
    return isTotpCode(code) ? done : { ...done, recoveryCodesLeft: await noteRecovery(deps, tx, waiting, origin) };
  });
  if (finished === undefined) throw wrongCode();
  return finished;
}

/** Uses a code up in the mutation. False when it is used already. */
type Taking = (tx: Tx) => Promise<boolean>;

/** Undefined for a code that is wrong. Six digits can be guessed, so the account counts them, wherever they come from. */
async function appCode(
  deps: SecondStepDeps,
  { account, isNewDevice }: WaitingSignIn,
  code: string,
  origin: Origin,
): Promise<Taking | undefined> {
  await takeTurn(deps, { account, isNewDevice }, origin);
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
async function takeTurn(
  deps: SecondStepDeps,
  { account, isNewDevice }: Pick<WaitingSignIn, 'account' | 'isNewDevice'>,
  origin: Origin,
): Promise<void> {
  try {
    await deps.limiter.take('signin', `code ${account.publicId} ${isNewDevice ? 'elsewhere' : 'at home'}`);
  } catch (error) {
    await tellRefusal(deps, { kind: 'second_factor_refused', account, origin });
    throw error;
  }
}

/** Undefined for what cannot be one. Nobody guesses eighty bits, so only the address is counted. */
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
