import type { PackageInView } from '../../packages/view/package-in-view.ts';
import type { Blobs } from '../../storage/blobs.ts';
import type { PackageFilesPageDeps } from '../package-files/package-files-deps.ts';
import type { Visit } from '../visit.ts';

/** What the page of a package needs. */
export interface PackagePageDeps extends PackageFilesPageDeps {
  readonly blobs: Blobs;
}

/** What a part of the page is made of. */
export interface SectionFacts {
  readonly deps: PackagePageDeps;
  readonly visit: Visit;
  readonly pkg: PackageInView;
  /** The page's own path, which names a version only where the reader's did: parts of it are `?tab=`. */
  readonly here: string;
}
