import type { MemberRow } from '../../accounts/organizations/members.queries.ts';
import type { OrganizationView } from '../../accounts/organizations/view-organization.ts';
import { withQuery } from '../site-urls.ts';
import { Badge } from '../ui/badge.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';
import { Field } from '../ui/field.tsx';
import { FilterForm } from '../ui/filter-form.tsx';
import { Form } from '../ui/form.tsx';
import { IdText } from '../ui/id-text.tsx';
import { KeysetPager } from '../ui/keyset-pager.tsx';
import { Table, type Column } from '../ui/table.tsx';
import { Time } from '../ui/time.tsx';
import type { Visit } from '../visit.ts';
import { roleLabel } from './role-words.ts';

interface MembersProps {
  readonly visit: Visit;
  readonly view: OrganizationView;
  /** The name that somebody looks for. */
  readonly named: string | undefined;
  readonly viewerName: string;
}

/** Who belongs to an organization, with what an administrator may do to each. */
export function MembersSection({ visit, view, named, viewerName }: MembersProps) {
  const here = visit.site.urls.organization(view.organization.name);
  const isLong = view.memberCount > view.members.length;
  const isFirst = visit.request.query.get('after') === null;
  return (
    <section aria-labelledby="members">
      <h2 id="members">
        {view.memberCount.toLocaleString('en')} {view.memberCount === 1 ? 'member' : 'members'}
      </h2>
      {isLong && (
        <FilterForm action={here} label="Find a member">
          <Field name="member" label="Find a member by name" size="medium" maxLength={64} value={named} hidesOptional />
          <p class="row">
            <Button>Find</Button>
          </p>
        </FilterForm>
      )}
      {view.members.length === 0 ? (
        <Empty title="Nobody of this name belongs to the organization">
          <p>
            <a href={here}>All members</a>
          </p>
        </Empty>
      ) : (
        <Table caption="Members" isCaptionHidden rows={view.members} columns={columnsOf(visit, view, viewerName)} />
      )}
      <KeysetPager
        label="members"
        first={isFirst && named === undefined ? undefined : { text: 'First', href: here }}
        next={view.next === undefined ? undefined : { text: 'Next', href: withQuery(here, { after: view.next }) }}
      />
    </section>
  );
}

function columnsOf(visit: Visit, view: OrganizationView, viewerName: string): Column<MemberRow>[] {
  const facts: Column<MemberRow>[] = [
    {
      title: 'Name',
      isRowTitle: true,
      cell: ({ name }) => (
        <>
          <IdText text={name} />
          {name === viewerName && <span class="muted"> (you)</span>}
        </>
      ),
    },
    {
      title: 'Role',
      cell: ({ role, status }) => (
        <>
          {roleLabel(role)} {status === 'locked' && <Badge kind="red">Locked</Badge>}
        </>
      ),
    },
    { title: 'Since', cell: ({ since }) => <Time at={since} now={visit.now} show="date" /> },
  ];
  if (!view.mayManageMembers) return facts;
  const cell = (member: MemberRow) => <Actions visit={visit} organization={view.organization.name} member={member} />;
  return [...facts, { title: 'Change', isTitleHidden: true, cell }];
}

interface ActionsProps {
  readonly visit: Visit;
  readonly organization: string;
  readonly member: MemberRow;
}

function Actions({ visit, organization, member: { name, role } }: ActionsProps) {
  const { urls } = visit.site;
  const other = role === 'administrator' ? 'collaborator' : 'administrator';
  return (
    <div class="row">
      <Form visit={visit} action={urls.memberUpdate(organization)} layout="line">
        <input type="hidden" name="member" value={name} />
        <Button isSmall name="role" value={other} label={`Make ${name} ${other}`}>
          Make {other}
        </Button>
      </Form>
      <ButtonLink isSmall href={withQuery(urls.memberDelete(organization), { member: name })}>
        Remove<span class="visually-hidden"> {name}</span>
      </ButtonLink>
    </div>
  );
}
