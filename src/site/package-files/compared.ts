import type { PackageInView } from '../../packages/view/package-in-view.ts';

/** Two versions of one id, the lower one first, whichever of them the path names. */
export interface Compared {
  readonly before: PackageInView;
  readonly after: PackageInView;
}
