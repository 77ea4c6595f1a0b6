import { accountBlockers, type AccountBlocker } from '../../accounts/deletion/deletion-blockers.ts';
import type { AccountRow } from '../../accounts/accounts.queries.ts';
import type { Database } from '../../storage/database.ts';
import { ownedIds, type OwnedId } from './ownerships.queries.ts';

/** What stands in the way of an account's end. */
export type DeletionBlocker =
  | AccountBlocker
  /** These packages would be without an owner. There may be more of them. */
  | { readonly kind: 'packages'; readonly ids: readonly string[] }
  /** More packages than can be given up in one step. */
  | { readonly kind: 'too many packages' };

/** Packages that one deletion gives up at most, since everybody's changes wait for it: the others are handed over before. */
export const MAX_RELEASED = 1_000;
/** So many packages are named. */
const MAX_NAMED = 50;

export interface Deletion {
  readonly blockers: readonly DeletionBlocker[];
  /** What it would give up; at most `MAX_RELEASED`, and one more where there are more. */
  readonly owned: readonly OwnedId[];
}

/** What the end of an account would change, and what forbids it. `byId`: who would end it; for a person, the person. */
export async function deletionOf(
  rows: Pick<Database, 'read'>,
  account: Pick<AccountRow, 'id' | 'kind' | 'isAdministrator'>,
  byId: number,
): Promise<Deletion> {
  const owned = await ownedIds(rows, account.id, MAX_RELEASED + 1);
  const alone = owned.filter(({ isAlone }) => isAlone).slice(0, MAX_NAMED);
  const ids = alone.map(({ displayId }) => displayId);
  const blockers: DeletionBlocker[] = [
    ...(ids.length > 0 ? [{ kind: 'packages', ids } as const] : []),
    ...(owned.length > MAX_RELEASED ? [{ kind: 'too many packages' } as const] : []),
    ...(await accountBlockers(rows, account, byId)),
  ];
  return { blockers, owned };
}

/** One sentence: what stands in the way, and what to do. */
export function blockerSentence(blocker: DeletionBlocker, name: string): string {
  if (blocker.kind === 'packages') {
    return `Packages would be without an owner (${some(blocker.ids)}): add another owner to each of them first.`;
  }
  if (blocker.kind === 'organizations') {
    return `Nobody else administers ${some(blocker.names)}: make another member an administrator, or delete the organization first.`;
  }
  return plainSentences[blocker.kind](name);
}

const plainSentences = {
  'too many packages': (name: string) =>
    `${name} owns more than ${MAX_RELEASED.toLocaleString('en')} packages: hand some over first.`,
  members: (name: string) => `${name} has other members: remove them first.`,
  gallery: () => 'The gallery would be without an administrator: make somebody else one first.',
};

const NAMED_IN_SENTENCE = 3;

function some(names: readonly string[]): string {
  const shown = names.slice(0, NAMED_IN_SENTENCE).join(', ');
  return names.length > NAMED_IN_SENTENCE ? `${shown} and others` : shown;
}
