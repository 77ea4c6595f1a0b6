import type { InvitationRow } from '../../accounts/organizations/invitations.queries.ts';
import type { OrganizationView } from '../../accounts/organizations/view-organization.ts';
import { Button } from '../ui/button.tsx';
import { RadioGroup } from '../ui/choices.tsx';
import { faultAt } from '../ui/faults.ts';
import { Field } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';
import { IdText } from '../ui/id-text.tsx';
import { Section } from '../ui/section.tsx';
import { Table } from '../ui/table.tsx';
import { Time } from '../ui/time.tsx';
import type { Visit } from '../visit.ts';
import type { Trouble } from './trouble.ts';
import { roleChoices, roleLabel } from './role-words.ts';

interface InviteProps {
  readonly visit: Visit;
  readonly view: OrganizationView;
  readonly trouble: Trouble | undefined;
}

/** How others join: the form, and who was invited and has not answered. */
export function InviteSection({ visit, view, trouble }: InviteProps) {
  const open = view.invitations.filter(({ expiresAt }) => expiresAt > visit.now);
  const state = open.length === 0 ? 'Nobody is invited' : `${open.length} open`;
  return (
    <Section
      title="Invitations"
      id="invite"
      state={state}
      isOpen={trouble?.invitation !== undefined || open.length > 0}
    >
      {view.isConfirmed ? (
        <InviteForm visit={visit} view={view} trouble={trouble} />
      ) : (
        <p>Once the email address of the organization is confirmed, others can be invited here.</p>
      )}
      {open.length > 0 && <OpenInvitations visit={visit} name={view.organization.name} open={open} />}
    </Section>
  );
}

function InviteForm({ visit, view, trouble }: InviteProps) {
  const faults = trouble?.problem.faults ?? [];
  const typed = trouble?.invitation;
  return (
    <Form visit={visit} action={visit.site.urls.memberAdd(view.organization.name)} label="Invite somebody">
      <Field
        name="invitee"
        label="Username or email address"
        hint="A mail with a link is sent. Whoever follows it decides whether to join."
        required
        maxLength={254}
        value={typed?.invitee}
        error={faultAt(faults, 'invitee')}
      />
      <RadioGroup
        name="role"
        label="Role"
        value={typed?.role ?? 'collaborator'}
        options={roleChoices}
        error={faultAt(faults, 'role')}
      />
      <p class="row">
        <Button kind="primary">Send invitation</Button>
      </p>
    </Form>
  );
}

interface OpenProps {
  readonly visit: Visit;
  readonly name: string;
  readonly open: readonly InvitationRow[];
}

function OpenInvitations({ visit, name, open }: OpenProps) {
  return (
    <Table
      caption="Open invitations"
      rows={open}
      columns={[
        { title: 'Whom', isRowTitle: true, cell: (each) => <IdText text={invitedName(each)} /> },
        { title: 'As', cell: ({ role }) => roleLabel(role) },
        { title: 'From', cell: ({ inviterName }) => <IdText text={inviterName ?? ''} /> },
        { title: 'Holds until', cell: ({ expiresAt }) => <Time at={expiresAt} now={visit.now} show="date" /> },
        {
          title: 'Cancel',
          isTitleHidden: true,
          cell: (each) => (
            <Form visit={visit} action={visit.site.urls.memberCancel(name)} layout="line">
              <input type="hidden" name="invitation" value={each.publicId} />
              <Button isSmall label={`Cancel the invitation of ${invitedName(each)}`}>
                Cancel
              </Button>
            </Form>
          ),
        },
      ]}
    />
  );
}

function invitedName({ personName, email }: InvitationRow): string {
  return personName ?? email ?? '';
}
