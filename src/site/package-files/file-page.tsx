/** `GET /packages/:id/:version/file?path=`: one file of a package, as text, as an image, or as facts. */
import type { ComponentChildren } from 'preact';
import { createHash } from 'node:crypto';
import type { HttpHandler } from '../../http/exchange.ts';
import type { ContentFile } from '../../packages/contents/package-contents.ts';
import { readShownImage, type ShownImage } from '../../packages/contents/shown-image.ts';
import { textOfBytes } from '../../packages/contents/text-of-bytes.ts';
import type { PackageInView } from '../../packages/view/package-in-view.ts';
import { html } from '../html.tsx';
import { codeLines, languageOfFile } from '../markdown/code-lines.ts';
import { page } from '../page.ts';
import { withQuery } from '../site-urls.ts';
import { Source } from '../ui/code.tsx';
import { DefinitionList, type Definition } from '../ui/definition-list.tsx';
import { Notice } from '../ui/notice.tsx';
import { sizeText } from '../ui/size-text.ts';
import type { Visit } from '../visit.ts';
import { FileCrumbs, FileName, shownName } from './file-crumbs.tsx';
import type { PackageFilesPageDeps } from './package-files-deps.ts';
import { requireFile, requireMayLookInside, requireVersionInView } from './package-in-question.ts';
import { answerRawFile, MAX_RAW_BYTES } from './raw-file.ts';

/** What is read of a file, and shown of a text. */
export const MAX_SHOWN_BYTES = 128 * 1024;
export const MAX_SHOWN_LINES = 3_000;

export function filePage(deps: PackageFilesPageDeps): HttpHandler {
  return page(deps, async (visit) => {
    const pkg = await requireVersionInView(deps, visit);
    requireMayLookInside(pkg);
    const file = await requireFile(deps, visit, pkg);
    if (visit.request.query.get('raw') === '1') return answerRawFile(deps, visit, pkg, file);
    const { displayId, normalizedVersion } = pkg.version;
    const name = shownName(file.path.slice(file.path.lastIndexOf('/') + 1));
    const body = (
      <>
        <FileCrumbs visit={visit} pkg={pkg} path={file.path} />
        <h1>
          <FileName name={name} />
        </h1>
        {await readFile(deps, visit, pkg, file)}
      </>
    );
    return html(visit, { title: `${name} in ${displayId} ${normalizedVersion}`, layout: 'wide', body });
  });
}

async function readFile(
  deps: PackageFilesPageDeps,
  visit: Visit,
  pkg: PackageInView,
  file: ContentFile,
): Promise<ComponentChildren> {
  const { displayId, normalizedVersion } = pkg.version;
  const raw = withQuery(visit.site.urls.packageFile(displayId, normalizedVersion), { path: file.path, raw: 1 });
  const { bytes, isWhole } = await deps.contents.head(pkg.version, file, MAX_SHOWN_BYTES);
  const image = readShownImage(bytes, file.length);
  if (image !== undefined) return <ImageFile file={file} image={image} raw={raw} />;
  const text = textOfBytes(bytes, isWhole);
  if (text !== undefined) return <TextFile file={file} text={text} isWhole={isWhole} raw={raw} />;
  return <BinaryFile file={file} raw={raw} sha256={await sha256Of(deps, pkg, file)} />;
}

/** Inflating more for one line of a page would cost more than the line is worth. */
const MAX_HASHED_BYTES = 8 * 1024 * 1024;

async function sha256Of(
  { contents }: PackageFilesPageDeps,
  { version }: PackageInView,
  file: ContentFile,
): Promise<string | undefined> {
  if (file.length > MAX_HASHED_BYTES) return undefined;
  const hash = createHash('sha256');
  for await (const chunk of contents.stream(version, file)) hash.update(chunk);
  return hash.digest('hex');
}

interface FileProps {
  readonly file: ContentFile;
  readonly raw: string;
}

function facts({ length, compressedLength }: ContentFile): Definition[] {
  return [
    { term: 'Size', value: sizeText(length) },
    { term: 'Packed', value: sizeText(compressedLength) },
  ];
}

function ImageFile({ file, image, raw }: FileProps & { readonly image: ShownImage }) {
  const { width, height } = image.size;
  return (
    <>
      <DefinitionList items={[...facts(file), { term: 'Image', value: `${width} × ${height} pixels` }]} />
      <p>
        <img class="picture" src={raw} alt={shownName(file.path)} width={width} height={height} />
      </p>
    </>
  );
}

function TextFile({ file, text, isWhole, raw }: FileProps & { readonly text: string; readonly isWhole: boolean }) {
  const lines = codeLines(text, languageOfFile(file.path));
  if (lines.at(-1) === '') lines.pop();
  const shown = lines.slice(0, MAX_SHOWN_LINES);
  const isCut = !isWhole || shown.length < lines.length;
  return (
    <>
      <p class="row">
        <span class="muted">
          {sizeText(file.length)}
          {isWhole && `, ${lines.length.toLocaleString('en')} ${lines.length === 1 ? 'line' : 'lines'}`}
        </span>
        <a href={raw}>Download this file</a>
      </p>
      {lines.length === 0 ? <p class="muted">The file is empty.</p> : <Source lines={shown} label="Text of the file" />}
      {isCut && (
        <Notice kind="info" title={`Only the first ${shown.length.toLocaleString('en')} lines are shown.`}>
          <p>
            <a href={raw}>Download the whole file</a>
          </p>
        </Notice>
      )}
    </>
  );
}

function BinaryFile({ file, raw, sha256 }: FileProps & { readonly sha256: string | undefined }) {
  const sums: Definition[] = [
    { term: 'CRC-32', value: <code>{file.crc32.toString(16).padStart(8, '0')}</code> },
    ...(sha256 === undefined ? [] : [{ term: 'SHA-256', value: <code>{sha256}</code> }]),
  ];
  return (
    <>
      <p>This file is no text, and no image that is shown here.</p>
      <DefinitionList items={[...facts(file), ...sums]} />
      {file.length <= MAX_RAW_BYTES && (
        <p>
          <a href={raw}>Download this file</a>
        </p>
      )}
    </>
  );
}
