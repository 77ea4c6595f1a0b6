/** Whose downloads are asked for. What is withdrawn, and versions that are not listed, are for who manages the package. */
import { Problem } from '../../base/problem.ts';
import { packageInView, type PackageInView } from '../../packages/view/package-in-view.ts';
import { isVisibleTo } from '../../packages/visibility.ts';
import { requireIdOf } from '../packages/package-deps.ts';
import type { Visit } from '../visit.ts';
import type { StatisticsDeps } from './statistics-deps.ts';

export interface PackageToCount {
  readonly view: PackageInView;
  /** Whether the reader sees every version, unlisted and withdrawn ones too. */
  readonly isEverything: boolean;
}

/** Throws `not_found` for an id of which everything was withdrawn, as for one that never was. */
export async function packageToCount(deps: StatisticsDeps, visit: Visit): Promise<PackageToCount> {
  const id = requireIdOf(visit);
  const view = await packageInView(deps, visit.viewer, id, undefined);
  const isEverything = view.viewerKind !== 'anyone';
  if (view.version.visibility === 'notice' && !isEverything) {
    throw new Problem('not_found', `There is no package named ${id.display}.`);
  }
  return { view, isEverything };
}

/** Throws `not_found` for a version that is not listed, as for one that never was. */
export async function versionToCount(deps: StatisticsDeps, visit: Visit): Promise<PackageToCount> {
  const id = requireIdOf(visit);
  const text = visit.request.params['version'] ?? '';
  const view = await packageInView(deps, visit.viewer, id, text);
  const isEverything = view.viewerKind !== 'anyone';
  if (!view.version.isRequested || !(isEverything || isVisibleTo('discovery', view.version, 'anyone'))) {
    throw new Problem('not_found', `${id.display} has no listed version ${text.slice(0, 100)}.`);
  }
  return { view, isEverything };
}
