/**
 * Everything that the log can say, as one closed table. A kind, once written, keeps its name and its meaning for ever,
 * since the log is never rewritten: what changes gets a new kind. `data` may gain members.
 */
const kinds = {
  account_created: 'A person exists. data: {kind, name, isAdministrator, confirmation?}',
  organization_created: 'An organization exists. data: {kind, name, confirmation?}',
  account_changed:
    'Name, address, status or other members of an account changed. data: {changed: [member, …], status?}',
  administrator_added: 'A person administers the gallery. data: {}',
  administrator_removed: 'A person administers the gallery no more. data: {}',
  account_deleted: 'Nobody can be this account again; its name stays taken if it was ever confirmed. data: {farewell?}',
  confirmation_asked: 'The mail that confirms an address is wanted once more. data: {confirmation}',
  email_change_asked: 'Another address waits for its confirmation. data: {confirmation}',
  email_change_cancelled: 'The address that waited is forgotten. data: {}',
  email_confirmed: 'An address belongs to its account. data: {undo?}: present when it took the place of another',
  email_change_undone: 'The address before is in force again. data: {}',
  password_reset_asked: 'Somebody forgot a password. data: {reset}',
  password_changed: 'A password is another. data: {how: changed, reset, operator}',
  signed_in:
    'Somebody signed in. data: {session, how: password, passkey, second-factor, sign-on, sign-up, setup; isNewDevice?}',
  sign_in_refused: 'Wrong passwords from elsewhere reached the limit for an account. data: {}',
  session_ended:
    'A session is over before its time. data: {sessions: [public id, …], how: signed-out, revoked, password, locked, administrator}',
  second_factor_added: 'A second factor exists. data: {factor: passkey, app, recovery-codes; name?}',
  second_factor_removed: 'A second factor is gone. data: {factor, name?}',
  second_factor_changed: 'A second factor has another name. data: {factor, name}',
  second_factor_refused: 'Wrong codes reached the limit for an account whose password was right. data: {}',
  passkey_refused: 'A passkey counted backwards, as a copy of it would, and was not taken. data: {passkey, name}',
  recovery_code_used: 'A recovery code stood in for a second factor. data: {left}',
  identity_linked: 'Somebody of an OpenID Connect issuer is this person. data: {issuer, label}',
  identity_unlinked: 'Somebody of an OpenID Connect issuer is this person no more. data: {issuer, label}',
  transformation_asked: 'A person wants to become an organization. data: {transformation, administrator}',
  transformation_ended: 'That will not be. data: {administrator, how: cancelled, declined, expired}',
  account_transformed: 'A person has become an organization. data: {administrator}',
  person_invited: 'Somebody may sign up. subject: gallery; data: {invitation}',
  member_invited:
    'Somebody may join. subject: the organization; data: {invitation, role, person?}: without person, by address',
  invitation_ended:
    'An invitation holds no more. subject: the organization, or gallery; data: {how: declined, cancelled, expired; invitation, role?, person?, byAddress?}',
  member_added: 'A person belongs to an organization. subject: the organization; data: {person, role}',
  member_changed: 'The role of a member is another. subject: the organization; data: {person, role}',
  member_removed: 'A person no longer belongs to an organization. subject: the organization; data: {person}',
  key_created: 'An API key exists. data: {owner, person, name, scopes, packages, days}',
  key_changed:
    'Name, scopes or packages of an API key are others. data: {owner, person, name, changed: [member, …], scopes, packages}',
  key_regenerated: 'An API key has a new text, and the old one is worth nothing. data: {owner, person, name, days}',
  key_revoked:
    'An API key can no longer be used. data: {owner?, person?, name?, reason?: left, leaked, account; where?}: where it leaked',
  key_must_rotate: 'Who saw the text of an own key of an organization left. data: {owner, name, person, before}',
  keys_expiring: 'Keys end soon, or have ended. subject: the holder; data: {keys: [{key, name, owner, expiresAt}]}',
  owner_invited:
    'An account may become an owner. subject: the package; data: {account, invitation, batch?: {id, size}}',
  owner_invitation_ended:
    'That invitation holds no more. subject: the package; data: {account, how: declined, cancelled, expired}',
  owner_added: 'An account owns a package. subject: the package; data: {account, batch?}',
  owner_removed: 'An account no longer owns a package. subject: the package; data: {account, batch?}',
  version_published: 'A version exists. data: {sha512, sizeBytes, listed}',
  version_imported: 'A version was taken over from another feed or a folder. data: {sha512, sizeBytes, listed, source}',
  version_relisted: 'A version is offered again. data: {reason?, batch?: {id, size}}',
  version_unlisted: 'A version is no longer offered; it stays restorable. data: {reason?, batch?}',
  version_deprecated: 'The deprecation of a version changed. data: {deprecation, batch?}, null when it was taken back',
  deprecation_rule_added:
    'Every version in a range is deprecated, those that are pushed later too. subject: the package; data: {rule, range, deprecation}',
  deprecation_rule_removed: 'That is so no more. subject: the package; data: {rule, range}',
  readme_changed:
    "A version's page shows another text in place of its readme. data: {overlay, isOwn?}: the package's own again",
  version_state_changed: 'A version became visible, hidden or removed. data: {from, to, reason?}',
  registration_locked: 'Nobody can push to a package. data: {reason?}',
  registration_unlocked: 'A package can be pushed to again. data: {reason?}',
  prefix_requested: 'An account wants a prefix of ids reserved. subject: the account; data: {request, prefix}',
  prefix_request_ended:
    'That was decided. subject: the account; data: {request, prefix, how: granted, refused, withdrawn; answer?}',
  prefix_reserved:
    'Only certain accounts may push new ids that begin so. subject: prefix:KEY, as acme.*; data: {prefix, isExact, isPublic, owners: [account, …]}',
  prefix_changed:
    'Its owners, or whether it is public, are others. subject: prefix:KEY; data: {prefix, isPublic, owners}',
  prefix_released: 'Anybody may push such ids again. subject: prefix:KEY; data: {prefix, isExact}',
  setting_changed: 'An administrator changed a setting. subject: setting:NAME; data: {from, to}',
  import_finished: 'An import ran to its end. subject: import:SOURCE; data: {imported, skipped, failed}',
} as const satisfies Record<string, string>;

export type EventKind = keyof typeof kinds;

/** Every kind, in the order of the table. */
export const eventKinds = Object.keys(kinds) as readonly EventKind[];
