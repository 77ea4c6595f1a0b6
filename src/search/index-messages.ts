/** What the thread that owns the index is told, and what it answers: plain data, since it crosses threads. */
import type { DownloadsChange, DownloadTotal, IndexCursor } from './index-file.queries.ts';
import type { PackageDocuments } from './package-documents.ts';
import type { IndexAnswer, IndexQuestion } from './search-file.queries.ts';

/** How far the file is. */
export interface IndexProgress {
  /** Undefined for a file that does not show all packages yet. */
  readonly cursor: IndexCursor | undefined;
  readonly downloadsAsOf: number;
}

/** Each call with its argument and its result. */
export interface IndexCalls {
  progress: { argument: null; result: IndexProgress };
  search: { argument: IndexQuestion; result: IndexAnswer };
  apply: { argument: { packages: readonly PackageDocuments[]; cursor: IndexCursor | undefined }; result: null };
  setDownloads: { argument: { totals: readonly DownloadTotal[]; asOf: number }; result: DownloadsChange };
  beginRound: { argument: null; result: null };
  endRound: { argument: { cursor: IndexCursor | undefined }; result: null };
  tidy: { argument: 'start' | 'go on'; result: boolean };
  recreate: { argument: null; result: null };
  close: { argument: null; result: null };
}

export type IndexCall = keyof IndexCalls;

export interface IndexRequest {
  readonly number: number;
  readonly call: IndexCall;
  readonly argument: IndexCalls[IndexCall]['argument'];
}

export type IndexReply =
  | { readonly number: number; readonly result: IndexCalls[IndexCall]['result'] }
  | { readonly number: number; readonly failure: { readonly message: string; readonly isDamage: boolean } };
