import type { ComponentChildren } from 'preact';
import { currentOverlay } from '../../packages/readme/readme-overlays.queries.ts';
import type { PackageInView } from '../../packages/view/package-in-view.ts';
import type { Visit } from '../visit.ts';
import type { PackageFilesPageDeps } from './package-files-deps.ts';

export interface DocumentationSection {
  /** "Readme from the package": to be read without opening. */
  readonly state: string;
  readonly body: ComponentChildren;
}

/** "Documentation" on Manage: what the page of a version shows as its readme, and the way to change it. */
export async function readDocumentationSection(
  { database }: Pick<PackageFilesPageDeps, 'database'>,
  visit: Visit,
  { version }: PackageInView,
): Promise<DocumentationSection> {
  const overlay = await currentOverlay(database, version.versionId);
  const { displayId, normalizedVersion } = version;
  const name = `${displayId} ${normalizedVersion}`;
  const isChanged = (overlay?.text ?? null) !== null;
  const hasOwn = version.parts.readme !== undefined;
  const body = (
    <>
      <p>{stateSentence(name, isChanged, hasOwn)}</p>
      <p>
        <a href={visit.site.urls.manageReadme(displayId, normalizedVersion)}>
          {isChanged || hasOwn ? 'Change the readme of' : 'Write a readme for'} {name}
        </a>
      </p>
      <p class="muted">
        Only the page changes. The package, and what clients get out of it, stays as it was published.
      </p>
    </>
  );
  return { state: stateWords(isChanged, hasOwn), body };
}

function stateWords(isChanged: boolean, hasOwn: boolean): string {
  if (isChanged) return 'Readme changed after publishing';
  return hasOwn ? 'Readme from the package' : 'No readme';
}

function stateSentence(name: string, isChanged: boolean, hasOwn: boolean): string {
  if (isChanged) return `The page of ${name} shows a readme that was written after publishing.`;
  return hasOwn ? `The page of ${name} shows the readme in the package.` : `${name} has no readme.`;
}
