import { ROLES, type Role } from '../../accounts/organizations/organization.ts';
import type { Choice } from '../ui/field.tsx';

const words: Readonly<
  Record<Role, { readonly label: string; readonly withArticle: string; readonly meaning: string }>
> = {
  administrator: {
    label: 'Administrator',
    withArticle: 'an administrator',
    meaning:
      'All that, and decides about members, owners of packages, keys, the address and the end of the organization.',
  },
  collaborator: {
    label: 'Collaborator',
    withArticle: 'a collaborator',
    meaning: 'Publishes, unlists, relists and deprecates its packages, and makes keys that act for it.',
  },
};

export function roleLabel(role: Role): string {
  return words[role].label;
}

/** "an administrator", for a sentence. */
export function roleWithArticle(role: Role): string {
  return words[role].withArticle;
}

/** Both roles with what they may do, the lesser one first. */
export const roleChoices: readonly Choice[] = ROLES.toReversed().map((role) => ({
  value: role,
  label: words[role].label,
  hint: words[role].meaning,
}));
