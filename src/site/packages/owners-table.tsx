import type { OpenInvitation, OwnerAccount, Ownership } from '../../packages/owners/ownership.ts';
import { withQuery } from '../site-urls.ts';
import { Badge } from '../ui/badge.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Form } from '../ui/form.tsx';
import { IdText } from '../ui/id-text.tsx';
import { Table, type Column } from '../ui/table.tsx';
import { Time } from '../ui/time.tsx';
import type { Visit } from '../visit.ts';

interface OwnersTableProps {
  readonly visit: Visit;
  readonly ownership: Ownership;
}

type Row = OwnerAccount & { readonly invitation?: OpenInvitation };

/** Owners, and under them who is invited. */
export function OwnersTable({ visit, ownership }: OwnersTableProps) {
  const { displayId, owners, invitations, mayManage } = ownership;
  const columns: Column<Row>[] = [
    { title: 'Account', isRowTitle: true, cell: ({ name }) => <IdText text={name} /> },
    { title: 'Kind', cell: ({ kind }) => (kind === 'person' ? 'Person' : 'Organization') },
    { title: 'State', cell: ({ invitation }) => <State visit={visit} invitation={invitation} /> },
  ];
  const actions: Column<Row> = {
    title: 'Actions',
    isTitleHidden: true,
    cell: (row) => <Action visit={visit} displayId={displayId} row={row} isOnly={owners.length === 1} />,
  };
  const rows: Row[] = [...owners, ...invitations.map((invitation) => ({ ...invitation, invitation }))];
  if (rows.length === 0) return null;
  const caption = `Owners of ${displayId}`;
  return <Table caption={caption} isCaptionHidden columns={mayManage ? [...columns, actions] : columns} rows={rows} />;
}

function State({ visit, invitation }: { readonly visit: Visit; readonly invitation: OpenInvitation | undefined }) {
  if (invitation === undefined) return <Badge>Owner</Badge>;
  return (
    <>
      <Badge kind="blue">Invited</Badge> by {invitation.invitedBy ?? 'the operator'}, ends{' '}
      <Time at={invitation.expiresAt} now={visit.now} />
    </>
  );
}

interface ActionProps {
  readonly visit: Visit;
  readonly displayId: string;
  readonly row: Row;
  readonly isOnly: boolean;
}

function Action({ visit, displayId, row, isOnly }: ActionProps) {
  const { urls } = visit.site;
  const { name, invitation } = row;
  if (invitation !== undefined) {
    const action = urls.packageOwnerCancel(displayId, name, invitation.invitationPublicId);
    return (
      <Form visit={visit} action={action} layout="line">
        <Button isSmall label={`Cancel the invitation of ${name}`}>
          Cancel invitation
        </Button>
      </Form>
    );
  }
  if (isOnly) return <span class="muted">The only owner</span>;
  return (
    <ButtonLink href={withQuery(urls.packageOwnerRemove(displayId), { account: name })} isSmall>
      Remove<span class="visually-hidden"> {name}</span>
    </ButtonLink>
  );
}
