import type { Clock } from '../../base/clock.ts';
import type { Tx } from '../../storage/database.ts';
import type { Authorship } from '../principal.ts';

export interface EndedMembership {
  readonly organization: { readonly id: number; readonly publicId: string; readonly name: string };
  readonly person: { readonly id: number; readonly publicId: string };
  /** Who ended it. */
  readonly author: Authorship;
}

/** What becomes of keys when a person is no member any more, in the mutation that ends the membership. */
export async function membershipEnded(
  _deps: { readonly clock: Clock },
  _tx: Tx,
  _ended: EndedMembership,
): Promise<void> {
  await Promise.resolve();
}
