/** The readme of a version: what its owners wrote since, or what is in the package. */
import type { ComponentChildren } from 'preact';
import { settingInForce } from '../../accounts/settings/settings.ts';
import { packageLimits } from '../../nuget/limits.ts';
import { currentOverlay } from '../../packages/readme/readme-overlays.queries.ts';
import type { PackageInView } from '../../packages/view/package-in-view.ts';
import { withQuery } from '../site-urls.ts';
import { Markdown } from '../ui/markdown.tsx';
import { Notice } from '../ui/notice.tsx';
import type { Visit } from '../visit.ts';
import type { PackageFilesPageDeps } from './package-files-deps.ts';
import { mayLookInside } from './package-in-question.ts';
import { parseImageHosts } from './readme-targets.ts';
import type { RenderedReadme } from './rendered-readmes.ts';

export async function readReadmeSection(
  deps: PackageFilesPageDeps,
  visit: Visit,
  pkg: PackageInView,
): Promise<ComponentChildren> {
  if (!mayLookInside(pkg)) return <p class="muted">The readme is withheld, with all files of this version.</p>;
  const overlay = await currentOverlay(deps.database, pkg.version.versionId);
  const isChanged = (overlay?.text ?? null) !== null;
  const text = overlay?.text ?? (await readOwnReadme(deps, pkg));
  if (text === undefined) return <NoReadme visit={visit} pkg={pkg} />;
  const readme = await renderedReadme(deps, visit, pkg, text);
  visit.showImagesOf(readme.shownHosts);
  return <ReadmeText visit={visit} pkg={pkg} readme={readme} isChanged={isChanged} />;
}

/** What the package holds; bytes that are no UTF-8 are shown as such. Undefined where it holds none. */
export async function readOwnReadme(
  { contents }: Pick<PackageFilesPageDeps, 'contents'>,
  { version }: PackageInView,
): Promise<string | undefined> {
  const part = version.parts.readme;
  if (part === undefined) return undefined;
  const { bytes } = await contents.partHead(version, part, packageLimits.readmeBytes);
  return new TextDecoder('utf-8').decode(bytes);
}

/** As the version's page shows it. */
export async function renderedReadme(
  deps: PackageFilesPageDeps,
  visit: Visit,
  { version }: PackageInView,
  text: string,
): Promise<RenderedReadme> {
  const { displayId, normalizedVersion, manifest, sha512 } = version;
  const imageHosts = parseImageHosts(await settingInForce(deps.database, 'readme-image-hosts'));
  const key = [visit.site.urls.prefix, displayId, normalizedVersion, sha512, ...imageHosts].join('\0');
  return deps.readmes.render(text, key, async () => ({
    urls: visit.site.urls,
    displayId,
    normalizedVersion,
    path: manifest.readme ?? '',
    files: (await deps.contents.files(version)).map(({ path }) => path),
    repository: manifest.repository,
    imageHosts,
  }));
}

function NoReadme({ visit, pkg }: { readonly visit: Visit; readonly pkg: PackageInView }) {
  const { displayId, normalizedVersion } = pkg.version;
  return (
    <>
      <p class="muted">
        {displayId} {normalizedVersion} has no readme.
      </p>
      {pkg.mayManage && (
        <p>
          A readme tells people what the package does and how to begin. Put one into the next version with{' '}
          <code>PackageReadmeFile</code>, or{' '}
          <a href={visit.site.urls.manageReadme(displayId, normalizedVersion)}>write one for this version</a>.
        </p>
      )}
    </>
  );
}

interface ReadmeTextProps {
  readonly visit: Visit;
  readonly pkg: PackageInView;
  readonly readme: RenderedReadme;
  readonly isChanged: boolean;
}

function ReadmeText({ visit, pkg, readme, isChanged }: ReadmeTextProps) {
  const { displayId, normalizedVersion, manifest } = pkg.version;
  const file = visit.site.urls.packageFile(displayId, normalizedVersion);
  const source = isChanged ? undefined : manifest.readme;
  const whole =
    source === undefined ? undefined : <a href={withQuery(file, { path: source, raw: 1 })}>The whole file</a>;
  return (
    <>
      {isChanged && (
        <p class="muted small">
          This readme was changed after publishing; the package holds{' '}
          {manifest.readme === undefined ? 'none' : 'another'}.
        </p>
      )}
      <Markdown html={readme.html} />
      {readme.isPlain && (
        <Notice kind="info" title="This readme is shown as it is written.">
          Formatting it asks for more work than a page may do.
        </Notice>
      )}
      {readme.isCut && (
        <Notice kind="info" title="The readme goes on: pages show its first 128 KB.">
          {whole !== undefined && <p>{whole}</p>}
        </Notice>
      )}
      {pkg.mayManage && readme.linkedHosts.length > 0 && <LinkedImages hosts={readme.linkedHosts} />}
    </>
  );
}

const MAX_NAMED_HOSTS = 5;

function LinkedImages({ hosts }: { readonly hosts: readonly string[] }) {
  const named = hosts.slice(0, MAX_NAMED_HOSTS).join(', ');
  return (
    <Notice kind="info" title="Some images are shown as links. Only owners see this.">
      This gallery shows no images of {named}. Put images into the package and name them by their path, or ask an
      administrator to allow the host.
    </Notice>
  );
}
