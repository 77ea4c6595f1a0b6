import type { PublishDeps } from '../packages/publish.ts';
import type { IdSelection } from './id-patterns.ts';
import type { ImportListener } from './import-report.ts';

export type ImportDeps = PublishDeps;

export interface ImportOptions {
  readonly selection: IdSelection;
  /** Who owns the ids that nobody owns yet. */
  readonly ownerId: number | null;
  readonly maxPackageBytes: number;
  /** Aborting it finishes what began and begins nothing more. */
  readonly signal: AbortSignal;
  readonly listener: ImportListener;
}
