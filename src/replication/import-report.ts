import type { Fault } from '../base/problem.ts';

/**
 * - `imported`: the version is here now
 * - `exists`: it was here already; with the same bytes, as far as the source says
 * - `differs`: it was here already with other bytes, which stay
 * - `refused`: unsafe, not a package, or not what the source said; trying again gives the same
 * - `failed`: the source could not give it; the next run tries again
 */
export const importOutcomes = ['imported', 'exists', 'differs', 'refused', 'failed'] as const;
export type ImportedAs = (typeof importOutcomes)[number];

/** What became of one package. `from` is its file or URL; id and version are missing where they could not be told. */
export interface ImportedItem {
  readonly from: string;
  readonly id?: string;
  readonly version?: string;
  readonly outcome: ImportedAs;
  readonly remarks: readonly Fault[];
}

export type ImportCounts = Readonly<Record<ImportedAs, number>>;

/** How far the work is, in the source's own measure; `of` is missing while nobody knows. */
export interface ImportStage {
  readonly unit: 'files' | 'ids' | 'catalog pages';
  readonly done: number;
  readonly of?: number;
}

/** Who listens to an import. */
export interface ImportListener {
  item(item: ImportedItem): void;
  stage(stage: ImportStage): void;
}

export interface ImportReport {
  readonly counts: ImportCounts;
  /** Whether it was stopped before its end: the same command goes on where it was. */
  readonly interrupted: boolean;
}

export interface Tally {
  readonly counts: ImportCounts;
  add(item: ImportedItem): void;
}

/** Counts what passes through to the listener. */
export function tallyFor(listener: ImportListener): Tally {
  const counts: Record<ImportedAs, number> = { imported: 0, exists: 0, differs: 0, refused: 0, failed: 0 };
  return {
    counts,
    add(item) {
      counts[item.outcome] += 1;
      listener.item(item);
    },
  };
}
