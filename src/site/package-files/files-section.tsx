/** What lies in a package, one folder at a time, so that ten thousand files are no more to read than ten. */
import type { ComponentChildren } from 'preact';
import { listFolder, type FolderListing } from '../../packages/contents/list-folder.ts';
import type { PackageInView } from '../../packages/view/package-in-view.ts';
import { withQuery } from '../site-urls.ts';
import { Notice } from '../ui/notice.tsx';
import { sizeText } from '../ui/size-text.ts';
import { Table, type Column } from '../ui/table.tsx';
import type { Visit } from '../visit.ts';
import { FileCrumbs, FileName } from './file-crumbs.tsx';
import type { PackageFilesPageDeps } from './package-files-deps.ts';
import { mayLookInside } from './package-in-question.ts';

/** Files of one folder that are shown; a folder with more names is nothing that anybody reads through. */
const MAX_SHOWN_FILES = 1_000;

interface Row {
  readonly name: string;
  readonly href: string;
  /** Of a folder. */
  readonly files?: number;
  readonly length: number;
  readonly compressedLength: number;
}

export async function readFilesSection(
  deps: PackageFilesPageDeps,
  visit: Visit,
  pkg: PackageInView,
): Promise<ComponentChildren> {
  if (!mayLookInside(pkg)) return <p class="muted">The files of this version are withheld.</p>;
  const all = await deps.contents.files(pkg.version);
  const asked = visit.request.query.get('folder') ?? '';
  const listing = listFolder(all, asked);
  const folder = listing === undefined ? '' : asked;
  const shown = listing ?? listFolder(all, '') ?? { folders: [], files: [] };
  const rows = rowsOf(visit, pkg, shown);
  const { urls } = visit.site;
  const compare = urls.packageCompare(pkg.version.displayId, pkg.version.normalizedVersion);
  return (
    <>
      {listing === undefined && <Notice kind="warning" title="There is no such folder in this version." />}
      {folder !== '' && <FileCrumbs visit={visit} pkg={pkg} path={folder} />}
      <p class="row">
        <span class="muted">{totalText(all.length, pkg.version.sizeBytes)}</span>
        <a href={compare}>Compare with another version</a>
      </p>
      <Table
        caption={folder === '' ? 'Files of the package' : `Files in ${folder}`}
        isCaptionHidden
        columns={columns}
        rows={rows.slice(0, MAX_SHOWN_FILES)}
      />
      {rows.length > MAX_SHOWN_FILES && (
        <p class="muted">And {(rows.length - MAX_SHOWN_FILES).toLocaleString('en')} more in this folder.</p>
      )}
    </>
  );
}

function totalText(count: number, sizeBytes: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'file' : 'files'}, ${sizeText(sizeBytes)} packed`;
}

function rowsOf(visit: Visit, pkg: PackageInView, { folders, files }: FolderListing): Row[] {
  const { displayId, normalizedVersion } = pkg.version;
  const page = visit.site.urls.packageVersion(displayId, normalizedVersion);
  const file = visit.site.urls.packageFile(displayId, normalizedVersion);
  return [
    ...folders.map(({ path, ...folder }) => ({ ...folder, href: withQuery(page, { tab: 'files', folder: path }) })),
    ...files.map(({ name, path, length, compressedLength }) => {
      return { name, length, compressedLength, href: withQuery(file, { path }) };
    }),
  ];
}

const columns: readonly Column<Row>[] = [
  {
    title: 'Name',
    isRowTitle: true,
    cell: ({ name, href, files }) => (
      <a href={href}>
        <FileName name={name} />
        {files !== undefined && '/'}
      </a>
    ),
  },
  {
    title: 'Files',
    isNumber: true,
    cell: ({ files }) => (files === undefined ? '' : files.toLocaleString('en')),
  },
  { title: 'Size', isNumber: true, cell: ({ length }) => sizeText(length) },
  { title: 'Packed', isNumber: true, cell: ({ compressedLength }) => sizeText(compressedLength) },
];
