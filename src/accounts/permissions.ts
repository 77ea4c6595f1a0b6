/**
 * Who may do what, as two tables: the only place that says so. Use cases ask here, inside their transaction.
 *
 * A row of either table names the relations that suffice. For a package the relation is the caller's to an account that
 * owns it. Administrators of the gallery are told apart from an organization's: the former stand here as `gallery`.
 */

/** What the caller is to an account; `gallery`: an administrator of the gallery, who is nothing else to it. */
export type Relation = 'self' | 'administrator' | 'collaborator' | 'gallery' | 'stranger' | 'visitor';

export const RELATIONS: readonly Relation[] = [
  'self',
  'administrator',
  'collaborator',
  'gallery',
  'stranger',
  'visitor',
];

const accountActions = {
  /** Its page, members and packages with their states. */
  'see the account': ['self', 'administrator', 'collaborator', 'gallery'],
  /** Email address, mail that it wants, its transformation and deletion. */
  'manage the account': ['self', 'administrator'],
  /** Invite, change the role of and remove others. */
  'manage members': ['administrator', 'gallery'],
  /** Make a key of one's own that acts for the account. */
  'act with a personal key': ['self', 'administrator', 'collaborator'],
  /** Make, change, replace and revoke keys that are the account's own. */
  'manage keys of the account': ['self', 'administrator'],
  'revoke keys of the account': ['self', 'administrator', 'gallery'],
  /** Accept and decline invitations to own packages. */
  'answer invitations to own packages': ['self', 'administrator'],
  /** What was done by it, to it and in its name. */
  'see the history': ['self', 'administrator', 'gallery'],
  'lock and unlock': ['gallery'],
  'publish new ids for': ['self', 'administrator', 'collaborator'],
  /** Ask for prefixes of ids to be reserved for it, and take that back. */
  'ask for reserved prefixes': ['self', 'administrator'],
} as const satisfies Record<string, readonly Relation[]>;

const packageActions = {
  /** Versions that are unlisted or held, who pushed, the history with credentials. */
  'see everything of the package': ['self', 'administrator', 'collaborator', 'gallery'],
  'publish new versions': ['self', 'administrator', 'collaborator'],
  'unlist, relist and deprecate': ['self', 'administrator', 'collaborator', 'gallery'],
  /** Invite and remove owners, cancel invitations. */
  'manage owners': ['self', 'administrator', 'gallery'],
} as const satisfies Record<string, readonly Relation[]>;

export type AccountAction = keyof typeof accountActions;
export type PackageAction = keyof typeof packageActions;

export const accountPermissions: Readonly<Record<AccountAction, readonly Relation[]>> = accountActions;
export const packagePermissions: Readonly<Record<PackageAction, readonly Relation[]>> = packageActions;

/** Whether one of these relations to an account suffices. */
export function mayOnAccount(action: AccountAction, relations: readonly Relation[]): boolean {
  return relations.some((relation) => accountPermissions[action].includes(relation));
}

/** Whether one of these relations, to the owners of a package, suffices. */
export function mayOnPackage(action: PackageAction, relations: readonly Relation[]): boolean {
  return relations.some((relation) => packagePermissions[action].includes(relation));
}
