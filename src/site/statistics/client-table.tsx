import { clientTitle } from '../../downloads/client-title.ts';
import { ShareBar } from '../ui/share-bar.tsx';
import { Table } from '../ui/table.tsx';

interface ClientTableProps {
  readonly caption: string;
  readonly clients: readonly { readonly client: string; readonly count: number }[];
}

/** What downloads were made with, the most frequent first. */
export function ClientTable({ caption, clients }: ClientTableProps) {
  const total = clients.reduce((all, { count }) => all + count, 0);
  return (
    <Table
      caption={caption}
      isCaptionHidden
      rows={clients}
      columns={[
        { title: 'Client', isRowTitle: true, cell: ({ client }) => clientTitle(client) },
        { title: 'Downloads', isNumber: true, cell: ({ count }) => count.toLocaleString('en') },
        { title: 'Share', cell: ({ count }) => <Share share={total === 0 ? 0 : count / total} /> },
      ]}
    />
  );
}

/** A bar with its number. */
export function Share({ share }: { readonly share: number }) {
  return (
    <span class="share-box">
      <ShareBar share={share} />
      <span class="share-text">{shareText(share)}</span>
    </span>
  );
}

/** `37 %`, and `< 1 %` for what is nearly nothing. */
function shareText(share: number): string {
  if (share > 0 && share < 0.01) return '< 1 %';
  return `${Math.round(share * 100)} %`;
}
