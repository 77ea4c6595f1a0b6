/**
 * Who is told what: for every kind of event the mails that it makes. The only place that says so; a kind without mail
 * stands here too.
 */
import type { MailTopic } from '../../accounts/people/mail-topics.ts';
import type { EventKind } from '../../log/event-kinds.ts';
import type { LogEvent } from '../../log/followers.ts';
import { wordsOf, type EventWords } from './event-words.ts';
import type { TemplateName } from './templates.ts';

/**
 * Who reads a mail. `account` is the event's: a person, or an organization's address and its administrators. Of packages:
 * `owners` are all who may publish, `package managers` those who decide about owners, organizations' addresses among them.
 */
export type Readers =
  | 'account'
  | 'asked address'
  | 'taken address'
  | 'address before'
  | 'last address'
  | 'invited'
  | 'person'
  | 'administrator'
  | 'administrators'
  | 'candidate'
  | 'key holders'
  | 'owners'
  | 'package managers';

export interface Notice {
  readonly template: TemplateName;
  readonly to: Readers;
  /** What turns it off. Without one it always comes. */
  readonly topic?: MailTopic;
  /** Only where the event says so. */
  readonly when?: (words: EventWords) => boolean;
  /** Many within a minute make one mail. */
  readonly isFolded?: true;
  /** Whoever did it knows. */
  readonly sparesActor?: true;
  /** Says the network address and the program: only to the person whose account it is about. */
  readonly tellsOrigin?: true;
}

const ended = (how: string) => (words: EventWords) => words.has('how', how);

/** An address that somebody else has confirmed gets another mail, and only its reader learns that. */
const CONFIRMATION = [
  { template: 'confirm-address', to: 'asked address' },
  { template: 'address-in-use', to: 'taken address' },
] as const;

const plan = {
  account_created: CONFIRMATION,
  organization_created: CONFIRMATION,
  account_changed: [
    { template: 'account-locked', to: 'account', when: (words) => words.has('status', 'locked') },
    { template: 'account-unlocked', to: 'account', when: (words) => words.has('status', 'active') },
  ],
  administrator_added: [{ template: 'administrator-added', to: 'account' }],
  administrator_removed: [{ template: 'administrator-removed', to: 'account' }],
  account_deleted: [{ template: 'account-deleted', to: 'last address' }],
  confirmation_asked: CONFIRMATION,
  email_change_asked: [
    { template: 'confirm-new-address', to: 'asked address' },
    { template: 'address-in-use', to: 'taken address' },
  ],
  email_change_cancelled: [],
  email_confirmed: [{ template: 'address-changed', to: 'address before', tellsOrigin: true }],
  email_change_undone: [{ template: 'address-restored', to: 'account', tellsOrigin: true }],
  password_reset_asked: [{ template: 'reset-password', to: 'account', tellsOrigin: true }],
  password_changed: [{ template: 'password-changed', to: 'account', tellsOrigin: true }],
  signed_in: [
    { template: 'new-sign-in', to: 'account', tellsOrigin: true, when: (words) => words.has('isNewDevice', true) },
  ],
  sign_in_refused: [{ template: 'sign-in-refused', to: 'account', tellsOrigin: true }],
  session_ended: [],
  second_factor_added: [{ template: 'second-factor-added', to: 'account', tellsOrigin: true }],
  second_factor_removed: [{ template: 'second-factor-removed', to: 'account', tellsOrigin: true }],
  second_factor_changed: [],
  second_factor_refused: [{ template: 'second-factor-refused', to: 'account', tellsOrigin: true }],
  passkey_refused: [{ template: 'passkey-refused', to: 'account', tellsOrigin: true }],
  recovery_code_used: [{ template: 'recovery-code-used', to: 'account', tellsOrigin: true }],
  identity_linked: [{ template: 'identity-linked', to: 'account', tellsOrigin: true }],
  identity_unlinked: [{ template: 'identity-unlinked', to: 'account', tellsOrigin: true }],
  transformation_asked: [
    { template: 'transformation-asked', to: 'administrator' },
    { template: 'transformation-started', to: 'account', tellsOrigin: true },
  ],
  transformation_ended: [
    { template: 'transformation-ended', to: 'account', when: (words) => !words.has('how', 'cancelled') },
    { template: 'transformation-ended', to: 'administrator', when: (words) => !words.has('how', 'declined') },
  ],
  account_transformed: [{ template: 'account-transformed', to: 'account' }],
  person_invited: [{ template: 'gallery-invitation', to: 'invited' }],
  member_invited: [
    { template: 'member-invitation', to: 'invited' },
    { template: 'member-invited', to: 'administrators', topic: 'membership', isFolded: true, sparesActor: true },
  ],
  invitation_ended: [
    { template: 'member-invitation-cancelled', to: 'person', when: ended('cancelled') },
    {
      template: 'member-invitation-ended',
      to: 'administrators',
      topic: 'membership',
      isFolded: true,
      when: (words) => words.has('how', 'declined') || words.has('how', 'expired'),
    },
  ],
  member_added: [
    { template: 'you-joined', to: 'person', sparesActor: true },
    { template: 'member-joined', to: 'administrators', topic: 'membership', isFolded: true, sparesActor: true },
  ],
  member_changed: [
    { template: 'your-role-changed', to: 'person', sparesActor: true },
    { template: 'member-role-changed', to: 'administrators', topic: 'membership', isFolded: true, sparesActor: true },
  ],
  member_removed: [
    { template: 'you-left', to: 'person' },
    { template: 'member-left', to: 'administrators', topic: 'membership', isFolded: true, sparesActor: true },
  ],
  key_created: [{ template: 'key-created', to: 'key holders', isFolded: true, tellsOrigin: true }],
  key_changed: [{ template: 'key-changed', to: 'key holders', topic: 'keys', isFolded: true }],
  key_regenerated: [{ template: 'key-regenerated', to: 'key holders', isFolded: true, tellsOrigin: true }],
  key_revoked: [
    { template: 'key-leaked', to: 'key holders', when: (words) => words.has('reason', 'leaked') },
    {
      template: 'key-revoked',
      to: 'key holders',
      topic: 'keys',
      isFolded: true,
      when: (words) => !words.has('reason', 'leaked'),
    },
  ],
  key_must_rotate: [{ template: 'key-must-rotate', to: 'key holders', isFolded: true }],
  keys_expiring: [{ template: 'keys-expiring', to: 'account', topic: 'keys' }],
  owner_invited: [
    { template: 'owner-invitation', to: 'candidate', isFolded: true },
    { template: 'owner-invited', to: 'package managers', topic: 'owners', isFolded: true },
  ],
  owner_invitation_ended: [
    { template: 'owner-invitation-cancelled', to: 'candidate', isFolded: true, when: ended('cancelled') },
    {
      template: 'owner-invitation-ended',
      to: 'package managers',
      topic: 'owners',
      isFolded: true,
      when: (words) => !words.has('how', 'cancelled'),
    },
  ],
  owner_added: [{ template: 'owner-added', to: 'owners', topic: 'owners', isFolded: true }],
  owner_removed: [
    { template: 'you-no-longer-own', to: 'candidate', isFolded: true },
    { template: 'owner-removed', to: 'owners', topic: 'owners', isFolded: true },
  ],
  version_published: [{ template: 'version-published', to: 'owners', topic: 'publishing', isFolded: true }],
  // An operator takes over thousands at once, and knows it.
  version_imported: [],
  version_relisted: [{ template: 'version-relisted', to: 'owners', topic: 'listing', isFolded: true }],
  version_unlisted: [{ template: 'version-unlisted', to: 'owners', topic: 'listing', isFolded: true }],
  version_deprecated: [{ template: 'version-deprecated', to: 'owners', topic: 'deprecation', isFolded: true }],
  deprecation_rule_added: [{ template: 'deprecation-rule-added', to: 'owners', topic: 'deprecation', isFolded: true }],
  deprecation_rule_removed: [
    { template: 'deprecation-rule-removed', to: 'owners', topic: 'deprecation', isFolded: true },
  ],
  readme_changed: [{ template: 'readme-changed', to: 'owners', topic: 'publishing', isFolded: true }],
  version_state_changed: [{ template: 'version-state-changed', to: 'owners', isFolded: true }],
  registration_locked: [{ template: 'registration-locked', to: 'owners', isFolded: true }],
  registration_unlocked: [{ template: 'registration-unlocked', to: 'owners', isFolded: true }],
  prefix_requested: [{ template: 'prefix-requested', to: 'account' }],
  prefix_request_ended: [{ template: 'prefix-request-ended', to: 'account' }],
  prefix_reserved: [],
  prefix_changed: [],
  prefix_released: [],
  setting_changed: [],
  import_finished: [],
} as const satisfies Record<EventKind, readonly Notice[]>;

export const mailPlan: Readonly<Record<EventKind, readonly Notice[]>> = plan;

/** Nothing for a kind that nobody is told of, and for one that a newer Lode wrote. */
export function noticesOf({ kind, data }: Pick<LogEvent, 'kind' | 'data'>): Notice[] {
  const notices = isPlanned(kind) ? mailPlan[kind] : [];
  return notices.filter(({ when }) => when === undefined || when(wordsOf(data)));
}

function isPlanned(kind: string): kind is EventKind {
  return Object.hasOwn(plan, kind);
}
