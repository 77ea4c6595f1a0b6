import { mutedMailOf } from '../../accounts/people/mail-wishes.queries.ts';
import { personById, type PersonRow } from '../../accounts/people/people.queries.ts';
import { viewOrganization, type OrganizationView } from '../../accounts/organizations/view-organization.ts';
import { Problem } from '../../base/problem.ts';
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import { html } from '../html.tsx';
import { page, requireViewer } from '../page.ts';
import { NotificationSection } from '../people/notification-section.tsx';
import { seeOther } from '../see-other.ts';
import { withQuery } from '../site-urls.ts';
import { Badge, Badges } from '../ui/badge.tsx';
import { ButtonLink } from '../ui/button.tsx';
import { Crumbs } from '../ui/crumbs.tsx';
import { ErrorSummary } from '../ui/error-summary.tsx';
import { IdText } from '../ui/id-text.tsx';
import { Notice } from '../ui/notice.tsx';
import type { Visit } from '../visit.ts';
import { EmailSection } from './email-section.tsx';
import { InviteSection } from './invite-section.tsx';
import { MembersSection } from './members-section.tsx';
import type { OrganizationDeps } from './organization-deps.ts';
import type { Trouble } from './trouble.ts';

/** `GET /organization/:name`: its members and what may be changed about it, for members and administrators. */
export function organizationPage(deps: OrganizationDeps): HttpHandler {
  return page(deps, (visit) => showOrganization(deps, visit));
}

/** `GET` of what the page's forms are sent to: somebody loads the page anew that a mistake was shown on. */
export function backToOrganization(deps: OrganizationDeps): HttpHandler {
  return page(deps, (visit) => seeOther(visit.site.urls.organization(visit.request.params['name'] ?? '')));
}

/** The page, for whoever may see it; `trouble` when a form of it could not do what it was to. */
export async function showOrganization(deps: OrganizationDeps, visit: Visit, trouble?: Trouble): Promise<HttpAnswer> {
  const viewer = requireViewer(visit);
  const { query, params } = visit.request;
  const named = query.get('member') ?? undefined;
  const wish = { after: query.get('after') ?? undefined, named };
  const view = await viewOrganization(deps, viewer, params['name'] ?? '', wish);
  const { organization, mayManageMembers, mayManageAccount } = view;
  const body = (
    <>
      <Crumbs trail={[{ label: 'Organizations', href: visit.site.urls.organizations }]} here={organization.name} />
      <h1>
        <IdText text={organization.name} />
      </h1>
      <State view={view} />
      <ErrorSummary message={trouble?.problem.message} faults={trouble?.problem.faults ?? []} />
      <MembersSection visit={visit} view={view} named={named} viewerName={viewer.name} />
      {mayManageMembers && <InviteSection visit={visit} view={view} trouble={trouble} />}
      {mayManageAccount && (
        <>
          <EmailSection visit={visit} account={await addressOf(deps, organization.id)} trouble={trouble} />
          <NotificationSection
            visit={visit}
            account={organization}
            muted={await mutedMailOf(deps.database, organization.id)}
          />
        </>
      )}
      <Ways visit={visit} view={view} />
    </>
  );
  return html(visit, { title: organization.name, layout: 'wide', body });
}

async function addressOf({ database }: OrganizationDeps, id: number): Promise<PersonRow> {
  const account = await personById(database, id);
  if (account !== undefined) return account;
  throw new Problem('not_found', 'There is no such organization.');
}

function State({ view }: { readonly view: OrganizationView }) {
  const { organization, isConfirmed } = view;
  const isLocked = organization.status === 'locked';
  return (
    <>
      <Badges>
        <Badge>Organization</Badge>
        {isLocked && <Badge kind="red">Locked</Badge>}
        {!isConfirmed && <Badge kind="amber">Address not confirmed</Badge>}
      </Badges>
      {isLocked && (
        <Notice kind="warning" title={`${organization.name} is locked`}>
          Nothing can be published in its name and nobody can join. The administrators of this gallery can tell why.
        </Notice>
      )}
      {!isConfirmed && (
        <Notice kind="warning" title="The email address is not confirmed">
          A link was sent there. Until somebody follows it, nobody can be invited and nothing can be published.
        </Notice>
      )}
    </>
  );
}

/** What leads away from here, and out. */
function Ways({ visit, view }: { readonly visit: Visit; readonly view: OrganizationView }) {
  const { urls } = visit.site;
  const { organization, ownRole, mayManageAccount } = view;
  const self = visit.viewer?.name ?? '';
  return (
    <p class="row">
      {ownRole !== undefined && (
        <ButtonLink href={withQuery(urls.apiKeys, { owner: organization.name })}>API keys</ButtonLink>
      )}
      {(ownRole === 'administrator' || ownRole === undefined) && (
        <ButtonLink href={urls.organizationHistory(organization.name)}>History</ButtonLink>
      )}
      {ownRole !== undefined && (
        <ButtonLink href={withQuery(urls.memberDelete(organization.name), { member: self })}>
          Leave this organization
        </ButtonLink>
      )}
      {mayManageAccount && (
        <ButtonLink href={urls.organizationDelete(organization.name)}>Delete this organization</ButtonLink>
      )}
    </p>
  );
}
