import type { ComponentChildren } from 'preact';
import type { Visit } from '../visit.ts';
import type { PackageFilesPageDeps } from './package-files-deps.ts';
import type { PackageInQuestion } from './package-in-question.ts';

export async function readDocumentationSection(
  _deps: PackageFilesPageDeps,
  _visit: Visit,
  { displayId }: PackageInQuestion,
): Promise<ComponentChildren> {
  return <p class="muted">{displayId}</p>;
}
