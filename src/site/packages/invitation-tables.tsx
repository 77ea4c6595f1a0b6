import type { ListedInvitation } from '../../packages/owners/owners.queries.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Form } from '../ui/form.tsx';
import { IdText } from '../ui/id-text.tsx';
import { Table, type Column } from '../ui/table.tsx';
import { Time } from '../ui/time.tsx';
import type { Visit } from '../visit.ts';

interface InvitationsProps {
  readonly visit: Visit;
  readonly invitations: readonly ListedInvitation[];
}

const packageColumn: Column<ListedInvitation> = {
  title: 'Package',
  isRowTitle: true,
  cell: ({ displayId }) => <IdText text={displayId} />,
};

function endColumn(visit: Visit): Column<ListedInvitation> {
  return { title: 'Ends', cell: ({ expiresAt }) => <Time at={expiresAt} now={visit.now} /> };
}

/** What the viewer is asked to own, for themselves or for an organization. */
export function ReceivedInvitations({ visit, invitations, marked }: InvitationsProps & { readonly marked: string }) {
  if (invitations.length === 0) return null;
  const isMarked = (invitation: ListedInvitation) => invitation.invitationPublicId === marked;
  // Where a mail led to one, it stands on top.
  const rows = [...invitations.filter(isMarked), ...invitations.filter((each) => !isMarked(each))];
  const columns: Column<ListedInvitation>[] = [
    {
      ...packageColumn,
      cell: (row) => (
        <>
          <IdText text={row.displayId} />
          {isMarked(row) && (
            <>
              {' '}
              <Badge kind="blue">From your mail</Badge>
            </>
          )}
        </>
      ),
    },
    { title: 'For', cell: ({ name }) => <IdText text={name} /> },
    { title: 'From', cell: ({ invitedBy }) => invitedBy ?? 'The operator of this gallery' },
    { title: 'Message', cell: ({ message }) => (message === '' ? '–' : <Lines text={message} />) },
    endColumn(visit),
    { title: 'Answer', isTitleHidden: true, cell: (row) => <Answer visit={visit} row={row} /> },
  ];
  return (
    <section aria-labelledby="received">
      <h2 id="received">Invitations to own packages</h2>
      <p>Owners publish and unlist versions, and invite and remove owners. Their names stand beside the package.</p>
      <Table caption="Invitations to own packages" isCaptionHidden columns={columns} rows={rows} rowId={rowId} />
      {invitations.length > 1 && <AnswerAll visit={visit} invitations={invitations} />}
    </section>
  );
}

/** A text of several lines, which stay apart. */
function Lines({ text }: { readonly text: string }) {
  const [first, ...more] = text.split('\n');
  return (
    <>
      {first}
      {more.map((line) => (
        <>
          <br />
          {line}
        </>
      ))}
    </>
  );
}

function rowId({ invitationPublicId }: ListedInvitation): string {
  return `invitation-${invitationPublicId}`;
}

function Answer({ visit, row }: { readonly visit: Visit; readonly row: ListedInvitation }) {
  const { urls } = visit.site;
  const { displayId, name, invitationPublicId } = row;
  const what = `${displayId} for ${name}`;
  return (
    <div class="row">
      <Form visit={visit} action={urls.packageOwnerConfirm(displayId, name, invitationPublicId)} layout="line">
        <Button isSmall kind="primary" label={`Accept ${what}`}>
          Accept
        </Button>
      </Form>
      <Form visit={visit} action={urls.packageOwnerReject(displayId, name, invitationPublicId)} layout="line">
        <Button isSmall label={`Decline ${what}`}>
          Decline
        </Button>
      </Form>
    </div>
  );
}

function AnswerAll({ visit, invitations }: InvitationsProps) {
  const count = invitations.length;
  return (
    <Form visit={visit} action={visit.site.urls.answerOwnerInvitations} layout="line">
      {invitations.map(({ invitationPublicId }) => (
        <input type="hidden" name="invitation" value={invitationPublicId} />
      ))}
      <p class="row">
        <Button name="answer" value="accept">
          Accept all {count}
        </Button>
        <Button name="answer" value="decline">
          Decline all {count}
        </Button>
      </p>
    </Form>
  );
}

/** Whom others were asked for packages of the viewer. */
export function SentInvitations({ visit, invitations }: InvitationsProps) {
  if (invitations.length === 0) return null;
  const columns: Column<ListedInvitation>[] = [
    packageColumn,
    { title: 'Invited', cell: ({ name }) => <IdText text={name} /> },
    { title: 'By', cell: ({ invitedBy }) => invitedBy ?? 'The operator of this gallery' },
    endColumn(visit),
    { title: 'Cancel', isTitleHidden: true, cell: (row) => <Cancel visit={visit} row={row} /> },
  ];
  return (
    <section aria-labelledby="sent">
      <h2 id="sent">Invitations that wait for an answer</h2>
      <Table caption="Invitations that wait for an answer" isCaptionHidden columns={columns} rows={invitations} />
    </section>
  );
}

function Cancel({ visit, row }: { readonly visit: Visit; readonly row: ListedInvitation }) {
  const { displayId, name, invitationPublicId } = row;
  const action = visit.site.urls.packageOwnerCancel(displayId, name, invitationPublicId);
  return (
    <Form visit={visit} action={action} layout="line">
      <Button isSmall label={`Cancel the invitation of ${name} to ${displayId}`}>
        Cancel
      </Button>
    </Form>
  );
}
