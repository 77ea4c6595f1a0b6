/** `/packages/:id/:version/Manage/readme`: what a version's page shows as its readme, changed without touching the package. */
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import { originOf } from '../../http/request-origin.ts';
import { parseVersion } from '../../nuget/version.ts';
import { changeReadme, MAX_OVERLAY_BYTES } from '../../packages/readme/change-readme.ts';
import {
  currentOverlay,
  overlayByPublicId,
  recordedOverlays,
  type ReadmeOverlay,
} from '../../packages/readme/readme-overlays.queries.ts';
import type { PackageInView } from '../../packages/view/package-in-view.ts';
import { isPublicId } from '../../base/ids.ts';
import { Problem } from '../../base/problem.ts';
import type { FormFields } from '../../http/form-body.ts';
import { html } from '../html.tsx';
import { orShow } from '../or-show.ts';
import { requireIdOf } from '../packages/package-deps.ts';
import { form, page, requireViewer } from '../page.ts';
import { flash, seeOther } from '../see-other.ts';
import { withQuery } from '../site-urls.ts';
import { Crumbs } from '../ui/crumbs.tsx';
import { ErrorSummary } from '../ui/error-summary.tsx';
import { IdText } from '../ui/id-text.tsx';
import { Markdown } from '../ui/markdown.tsx';
import type { Visit } from '../visit.ts';
import type { PackageFilesPageDeps } from './package-files-deps.ts';
import { requireVersionInView } from './package-in-question.ts';
import { ReadmeForm } from './readme-form.tsx';
import { ReadmeHistory } from './readme-history.tsx';
import { readOwnReadme, renderedReadme } from './readme-section.tsx';

/** A character takes up to three bytes, and a byte three of a form. */
export const MAX_README_FORM_BYTES = 3 * MAX_OVERLAY_BYTES + 16 * 1024;

/** `GET`; with `show=`, one of the texts that stood here before. */
export function manageReadmePage(deps: PackageFilesPageDeps): HttpHandler {
  return page(deps, async (visit) => {
    const pkg = await requireManaged(deps, visit);
    const show = visit.request.query.get('show') ?? '';
    const { versionId } = pkg.version;
    const older = isPublicId(show) ? await overlayByPublicId(deps.database, versionId, show) : undefined;
    return showReadme(deps, visit, pkg, older === undefined ? {} : { older });
  });
}

/** `POST`: `do` says whether to show the text, to save it, or to go back to the package's own. */
export function changeReadmeForm(deps: PackageFilesPageDeps): HttpHandler {
  return form(
    deps,
    async (visit, fields) => {
      const pkg = await requireManaged(deps, visit);
      const typed = { text: fields.text('text'), basedOn: fields.text('basedOn') };
      if (fields.text('do') === 'preview') return showReadme(deps, visit, pkg, { typed, isPreview: true });
      return orShow(
        () => save(deps, visit, pkg, fields),
        (problem) => showReadme(deps, visit, pkg, { typed, problem }),
      );
    },
    { maxFormBytes: MAX_README_FORM_BYTES },
  );
}

async function save(
  deps: PackageFilesPageDeps,
  visit: Visit,
  pkg: PackageInView,
  fields: FormFields,
): Promise<HttpAnswer> {
  const { displayId, normalizedVersion } = pkg.version;
  const version = parseVersion(normalizedVersion);
  if (version === undefined) throw new TypeError(`${normalizedVersion} is no version`);
  const isOwn = fields.text('do') === 'own';
  const basedOn = fields.text('basedOn');
  const change = {
    id: requireIdOf(visit),
    version,
    text: isOwn ? null : fields.text('text'),
    basedOn: basedOn === '' ? null : basedOn,
  };
  const isNew = await changeReadme(deps, requireViewer(visit), change, originOf(visit.request));
  const name = `${displayId} ${normalizedVersion}`;
  const shown = isOwn
    ? `The page of ${name} shows the package's own readme again.`
    : `The page of ${name} shows this readme now.`;
  const { urls } = visit.site;
  const link = { href: urls.packageVersion(displayId, normalizedVersion), label: 'See the page' };
  const text = isNew ? shown : `The readme of ${name} is as it was.`;
  return seeOther(urls.manageReadme(displayId, normalizedVersion), [flash(deps, { kind: 'done', text, link })]);
}

async function requireManaged(deps: PackageFilesPageDeps, visit: Visit): Promise<PackageInView> {
  requireViewer(visit);
  const pkg = await requireVersionInView(deps, visit);
  if (pkg.mayManage) return pkg;
  throw new Problem('forbidden', `Only owners of ${pkg.displayId} change its readme.`);
}

interface Shown {
  readonly typed?: { readonly text: string; readonly basedOn: string };
  readonly isPreview?: boolean;
  readonly problem?: Problem;
  /** A text that stood here before, to be looked at. */
  readonly older?: ReadmeOverlay;
}

async function showReadme(
  deps: PackageFilesPageDeps,
  visit: Visit,
  pkg: PackageInView,
  { typed, isPreview = false, problem, older }: Shown,
): Promise<HttpAnswer> {
  const { displayId, normalizedVersion, versionId } = pkg.version;
  const [current, history, own] = await Promise.all([
    currentOverlay(deps.database, versionId),
    recordedOverlays(deps.database, versionId),
    readOwnReadme(deps, pkg),
  ]);
  const stands = current?.text ?? own ?? '';
  const isStale = problem?.code === 'conflict';
  const preview = isPreview ? await renderedReadme(deps, visit, pkg, typed?.text ?? '') : undefined;
  if (preview !== undefined) visit.showImagesOf(preview.shownHosts);
  const name = `${displayId} ${normalizedVersion}`;
  const { urls } = visit.site;
  const body = (
    <>
      <Crumbs
        trail={[
          {
            label: `Manage ${displayId}`,
            href: withQuery(urls.manageVersion(displayId, normalizedVersion), { open: 'documentation' }),
          },
        ]}
        here="Readme"
      />
      <h1>
        Readme of <IdText text={name} />
      </h1>
      <p class="lead">
        What you save stands on the page of this version in place of the readme in the package. The package itself, and
        what clients get out of it, stays as it was published.
      </p>
      <ErrorSummary message={problem?.message} faults={problem?.faults ?? []} />
      {preview !== undefined && <Preview html={preview.html} />}
      <ReadmeForm
        visit={visit}
        pkg={pkg}
        text={older?.text ?? typed?.text ?? stands}
        // Whoever has seen the newer text may replace it.
        basedOn={typed !== undefined && !isStale ? typed.basedOn : (current?.publicId ?? '')}
        other={isStale ? stands : undefined}
        isChanged={(current?.text ?? null) !== null}
        hasOwn={own !== undefined}
        faults={problem?.faults ?? []}
      />
      <ReadmeHistory visit={visit} pkg={pkg} history={history} />
    </>
  );
  return html(visit, { title: `Readme of ${name}`, layout: 'wide', body });
}

function Preview({ html: rendered }: { readonly html: string }) {
  return (
    <section aria-labelledby="preview">
      <h2 id="preview">Preview</h2>
      <p class="muted">Nothing is saved yet.</p>
      <Markdown html={rendered} />
    </section>
  );
}
