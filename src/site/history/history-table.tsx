import type { AccountLabel, HistoryEntry } from '../../accounts/history/history-entry.ts';
import { productOf } from '../../accounts/keys/product-of.ts';
import type { Origin } from '../../accounts/principal.ts';
import type { Instant } from '../../base/clock.ts';
import { browserText } from '../people/browser-text.ts';
import { Table, type Column } from '../ui/table.tsx';
import { Time } from '../ui/time.tsx';
import { describeEvent } from './describe-event.tsx';
import { AccountText, type EventWords } from './event-facts.tsx';

interface HistoryTableProps {
  readonly caption: string;
  readonly entries: readonly HistoryEntry[];
  readonly words: EventWords;
  /** `visit.now`. */
  readonly now: Instant;
  /** Names of API keys by public id, for those who may know them. */
  readonly keyNames?: ReadonlyMap<string, string>;
  /** Whether the reader may see where events came from; entries without an origin have a dash. */
  readonly hasOrigins?: boolean;
}

/** Events, one a row: what happened, when, who did it, with which credential. */
export function HistoryTable({ caption, entries, words, now, keyNames, hasOrigins = false }: HistoryTableProps) {
  const columns: Column<HistoryEntry>[] = [
    { title: 'What', isRowTitle: true, cell: (entry) => describeEvent(entry, words) },
    { title: 'When', cell: ({ at }) => <Time at={at} now={now} show="both" /> },
    { title: 'Who', cell: (entry) => <Author entry={entry} words={words} /> },
    { title: 'With', cell: ({ credential }) => credentialText(credential, keyNames) },
  ];
  const origins: Column<HistoryEntry> = {
    title: 'From',
    cell: ({ origin }) => (origin === undefined ? '–' : <From origin={origin} />),
  };
  return (
    <Table caption={caption} isCaptionHidden columns={hasOrigins ? [...columns, origins] : columns} rows={entries} />
  );
}

/** Address and program; the program's whole text shows on hover, and stands in the export. */
function From({ origin }: { readonly origin: Origin }) {
  const { address, userAgent } = origin;
  const program = userAgent.startsWith('Mozilla/') ? browserText(userAgent) : productOf(userAgent);
  return (
    <span title={userAgent}>
      {address}
      {program !== null && <span class="small muted"> {program}</span>}
    </span>
  );
}

function Author({ entry, words }: { readonly entry: HistoryEntry; readonly words: EventWords }) {
  const { actor, onBehalfOf, credential } = entry;
  return (
    <>
      {actor === undefined ? nobodyText(credential) : <AccountText label={actor} urls={words.urls} />}
      {onBehalfOf === undefined ? '' : <Behalf label={onBehalfOf} words={words} />}
    </>
  );
}

function Behalf({ label, words }: { readonly label: AccountLabel; readonly words: EventWords }) {
  return (
    <>
      {' '}
      for <AccountText label={label} urls={words.urls} />
    </>
  );
}

/** Who did what no account did. */
function nobodyText(credential: string): string {
  if (credential === 'cli') return 'The operator of this gallery';
  return credential === 'system' ? 'This gallery, by itself' : 'Somebody who was not signed in';
}

/** A credential as a person knows it: `key:PUBLIC_ID` by its name. */
export function credentialText(credential: string, keyNames: ReadonlyMap<string, string> = new Map()): string {
  const [kind = '', id = ''] = credential.split(':');
  switch (kind) {
    case 'key': {
      const name = keyNames.get(id);
      return name === undefined ? 'An API key' : `The API key “${name}”`;
    }
    case 'session':
      return 'The site';
    case 'cli':
      return 'The command line';
    case 'link':
      return 'A link from a mail';
    default:
      return '–';
  }
}
