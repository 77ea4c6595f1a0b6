export type Verdict = 'ok' | 'warning' | 'failed';

/** One thing that `lode doctor` looked at. Warnings are worth reading; only what failed makes the command fail. */
export interface Diagnosis {
  readonly check: string;
  readonly verdict: Verdict;
  readonly detail: string;
}
