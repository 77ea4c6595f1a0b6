/** What changed in one file between two versions, line by line where both are texts. */
import type { ComponentChildren } from 'preact';
import type { ChangedFile, FileChanges } from '../../packages/contents/compare-packages.ts';
import { diffLines, hunksOf, type DiffHunk, type DiffLine } from '../../packages/contents/diff-lines.ts';
import type { ContentFile } from '../../packages/contents/package-contents.ts';
import { textOfBytes } from '../../packages/contents/text-of-bytes.ts';
import type { VersionInView } from '../../packages/view/package-in-view.ts';
import { Problem } from '../../base/problem.ts';
import { withQuery } from '../site-urls.ts';
import { sizeText } from '../ui/size-text.ts';
import type { Visit } from '../visit.ts';
import type { Compared } from './compared.ts';
import { FileName } from './file-crumbs.tsx';
import type { PackageFilesPageDeps } from './package-files-deps.ts';

/** Of either text; longer ones are not compared line by line. */
const MAX_COMPARED_BYTES = 256 * 1024;
const MAX_SHOWN_LINE = 500;

interface AskedFile {
  readonly changes: FileChanges;
  readonly path: string;
}

export async function readFileChanges(
  deps: PackageFilesPageDeps,
  visit: Visit,
  compared: Compared,
  { changes, path }: AskedFile,
): Promise<ComponentChildren> {
  const file = changes.changed.find((each) => each.path === path);
  if (file === undefined) {
    throw new Problem('not_found', `No file ${path.slice(0, 200)} differs between these versions.`);
  }
  const { displayId, normalizedVersion } = compared.after.version;
  const old = compared.before.version.normalizedVersion;
  const back = withQuery(visit.site.urls.packageCompare(displayId, normalizedVersion), { with: old });
  return (
    <section aria-labelledby="file">
      <h2 id="file">
        <FileName name={path} />
      </h2>
      <p class="row">
        <a href={back}>All differences</a>
        <FileLink visit={visit} version={compared.before.version} file={file.before} />
        <FileLink visit={visit} version={compared.after.version} file={file.after} />
      </p>
      {await readDiff(deps, compared, file)}
    </section>
  );
}

interface FileLinkProps {
  readonly visit: Visit;
  readonly version: VersionInView;
  readonly file: ContentFile | undefined;
}

function FileLink({ visit, version, file }: FileLinkProps) {
  if (file === undefined) return null;
  const { displayId, normalizedVersion } = version;
  const href = withQuery(visit.site.urls.packageFile(displayId, normalizedVersion), { path: file.path });
  return (
    <a href={href}>
      In {normalizedVersion}, {sizeText(file.length)}
    </a>
  );
}

async function readDiff(
  deps: PackageFilesPageDeps,
  { before, after }: Compared,
  file: ChangedFile,
): Promise<ComponentChildren> {
  const [old, now] = await Promise.all([
    readLines(deps, before.version, file.before),
    readLines(deps, after.version, file.after),
  ]);
  if (old === undefined || now === undefined) {
    return <p class="muted">The file is no text, or too long to be compared line by line.</p>;
  }
  const lines = diffLines(old, now);
  if (lines === undefined) return <p class="muted">The two texts have too little in common to be shown together.</p>;
  const hunks = hunksOf(lines);
  if (hunks.length === 0) return <p class="muted">Only the ends of lines or the encoding differ.</p>;
  return (
    <pre class="source" tabindex={0} role="region" aria-label="Lines that differ">
      <code>
        {hunks.map((hunk) => (
          <Hunk hunk={hunk} before={before.version.normalizedVersion} after={after.version.normalizedVersion} />
        ))}
      </code>
    </pre>
  );
}

async function readLines(
  { contents }: PackageFilesPageDeps,
  version: VersionInView,
  file: ContentFile | undefined,
): Promise<string[] | undefined> {
  if (file === undefined || file.length > MAX_COMPARED_BYTES) return undefined;
  const { bytes } = await contents.head(version, file, MAX_COMPARED_BYTES);
  return textOfBytes(bytes)?.replace(/\n$/, '').split('\n');
}

const signs = { same: ' ', added: '+', removed: '−' } as const;
const names = { same: undefined, added: 'Added:', removed: 'Removed:' } as const;
const lineClasses = {
  same: 'source-line',
  added: 'source-line source-added',
  removed: 'source-line source-removed',
} as const;

interface HunkProps {
  readonly hunk: DiffHunk;
  readonly before: string;
  readonly after: string;
}

function Hunk({ hunk, before, after }: HunkProps) {
  return (
    <>
      <span class="source-line source-skipped">
        <span class="source-sign" />
        Line {hunk.beforeLine} in {before}, line {hunk.afterLine} in {after}
        {'\n'}
      </span>
      {hunk.lines.map((line) => (
        <Line line={line} />
      ))}
    </>
  );
}

function Line({ line: { kind, text } }: { readonly line: DiffLine }) {
  return (
    <span class={lineClasses[kind]}>
      <span class="source-sign" role={names[kind] === undefined ? undefined : 'img'} aria-label={names[kind]}>
        {signs[kind]}
      </span>
      {shownLine(text)}
      {'\n'}
    </span>
  );
}

/** Controls and what turns writing around are shown as a sign, since a difference may be nothing else. */
function shownLine(text: string): string {
  const line = text.replace(/(?!\t)[\p{Cc}\p{Cf}]/gu, '\u{fffd}');
  return line.length <= MAX_SHOWN_LINE ? line : `${line.slice(0, MAX_SHOWN_LINE)}…`;
}
