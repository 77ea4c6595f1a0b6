import { renewRecoveryCodes, secondFactorsOf } from '../../accounts/second-factors/manage-second-factors.ts';
import { RECOVERY_CODES } from '../../accounts/second-factors/recovery-code.ts';
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import { originOf } from '../../http/request-origin.ts';
import { html } from '../html.tsx';
import { form, page, requireViewer } from '../page.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { CopyBox } from '../ui/copy-box.tsx';
import { Crumbs } from '../ui/crumbs.tsx';
import { Form } from '../ui/form.tsx';
import { Notice } from '../ui/notice.tsx';
import type { Visit } from '../visit.ts';
import type { SecondFactorDeps } from './second-factor-deps.ts';

/** `GET /account/security/recovery-codes` */
export function recoveryCodesPage(deps: SecondFactorDeps): HttpHandler {
  return page(deps, async (visit) => {
    const viewer = requireViewer(visit);
    const { passkeys, app, recoveryCodesLeft: left } = await secondFactorsOf(deps.database, viewer.actorId);
    const hasFactor = passkeys.length > 0 || app !== undefined;
    const { urls } = visit.site;
    const body = (
      <>
        <Crumbs trail={[{ label: 'Security', href: urls.security }]} here="Recovery codes" />
        <h1>Recovery codes</h1>
        <p>
          A recovery code lets you in when your passkeys and your authenticator app are out of reach. Each works once.
        </p>
        {hasFactor ? (
          <>
            <p>
              You have {left} of {RECOVERY_CODES} left. They are shown only when they are made.
            </p>
            <Form visit={visit} action={urls.recoveryCodes}>
              <p>New codes take the place of all that you have: those before are worth nothing from then on.</p>
              <p class="row">
                <Button>Make {RECOVERY_CODES} new codes</Button>
              </p>
            </Form>
          </>
        ) : (
          <p>
            They come with your first <a href={urls.security}>passkey or authenticator app</a>.
          </p>
        )}
      </>
    );
    return html(visit, { title: 'Recovery codes', body });
  });
}

/** `POST /account/security/recovery-codes` */
export function renewRecoveryCodesForm(deps: SecondFactorDeps): HttpHandler {
  return form(deps, async (visit) => {
    const codes = await renewRecoveryCodes(deps, requireViewer(visit), originOf(visit.request));
    return showNewCodes(visit, { codes, title: 'Your new recovery codes', said: undefined });
  });
}

interface NewCodes {
  readonly codes: readonly string[];
  readonly title: string;
  /** What else has just happened. */
  readonly said: string | undefined;
}

/** The one page that shows codes: the answer to the form that made them, which nobody can ask for again. */
export function showNewCodes(visit: Visit, { codes, title, said }: NewCodes): HttpAnswer {
  const body = (
    <>
      <h1>{title}</h1>
      {said !== undefined && <Notice kind="done" title={said} role="status" />}
      <p>
        Keep these codes where your devices are not: on paper, or in a password manager of another device. Each lets you
        in once, when your passkeys and your app are out of reach. They are not shown again.
      </p>
      <CopyBox id="recovery-codes" label="Recovery codes" text={codes.join('\n')} isLabelShown />
      <p class="row">
        <ButtonLink href={visit.site.urls.security} kind="primary">
          I have kept them
        </ButtonLink>
      </p>
    </>
  );
  return html(visit, { title, body });
}
