import { viewMemberships, type MembershipsView } from '../../accounts/organizations/view-memberships.ts';
import type { InvitationRow } from '../../accounts/organizations/invitations.queries.ts';
import type { HttpHandler } from '../../http/exchange.ts';
import { ownedCounts } from '../../packages/owned-counts.queries.ts';
import { html } from '../html.tsx';
import { page, requireViewer } from '../page.ts';
import { withQuery } from '../site-urls.ts';
import { Badge } from '../ui/badge.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';
import { Form } from '../ui/form.tsx';
import { IdText } from '../ui/id-text.tsx';
import { KeysetPager } from '../ui/keyset-pager.tsx';
import { Table } from '../ui/table.tsx';
import { Time } from '../ui/time.tsx';
import type { Visit } from '../visit.ts';
import type { OrganizationDeps } from './organization-deps.ts';
import { roleLabel } from './role-words.ts';

/** `GET /account/organizations`: what a person belongs to, and what waits for their answer. */
export function organizationsPage(deps: OrganizationDeps): HttpHandler {
  return page(deps, async (visit) => {
    const viewer = requireViewer(visit);
    const { urls } = visit.site;
    const after = visit.request.query.get('after') ?? '';
    const view = await viewMemberships(deps, viewer, after);
    const packages = await ownedCounts(
      deps.database,
      view.organizations.map(({ id }) => id),
    );
    const body = (
      <>
        <h1>Organizations</h1>
        <p class="lead">An organization owns packages for several people, who come and go.</p>
        <p class="row">
          <ButtonLink href={urls.organizationAdd} kind="primary">
            Add an organization
          </ButtonLink>
          <ButtonLink href={urls.transform}>Turn this account into one</ButtonLink>
        </p>
        <Invitations visit={visit} invitations={view.invitations} />
        <Transformations visit={visit} transformations={view.transformations} />
        <Organizations visit={visit} view={view} packages={packages} isFirst={after === ''} />
      </>
    );
    return html(visit, { title: 'Organizations', layout: 'wide', body });
  });
}

function Invitations({
  visit,
  invitations,
}: {
  readonly visit: Visit;
  readonly invitations: readonly InvitationRow[];
}) {
  if (invitations.length === 0) return null;
  const { urls } = visit.site;
  return (
    <section aria-labelledby="invitations">
      <h2 id="invitations">Invitations</h2>
      <Table
        caption="Invitations"
        isCaptionHidden
        rows={invitations}
        columns={[
          {
            title: 'Organization',
            isRowTitle: true,
            cell: ({ organizationName }) => <IdText text={organizationName} />,
          },
          { title: 'As', cell: ({ role }) => roleLabel(role) },
          { title: 'From', cell: ({ inviterName }) => <IdText text={inviterName ?? ''} /> },
          { title: 'Holds until', cell: ({ expiresAt }) => <Time at={expiresAt} now={visit.now} show="date" /> },
          {
            title: 'Answer',
            isTitleHidden: true,
            cell: ({ organizationName: name, publicId }) => (
              <div class="row">
                <Form visit={visit} action={urls.memberConfirm(name, publicId)} layout="line">
                  <Button isSmall kind="primary" label={`Accept the invitation to ${name}`}>
                    Accept
                  </Button>
                </Form>
                <Form visit={visit} action={urls.memberReject(name, publicId)} layout="line">
                  <Button isSmall label={`Decline the invitation to ${name}`}>
                    Decline
                  </Button>
                </Form>
              </div>
            ),
          },
        ]}
      />
    </section>
  );
}

function Transformations({
  visit,
  transformations,
}: Pick<MembershipsView, 'transformations'> & { readonly visit: Visit }) {
  if (transformations.length === 0) return null;
  const { urls } = visit.site;
  return (
    <section aria-labelledby="transformations">
      <h2 id="transformations">Accounts that want you as their administrator</h2>
      <Table
        caption="Accounts that want you as their administrator"
        isCaptionHidden
        rows={transformations}
        columns={[
          { title: 'Account', isRowTitle: true, cell: ({ accountName }) => <IdText text={accountName} /> },
          { title: 'Holds until', cell: ({ expiresAt }) => <Time at={expiresAt} now={visit.now} show="date" /> },
          {
            title: 'Answer',
            isTitleHidden: true,
            cell: ({ accountName, publicId }) => (
              <ButtonLink isSmall href={urls.transformConfirm(accountName, publicId)}>
                Look at it
              </ButtonLink>
            ),
          },
        ]}
      />
    </section>
  );
}

interface OrganizationsProps {
  readonly visit: Visit;
  readonly view: MembershipsView;
  readonly packages: ReadonlyMap<number, number>;
  readonly isFirst: boolean;
}

function Organizations({ visit, view, packages, isFirst }: OrganizationsProps) {
  const { urls } = visit.site;
  const { organizations, next } = view;
  if (organizations.length === 0 && isFirst) {
    return <Empty title="You belong to no organization">Add one, or ask its administrators to invite you.</Empty>;
  }
  return (
    <section aria-labelledby="mine">
      <h2 id="mine">Your organizations</h2>
      <Table
        caption="Your organizations"
        isCaptionHidden
        rows={organizations}
        columns={[
          {
            title: 'Name',
            isRowTitle: true,
            cell: ({ name }) => (
              <a href={urls.organization(name)}>
                <IdText text={name} />
              </a>
            ),
          },
          { title: 'You are', cell: ({ role }) => roleLabel(role) },
          { title: 'Members', isNumber: true, cell: ({ memberCount }) => memberCount.toLocaleString('en') },
          { title: 'Packages', isNumber: true, cell: ({ id }) => (packages.get(id) ?? 0).toLocaleString('en') },
          { title: 'State', cell: stateBadge },
        ]}
      />
      <KeysetPager
        label="organizations"
        first={isFirst ? undefined : { text: 'First', href: urls.organizations }}
        next={next === undefined ? undefined : { text: 'Next', href: withQuery(urls.organizations, { after: next }) }}
      />
    </section>
  );
}

function stateBadge({ status, emailConfirmedAt }: MembershipsView['organizations'][number]) {
  if (status === 'locked') return <Badge kind="red">Locked</Badge>;
  return emailConfirmedAt === null ? <Badge kind="amber">Address not confirmed</Badge> : null;
}
