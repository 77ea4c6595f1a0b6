import {
  askForSecondFactor,
  finishByCode,
  finishByPasskey,
  type FinishedSignIn,
} from '../../accounts/second-factors/finish-sign-in.ts';
import { secondFactorsOf } from '../../accounts/second-factors/manage-second-factors.ts';
import { findPendingSignIn } from '../../accounts/sessions/pending-sign-in.ts';
import { hasSecondFactor } from '../../accounts/sessions/sessions.queries.ts';
import { Problem } from '../../base/problem.ts';
import type { HttpAnswer, HttpHandler, HttpRequest } from '../../http/exchange.ts';
import { originOf } from '../../http/request-origin.ts';
import { html } from '../html.tsx';
import { orShow } from '../or-show.ts';
import { form, page } from '../page.ts';
import { forgetPendingSignIn, pendingSignInText } from '../pending-sign-in.ts';
import { flash, seeOther } from '../see-other.ts';
import { signedIn } from '../signed-in.ts';
import { Button } from '../ui/button.tsx';
import { ErrorSummary } from '../ui/error-summary.tsx';
import { faultAt } from '../ui/faults.ts';
import { Field } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';
import type { Visit } from '../visit.ts';
import { json, passkeyProof } from './passkey-answers.ts';
import { NoPasskeys, PasskeyBox } from './passkey-box.tsx';
import type { SecondFactorDeps } from './second-factor-deps.ts';

const MAX_CODE_LENGTH = 40;
/** How few recovery codes are left when the page says so. */
const FEW_CODES = 3;

/** `GET /signin/second-factor`: after the first step of a sign-in. */
export function secondStepPage(deps: SecondFactorDeps): HttpHandler {
  return page(deps, async (visit) => (await overdue(deps, visit)) ?? (await showSecondStep(deps, visit, undefined)), {
    isOpen: true,
  });
}

/** `POST /signin/second-factor` */
export function secondStepForm(deps: SecondFactorDeps): HttpHandler {
  return form(
    deps,
    async (visit, fields) =>
      (await overdue(deps, visit)) ??
      orShow(
        async () => {
          const { request } = visit;
          const finished = await finishByCode(deps, pendingOf(deps, request), fields.text('code'), originOf(request));
          return welcome(deps, visit, finished);
        },
        (problem) => showSecondStep(deps, visit, problem),
      ),
    { isOpen: true },
  );
}

/** `POST /signin/second-factor/passkey/options` */
export function secondStepPasskeyOptions(deps: SecondFactorDeps): HttpHandler {
  return form(
    deps,
    async ({ request }) => json(await askForSecondFactor(deps, pendingOf(deps, request), originOf(request))),
    { isOpen: true },
  );
}

/** `POST /signin/second-factor/passkey` */
export function secondStepPasskeyForm(deps: SecondFactorDeps): HttpHandler {
  return form(
    deps,
    async (visit, fields) =>
      (await overdue(deps, visit)) ??
      orShow(
        async () => {
          const { request } = visit;
          const proof = passkeyProof(fields);
          return welcome(deps, visit, await finishByPasskey(deps, pendingOf(deps, request), proof, originOf(request)));
        },
        (problem) => showSecondStep(deps, visit, problem),
      ),
    { isOpen: true },
  );
}

/** Where the first step is too long ago, or there is no second factor any more, it is to be done again. */
async function overdue(deps: SecondFactorDeps, visit: Visit): Promise<HttpAnswer | undefined> {
  const waiting = await findPendingSignIn(deps, deps.database, pendingOf(deps, visit.request));
  if (waiting !== undefined && (await hasSecondFactor(deps.database, waiting.account.id))) return undefined;
  const text = 'The second step of a sign-in has to follow within a quarter of an hour: begin again.';
  return seeOther(visit.site.urls.signIn, [flash(deps, { kind: 'warning', text }), forgetPendingSignIn(deps)]);
}

function pendingOf(deps: SecondFactorDeps, request: HttpRequest): string {
  return pendingSignInText(deps, request) ?? '';
}

function welcome(deps: SecondFactorDeps, visit: Visit, finished: FinishedSignIn): HttpAnswer {
  const { session, waiting, recoveryCodesLeft: left } = finished;
  const { urls } = visit.site;
  const otherwise = waiting.renews === null ? urls.home : urls.security;
  const to = waiting.returnPath === null ? otherwise : urls.local(waiting.returnPath);
  const cookies = left === undefined ? [] : [flash(deps, recoveryNotice(urls.recoveryCodes, left))];
  return signedIn(deps, visit, { session, accountPublicId: waiting.account.publicId, to, cookies });
}

function recoveryNotice(href: string, left: number) {
  const count = left === 1 ? '1 recovery code' : `${left} recovery codes`;
  const text = `You used a recovery code, which is worth nothing from now on. You have ${count} left.`;
  const link = { href, label: 'Make new ones' };
  return left <= FEW_CODES ? ({ kind: 'warning', text, link } as const) : ({ kind: 'done', text } as const);
}

async function showSecondStep(deps: SecondFactorDeps, visit: Visit, problem: Problem | undefined): Promise<HttpAnswer> {
  const waiting = await findPendingSignIn(deps, deps.database, pendingOf(deps, visit.request));
  if (waiting === undefined) throw new Problem('credentials_missing', 'This sign-in has waited too long: begin again.');
  const { passkeys, app, recoveryCodesLeft } = await secondFactorsOf(deps.database, waiting.account.id);
  const faults = problem?.faults ?? [];
  const { urls } = visit.site;
  const body = (
    <>
      <h1>Second step</h1>
      <p>
        You are nearly signed in as {waiting.account.name}. Confirm it with a second factor within a quarter of an hour.
      </p>
      <ErrorSummary message={problem?.message} faults={faults} />
      {passkeys.length > 0 && deps.relyingParty === undefined && <NoPasskeys visit={visit} />}
      {passkeys.length > 0 && deps.relyingParty !== undefined && (
        <PasskeyBox
          visit={visit}
          task="use"
          options={urls.secondFactorPasskeyOptions}
          action={urls.secondFactorPasskey}
          button="Use a passkey"
          isPrimary
        />
      )}
      {(app !== undefined || recoveryCodesLeft > 0) && (
        <Form visit={visit} action={urls.secondFactor} label="Code">
          <Field
            name="code"
            label={app === undefined ? 'Recovery code' : 'Code'}
            hint={codeHint(app !== undefined, recoveryCodesLeft > 0)}
            autocomplete="one-time-code"
            required
            isCode
            size="medium"
            maxLength={MAX_CODE_LENGTH}
            error={faultAt(faults, 'code')}
          />
          <p class="row">
            <Button kind={passkeys.length === 0 ? 'primary' : 'plain'}>Confirm</Button>
            <a href={urls.signIn}>Begin again</a>
          </p>
        </Form>
      )}
      <p class="muted small">You have none of these any more? Only whoever runs this gallery can let you in then.</p>
    </>
  );
  return html(visit, { title: 'Second step', layout: 'narrow', body });
}

function codeHint(hasApp: boolean, hasCodes: boolean): string {
  const recovery = 'one of your recovery codes, each of which works once';
  if (!hasApp) return `Enter ${recovery}.`;
  return hasCodes
    ? `The six digits that your authenticator app shows now, or ${recovery}.`
    : 'The six digits that your authenticator app shows now.';
}
