import type { PackageContents } from '../../packages/contents/package-contents.ts';
import type { Database } from '../../storage/database.ts';
import type { SiteDeps } from '../site-deps.ts';
import type { RenderedReadmes } from './rendered-readmes.ts';

/** What pages need that show what is inside of a package. */
export interface PackageFilesPageDeps extends SiteDeps {
  readonly database: Database;
  readonly contents: PackageContents;
  readonly readmes: RenderedReadmes;
}
