import type { ComponentChildren } from 'preact';
import { currentOverlay } from '../../packages/readme/readme-overlays.queries.ts';
import type { PackageInView } from '../../packages/view/package-in-view.ts';
import type { Visit } from '../visit.ts';
import type { PackageFilesPageDeps } from './package-files-deps.ts';

/** The body of "Documentation" on Manage: what the page of a version shows as its readme, and the way to change it. */
export async function readDocumentationSection(
  { database }: Pick<PackageFilesPageDeps, 'database'>,
  visit: Visit,
  { version }: PackageInView,
): Promise<ComponentChildren> {
  const overlay = await currentOverlay(database, version.versionId);
  const { displayId, normalizedVersion } = version;
  const name = `${displayId} ${normalizedVersion}`;
  const isChanged = (overlay?.text ?? null) !== null;
  return (
    <>
      <p>{stateText(name, isChanged, version.parts.readme !== undefined)}</p>
      <p>
        <a href={visit.site.urls.manageReadme(displayId, normalizedVersion)}>
          {isChanged || version.parts.readme !== undefined ? 'Change the readme of' : 'Write a readme for'} {name}
        </a>
      </p>
      <p class="muted">
        Only the page changes. The package, and what clients get out of it, stays as it was published.
      </p>
    </>
  );
}

function stateText(name: string, isChanged: boolean, hasOwn: boolean): string {
  if (isChanged) return `The page of ${name} shows a readme that was written after publishing.`;
  return hasOwn ? `The page of ${name} shows the readme in the package.` : `${name} has no readme.`;
}
