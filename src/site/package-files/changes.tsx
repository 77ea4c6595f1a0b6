import type { ChangedFact, ChangedFile, FileChanges } from '../../packages/contents/compare-packages.ts';
import { withQuery } from '../site-urls.ts';
import { Badge } from '../ui/badge.tsx';
import { cutText } from '../ui/cut-text.ts';
import { sizeText } from '../ui/size-text.ts';
import { Table, type Column } from '../ui/table.tsx';
import type { Visit } from '../visit.ts';
import type { Compared } from './compared.ts';
import { FileName } from './file-crumbs.tsx';

const MAX_SHOWN_FACTS = 200;
const MAX_SHOWN_FILES = 500;
const MAX_FACT_LENGTH = 300;

interface ChangedFactsProps {
  readonly title: string;
  /** The sentence that stands for an empty table. */
  readonly none: string;
  readonly compared: Compared;
  readonly facts: readonly ChangedFact[];
}

export function ChangedFacts({ title, none, compared, facts }: ChangedFactsProps) {
  const said = (text: string | undefined) =>
    text === undefined ? <span class="muted">–</span> : <bdi>{cutText(text, MAX_FACT_LENGTH)}</bdi>;
  const columns: readonly Column<ChangedFact>[] = [
    { title: 'What', isRowTitle: true, cell: ({ name }) => <bdi>{cutText(name, MAX_FACT_LENGTH)}</bdi> },
    { title: compared.before.version.normalizedVersion, cell: ({ before }) => said(before) },
    { title: compared.after.version.normalizedVersion, cell: ({ after }) => said(after) },
  ];
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      {facts.length === 0 ? (
        <p class="muted">{none}</p>
      ) : (
        <Table caption={title} isCaptionHidden columns={columns} rows={facts.slice(0, MAX_SHOWN_FACTS)} />
      )}
      <More count={facts.length - MAX_SHOWN_FACTS} />
    </section>
  );
}

function More({ count }: { readonly count: number }) {
  return count > 0 ? <p class="muted">And {count.toLocaleString('en')} more.</p> : null;
}

interface ChangedFilesProps {
  readonly visit: Visit;
  readonly compared: Compared;
  readonly changes: FileChanges;
}

export function ChangedFiles({ visit, compared, changes }: ChangedFilesProps) {
  const { added, removed, changed, unchangedCount } = changes;
  const all = [...changed, ...added, ...removed];
  return (
    <section aria-label="Files">
      <h2>Files</h2>
      <p class="muted">{summary(changes)}</p>
      {all.length > 0 && (
        <Table
          caption="Files that differ"
          isCaptionHidden
          columns={columnsFor(visit, compared)}
          rows={all.slice(0, MAX_SHOWN_FILES)}
        />
      )}
      <More count={all.length - MAX_SHOWN_FILES} />
      {all.length === 0 && unchangedCount === 0 && <p class="muted">Neither version has files.</p>}
    </section>
  );
}

function summary({ added, removed, changed, unchangedCount }: FileChanges): string {
  const counts = [`${changed.length} changed`, `${added.length} added`, `${removed.length} removed`];
  return `${counts.join(', ')}; ${unchangedCount} the same.`;
}

function columnsFor(visit: Visit, compared: Compared): readonly Column<ChangedFile>[] {
  const sizeOf = (length: number | undefined) => (length === undefined ? '' : sizeText(length));
  return [
    {
      title: 'File',
      isRowTitle: true,
      cell: (file) => (
        <a href={fileLink(visit, compared, file)}>
          <FileName name={file.path} />
        </a>
      ),
    },
    { title: 'Change', cell: (file) => <ChangeBadge file={file} /> },
    { title: compared.before.version.normalizedVersion, isNumber: true, cell: ({ before }) => sizeOf(before?.length) },
    { title: compared.after.version.normalizedVersion, isNumber: true, cell: ({ after }) => sizeOf(after?.length) },
  ];
}

function ChangeBadge({ file: { before, after } }: { readonly file: ChangedFile }) {
  if (before === undefined) return <Badge kind="green">Added</Badge>;
  return after === undefined ? <Badge kind="red">Removed</Badge> : <Badge kind="amber">Changed</Badge>;
}

/** Of a file in both, what changed in it; of one in one of them, the file. */
function fileLink(visit: Visit, { before, after }: Compared, { path, ...file }: ChangedFile): string {
  const { urls } = visit.site;
  const { displayId, normalizedVersion } = after.version;
  const old = before.version.normalizedVersion;
  if (file.before !== undefined && file.after !== undefined) {
    return withQuery(urls.packageCompare(displayId, normalizedVersion), { with: old, path });
  }
  return withQuery(urls.packageFile(displayId, file.after === undefined ? old : normalizedVersion), { path });
}
