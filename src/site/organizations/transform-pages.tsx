/** A person's account that becomes an organization: the wish, and the answer of who will administer it. */
import {
  acceptTransformation,
  cancelTransformation,
  declineTransformation,
} from '../../accounts/organizations/answer-transformation.ts';
import { askTransformation } from '../../accounts/organizations/ask-transformation.ts';
import { ownTransformation, transformationToAnswer } from '../../accounts/organizations/view-transformations.ts';
import type { TransformationRow } from '../../accounts/organizations/transformations.queries.ts';
import type { Problem } from '../../base/problem.ts';
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import { originOf } from '../../http/request-origin.ts';
import { html } from '../html.tsx';
import { orShow } from '../or-show.ts';
import { form, page, requireViewer } from '../page.ts';
import { flash, seeOther } from '../see-other.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Crumbs } from '../ui/crumbs.tsx';
import { ErrorSummary } from '../ui/error-summary.tsx';
import { faultAt } from '../ui/faults.ts';
import { Field } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';
import { IdText } from '../ui/id-text.tsx';
import { Notice } from '../ui/notice.tsx';
import { dateText } from '../ui/time.tsx';
import type { Visit } from '../visit.ts';
import type { OrganizationDeps } from './organization-deps.ts';

/** `GET /account/transform` */
export function transformPage(deps: OrganizationDeps): HttpHandler {
  return page(deps, async (visit) => {
    const wish = await ownTransformation(deps, requireViewer(visit));
    return wish === undefined ? showAsk(visit, '') : showWaiting(visit, wish);
  });
}

/** `POST /account/transform` */
export function askTransformationForm(deps: OrganizationDeps): HttpHandler {
  return form(deps, (visit, fields) => {
    const viewer = requireViewer(visit);
    const administrator = fields.text('administrator');
    return orShow(
      async () => {
        await askTransformation(deps, viewer, { administrator }, originOf(visit.request));
        return seeOther(visit.site.urls.transform);
      },
      (problem) => showAsk(visit, administrator, problem),
    );
  });
}

/** `POST /account/transform/cancel` */
export function cancelTransformationForm(deps: OrganizationDeps): HttpHandler {
  return form(deps, async (visit) => {
    await cancelTransformation(deps, requireViewer(visit), originOf(visit.request));
    const said = { kind: 'done', text: 'Your account stays a person’s.' } as const;
    return seeOther(visit.site.urls.transform, [flash(deps, said)]);
  });
}

/** `GET /account/transform/confirm|reject/:account/:token`: both lead to the page with both buttons. */
export function answerTransformationPage(deps: OrganizationDeps): HttpHandler {
  return page(deps, async (visit) => {
    const wish = await transformationToAnswer(deps, requireViewer(visit), visit.request.params['token'] ?? '');
    return showAnswer(visit, wish);
  });
}

/** `POST /account/transform/confirm/:account/:token` */
export function acceptTransformationForm(deps: OrganizationDeps): HttpHandler {
  return form(deps, async (visit) => {
    const token = visit.request.params['token'] ?? '';
    const name = await acceptTransformation(deps, requireViewer(visit), token, originOf(visit.request));
    const said = { kind: 'done', text: `${name} is an organization now, and you are its administrator.` } as const;
    return seeOther(visit.site.urls.organization(name), [flash(deps, said)]);
  });
}

/** `POST /account/transform/reject/:account/:token` */
export function declineTransformationForm(deps: OrganizationDeps): HttpHandler {
  return form(deps, async (visit) => {
    const token = visit.request.params['token'] ?? '';
    const name = await declineTransformation(deps, requireViewer(visit), token, originOf(visit.request));
    return seeOther(visit.site.urls.organizations, [flash(deps, { kind: 'done', text: `${name} stays a person.` })]);
  });
}

const TITLE = 'Turn this account into an organization';

function showAsk(visit: Visit, administrator: string, problem?: Problem): HttpAnswer {
  const { urls } = visit.site;
  const faults = problem?.faults ?? [];
  const body = (
    <>
      <Crumbs trail={[{ label: 'Organizations', href: urls.organizations }]} here="Turn this account into one" />
      <h1>{TITLE}</h1>
      <ErrorSummary message={problem?.message} faults={faults} />
      <Notice kind="warning" title="This cannot be undone">
        <ul>
          <li>Nobody can sign in as {requireViewer(visit).name} any more: password, passkeys and sessions are gone.</li>
          <li>Its packages, its name and its email address stay as they are.</li>
          <li>Its API keys go on working, and act as the administrator whom you name.</li>
          <li>That person decides from then on who belongs to it.</li>
        </ul>
      </Notice>
      <Form visit={visit} action={urls.transform}>
        <Field
          name="administrator"
          label="Username of the administrator"
          hint="Another person, who has to agree. Make a second account first if that is to be you."
          required
          maxLength={64}
          value={administrator}
          error={faultAt(faults, 'administrator')}
        />
        <p class="row">
          <Button kind="danger">Ask to become an organization</Button>
          <ButtonLink href={urls.account}>Cancel</ButtonLink>
        </p>
      </Form>
    </>
  );
  return html(visit, { title: TITLE, body });
}

function showWaiting(visit: Visit, { administratorName, expiresAt }: TransformationRow): HttpAnswer {
  const { urls } = visit.site;
  const body = (
    <>
      <Crumbs trail={[{ label: 'Organizations', href: urls.organizations }]} here="Turn this account into one" />
      <h1>{TITLE}</h1>
      <p class="lead">
        {administratorName} was asked to be the administrator, and can answer until {dateText(expiresAt)}. Nothing has
        changed yet.
      </p>
      <Form visit={visit} action={urls.transformCancel}>
        <p class="row">
          <Button>Stay a person</Button>
        </p>
      </Form>
    </>
  );
  return html(visit, { title: TITLE, body });
}

function showAnswer(visit: Visit, { accountName, publicId, expiresAt }: TransformationRow): HttpAnswer {
  const { urls } = visit.site;
  const title = `Administer ${accountName}`;
  const body = (
    <>
      <Crumbs trail={[{ label: 'Organizations', href: urls.organizations }]} here={title} />
      <h1>
        <IdText text={title} />
      </h1>
      <p class="lead">
        {accountName} wants to become an organization, with you as its administrator. You can answer until{' '}
        {dateText(expiresAt)}.
      </p>
      <Notice kind="warning" title="If you agree, this cannot be undone">
        <ul>
          <li>Nobody can sign in as {accountName} any more. You decide about its members, packages and keys.</li>
          <li>API keys of {accountName} act as you: what is done with them is done in your name.</li>
        </ul>
      </Notice>
      <div class="row">
        <Form visit={visit} action={urls.transformConfirm(accountName, publicId)} layout="line">
          <Button kind="primary">Agree</Button>
        </Form>
        <Form visit={visit} action={urls.transformReject(accountName, publicId)} layout="line">
          <Button>Decline</Button>
        </Form>
      </div>
    </>
  );
  return html(visit, { title, body, hidesUrl: true });
}
