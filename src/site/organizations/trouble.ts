import type { Problem } from '../../base/problem.ts';

/** What went wrong with a form of an organization's page, and what was typed there. */
export interface Trouble {
  readonly problem: Problem;
  readonly invitation?: { readonly invitee: string; readonly role: string };
  readonly email?: string;
}
