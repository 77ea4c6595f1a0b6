/**
 * Everything that the log can say, as one closed table. A kind, once written, keeps its name and its meaning for ever,
 * since the log is never rewritten: what changes gets a new kind. `data` may gain members.
 */
const kinds = {
  account_created: 'A person exists. data: {kind, name, isAdministrator}',
  organization_created: 'An organization exists. data: {kind, name}',
  account_changed: 'Name, address, status or password of an account changed. data: {changed: [member, …], status?}',
  member_added: 'A person belongs to an organization. subject: the organization; data: {person, role}',
  member_removed: 'A person no longer belongs to an organization. subject: the organization; data: {person}',
  key_created: 'An API key exists. data: {owner, person, name, scopes, packages, days}',
  key_revoked: 'An API key can no longer be used. data: {reason?}',
  owner_added: 'An account owns a package. subject: the package; data: {account}',
  owner_removed: 'An account no longer owns a package. subject: the package; data: {account}',
  version_published: 'A version exists. data: {sha512, sizeBytes, listed}',
  version_imported: 'A version was taken over from another feed or a folder. data: {sha512, sizeBytes, listed, source}',
  version_relisted: 'A version is offered again. data: {reason?}',
  version_unlisted: 'A version is no longer offered; it stays restorable. data: {reason?}',
  version_deprecated: 'The deprecation of a version changed. data: {deprecation}, null when it was taken back',
  version_state_changed: 'A version became visible, hidden or removed. data: {from, to, reason?}',
  registration_locked: 'Nobody can push to a package. data: {reason?}',
  registration_unlocked: 'A package can be pushed to again. data: {reason?}',
  setting_changed: 'An administrator changed a setting. subject: setting:NAME; data: {from, to}',
  import_finished: 'An import ran to its end. subject: import:SOURCE; data: {imported, skipped, failed}',
} as const satisfies Record<string, string>;

export type EventKind = keyof typeof kinds;
