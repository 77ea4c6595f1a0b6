import { acceptInvitation, declineInvitation } from '../../accounts/organizations/answer-invitation.ts';
import { findInvitation, type FoundInvitation } from '../../accounts/organizations/find-invitation.ts';
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import { originOf } from '../../http/request-origin.ts';
import { html } from '../html.tsx';
import { form, page, requireViewer } from '../page.ts';
import { flash, seeOther } from '../see-other.ts';
import { withQuery } from '../site-urls.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Form } from '../ui/form.tsx';
import { IdText } from '../ui/id-text.tsx';
import { Notice } from '../ui/notice.tsx';
import { dateText } from '../ui/time.tsx';
import type { Visit } from '../visit.ts';
import type { OrganizationDeps } from './organization-deps.ts';
import { roleWithArticle } from './role-words.ts';

/** `GET /invitations/:token`: what the mail of an invitation leads to. Changes nothing; the buttons do. */
export function invitationPage(deps: OrganizationDeps): HttpHandler {
  return page(
    deps,
    async (visit) => {
      const text = visit.request.params['token'] ?? '';
      const found = await findInvitation(deps, visit.viewer, text);
      if (found.kind === 'gallery') return answerGalleryInvitation(visit, text);
      return showInvitation(visit, text, found);
    },
    { isOpen: true },
  );
}

/** `GET /organization/:name/members/confirm|reject/:token` */
export function toInvitation(deps: OrganizationDeps): HttpHandler {
  return page(deps, (visit) => seeOther(visit.site.urls.invitation(visit.request.params['token'] ?? '')), {
    isOpen: true,
  });
}

/** `POST /organization/:name/members/confirm/:token` */
export function acceptInvitationForm(deps: OrganizationDeps): HttpHandler {
  return form(deps, async (visit) => {
    const text = visit.request.params['token'] ?? '';
    const { organization, role } = await acceptInvitation(deps, requireViewer(visit), text, originOf(visit.request));
    const said = { kind: 'done', text: `You are ${roleWithArticle(role)} of ${organization} now.` } as const;
    return seeOther(visit.site.urls.organization(organization), [flash(deps, said)]);
  });
}

/** `POST /organization/:name/members/reject/:token` */
export function declineInvitationForm(deps: OrganizationDeps): HttpHandler {
  return form(deps, async (visit) => {
    const text = visit.request.params['token'] ?? '';
    const { organization } = await declineInvitation(deps, requireViewer(visit), text, originOf(visit.request));
    const said = { kind: 'done', text: `The invitation to ${organization} is declined.` } as const;
    return seeOther(visit.site.urls.organizations, [flash(deps, said)]);
  });
}

/** An invitation to have an account at all is the sign-up's business. */
function answerGalleryInvitation(visit: Visit, text: string): HttpAnswer {
  const { urls } = visit.site;
  return seeOther(visit.viewer === undefined ? withQuery(urls.signUp, { invitation: text }) : urls.account);
}

function showInvitation(
  visit: Visit,
  text: string,
  found: Exclude<FoundInvitation, { readonly kind: 'gallery' }>,
): HttpAnswer {
  if (found.kind === 'none') {
    const body = (
      <>
        <h1>This invitation holds no more</h1>
        <p>It was answered, was cancelled, is older than two weeks, or the link is not whole.</p>
        <p>Ask whoever invited you for a new one.</p>
      </>
    );
    return html(visit, { title: 'This invitation holds no more', status: 404, body, hidesUrl: true });
  }
  const { organizationName, role, inviterName, expiresAt } = found.invitation;
  const title = `Join ${organizationName}`;
  const body = (
    <>
      <h1>
        <IdText text={title} />
      </h1>
      <p class="lead">
        {inviterName ?? 'An administrator'} invites you to the organization {organizationName}, as{' '}
        {roleWithArticle(role)}. You can answer until {dateText(expiresAt)}.
      </p>
      <Answer visit={visit} text={text} found={found} />
    </>
  );
  return html(visit, { title, body, hidesUrl: true });
}

interface AnswerProps {
  readonly visit: Visit;
  readonly text: string;
  readonly found: Extract<FoundInvitation, { readonly kind: 'organization' }>;
}

function Answer({ visit, text, found }: AnswerProps) {
  const { urls } = visit.site;
  const { organizationName } = found.invitation;
  if (visit.viewer === undefined) {
    return (
      <>
        <p>Sign in to answer{found.isByAddress ? ', or create an account: you come back here then' : ''}.</p>
        <p class="row">
          <ButtonLink kind="primary" href={withQuery(urls.signIn, { return: `/invitations/${text}` })}>
            Sign in to answer
          </ButtonLink>
          {found.isByAddress && (
            <ButtonLink href={withQuery(urls.signUp, { invitation: text })}>Create an account</ButtonLink>
          )}
        </p>
      </>
    );
  }
  if (!found.mayAnswer) {
    return (
      <Notice kind="warning" title="This invitation is for another account">
        You are signed in as {visit.viewer.name}. Sign out, and sign in as the person who was invited.
      </Notice>
    );
  }
  return (
    <div class="row">
      <Form visit={visit} action={urls.memberConfirm(organizationName, text)} layout="line">
        <Button kind="primary">Accept the invitation</Button>
      </Form>
      <Form visit={visit} action={urls.memberReject(organizationName, text)} layout="line">
        <Button>Decline</Button>
      </Form>
    </div>
  );
}
