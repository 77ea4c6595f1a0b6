/** Which package, which version, which file a page of this area is about, and whether its viewer may look into it. */
import { Problem } from '../../base/problem.ts';
import type { ContentFile } from '../../packages/contents/package-contents.ts';
import { packageInView, type PackageInView } from '../../packages/view/package-in-view.ts';
import { requireIdOf } from '../packages/package-deps.ts';
import type { Visit } from '../visit.ts';
import type { PackageFilesPageDeps } from './package-files-deps.ts';

/** The version in the path; another one never stands in for it here. */
export async function requireVersionInView(deps: PackageFilesPageDeps, visit: Visit): Promise<PackageInView> {
  return requireVersionNamed(deps, visit, visit.request.params['version'] ?? '');
}

export async function requireVersionNamed(
  deps: PackageFilesPageDeps,
  visit: Visit,
  versionText: string,
): Promise<PackageInView> {
  const id = requireIdOf(visit);
  const pkg = await packageInView(deps, visit.viewer, id, versionText);
  if (pkg.version.isRequested && pkg.version.visibility !== 'notice') return pkg;
  if (pkg.version.isRequested) {
    const { displayId, normalizedVersion } = pkg.version;
    throw new Problem('withdrawn', `${displayId} ${normalizedVersion} was withdrawn by an administrator.`);
  }
  throw new Problem('not_found', `${id.display} has no version ${versionText.slice(0, 64)}.`);
}

/**
 * Whether the viewer may see the bytes: of what is withheld from everybody only administrators may, who must judge it. What
 * is held back for now its owners have sent themselves.
 */
export function mayLookInside({ version, viewerKind }: PackageInView): boolean {
  return version.state === 'available' || version.state === 'held' || viewerKind === 'administrator';
}

export function requireMayLookInside(pkg: PackageInView): void {
  if (mayLookInside(pkg)) return;
  const { displayId, normalizedVersion } = pkg.version;
  throw new Problem('withdrawn', `The files of ${displayId} ${normalizedVersion} are withheld by an administrator.`);
}

const MAX_PATH_LENGTH = 2_000;

/** The file that `path` in the query names. */
export async function requireFile(deps: PackageFilesPageDeps, visit: Visit, pkg: PackageInView): Promise<ContentFile> {
  const path = visit.request.query.get('path') ?? '';
  const file = path === '' || path.length > MAX_PATH_LENGTH ? undefined : await deps.contents.find(pkg.version, path);
  if (file !== undefined) return file;
  const { displayId, normalizedVersion } = pkg.version;
  throw new Problem('not_found', `${displayId} ${normalizedVersion} has no file ${path.slice(0, 200)}.`);
}
