import {
  addAuthenticatorApp,
  offerApp,
  offerAppAgain,
  type AppOffer,
} from '../../accounts/second-factors/add-authenticator-app.ts';
import { removeSecondFactor, secondFactorsOf } from '../../accounts/second-factors/manage-second-factors.ts';
import type { Instant } from '../../base/clock.ts';
import type { Problem } from '../../base/problem.ts';
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import { originOf } from '../../http/request-origin.ts';
import { html } from '../html.tsx';
import { orShow } from '../or-show.ts';
import { form, page, requireViewer } from '../page.ts';
import { flash, seeOther } from '../see-other.ts';
import { Button } from '../ui/button.tsx';
import { CopyBox } from '../ui/copy-box.tsx';
import { Crumbs } from '../ui/crumbs.tsx';
import { ErrorSummary } from '../ui/error-summary.tsx';
import { faultAt } from '../ui/faults.ts';
import { Field } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';
import { Notice } from '../ui/notice.tsx';
import { dateText } from '../ui/time.tsx';
import type { Visit } from '../visit.ts';
import { QrCode } from './qr-code.tsx';
import { showNewCodes } from './recovery-codes-page.tsx';
import type { SecondFactorDeps } from './second-factor-deps.ts';

/** Six digits and the space that apps show between them. */
const MAX_CODE_LENGTH = 7;

/** `GET /account/security/app`: each visit offers another secret, and nothing is kept before a code of it comes back. */
export function authenticatorAppPage(deps: SecondFactorDeps): HttpHandler {
  return page(deps, async (visit) => {
    const viewer = requireViewer(visit);
    return showOffer(deps, visit, { offer: offerApp(deps, viewer) });
  });
}

/** `POST /account/security/app` */
export function addAuthenticatorAppForm(deps: SecondFactorDeps): HttpHandler {
  return form(deps, (visit, fields) => {
    const viewer = requireViewer(visit);
    const wish = { sealed: fields.text('sealed'), code: fields.text('code') };
    return orShow(
      async () => {
        const { recoveryCodes: codes } = await addAuthenticatorApp(deps, viewer, wish, originOf(visit.request));
        const said = 'Your authenticator app is added.';
        if (codes !== undefined) return showNewCodes(visit, { codes, title: 'Your recovery codes', said });
        return seeOther(visit.site.urls.security, [flash(deps, { kind: 'done', text: said })]);
      },
      (problem) => showOffer(deps, visit, { offer: offerAppAgain(deps, viewer, wish.sealed), problem }),
    );
  });
}

/** `POST /account/security/app/remove` */
export function removeAuthenticatorAppForm(deps: SecondFactorDeps): HttpHandler {
  return form(deps, async (visit) => {
    await removeSecondFactor(deps, requireViewer(visit), { factor: 'app' }, originOf(visit.request));
    const text = 'Your authenticator app is removed: its codes are worth nothing from now on.';
    return seeOther(visit.site.urls.security, [flash(deps, { kind: 'done', text })]);
  });
}

interface OfferView {
  readonly offer: AppOffer;
  readonly problem?: Problem;
}

async function showOffer(deps: SecondFactorDeps, visit: Visit, { offer, problem }: OfferView): Promise<HttpAnswer> {
  const { app } = await secondFactorsOf(deps.database, requireViewer(visit).actorId);
  const faults = problem?.faults ?? [];
  const { urls } = visit.site;
  const body = (
    <>
      <Crumbs trail={[{ label: 'Security', href: urls.security }]} here="Authenticator app" />
      <h1>Authenticator app</h1>
      {app !== undefined && <Replacing createdAt={app.createdAt} />}
      <ErrorSummary message={problem?.message} faults={faults} />
      <p>
        Scan this picture with an authenticator app, or type the text into it. The app then shows six digits that change
        every half a minute.
      </p>
      <QrCode text={offer.uri} label="QR code for an authenticator app; the same as text stands below" />
      <CopyBox id="app-secret" label="Secret for the app" text={inGroups(offer.secretText)} isLabelShown />
      <Form visit={visit} action={urls.authenticatorApp}>
        <input type="hidden" name="sealed" value={offer.sealed} />
        <Field
          name="code"
          label="Code"
          hint="The six digits that the app shows now."
          autocomplete="one-time-code"
          inputMode="numeric"
          required
          isCode
          size="short"
          maxLength={MAX_CODE_LENGTH}
          error={faultAt(faults, 'code')}
        />
        <p class="row">
          <Button kind="primary">Add the app</Button>
          <a href={urls.security}>Cancel</a>
        </p>
      </Form>
    </>
  );
  return html(visit, { title: 'Authenticator app', body });
}

function Replacing({ createdAt }: { readonly createdAt: Instant }) {
  return (
    <Notice kind="info">
      <p>You added an app on {dateText(createdAt)}. The new one takes its place.</p>
    </Notice>
  );
}

/** Four letters at a time can be typed without losing one's place; apps skip the spaces. */
function inGroups(secret: string): string {
  return secret.replace(/.{4}(?!$)/g, '$& ');
}
