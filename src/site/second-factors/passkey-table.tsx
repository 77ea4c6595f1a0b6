import type { SecondFactors } from '../../accounts/second-factors/manage-second-factors.ts';
import { Table } from '../ui/table.tsx';
import { Time } from '../ui/time.tsx';
import type { Visit } from '../visit.ts';

interface PasskeyTableProps {
  readonly visit: Visit;
  readonly passkeys: SecondFactors['passkeys'];
}

/** The passkeys of a person, each with the way to rename and remove it. */
export function PasskeyTable({ visit, passkeys }: PasskeyTableProps) {
  const { now, site } = visit;
  return (
    <Table
      caption="Your passkeys"
      isCaptionHidden
      rows={passkeys}
      columns={[
        {
          title: 'Name',
          isRowTitle: true,
          cell: ({ name, publicId }) => <a href={site.urls.passkey(publicId)}>{name}</a>,
        },
        { title: 'Added', cell: ({ createdAt }) => <Time at={createdAt} now={now} show="date" /> },
        {
          title: 'Last used',
          cell: ({ lastUsedAt }) => (lastUsedAt === null ? 'Never' : <Time at={lastUsedAt} now={now} />),
        },
      ]}
    />
  );
}
