import type { EventKind } from '../../log/event-kinds.ts';
import type { EventFacts } from './event-facts.tsx';
import { joined, type EventSentence } from './event-sentence.ts';

const signedInHow: Readonly<Record<string, string>> = {
  password: 'with the password',
  passkey: 'with a passkey',
  'second-factor': 'with the password and a second factor',
  'sign-on': 'through single sign-on',
  'sign-up': 'by signing up',
  invitation: 'through an invitation',
  setup: 'as the first administrator',
};

const passwordHow: Readonly<Record<string, string>> = {
  reset: ' through a mailed link',
  operator: ' at the machine',
};

const sessionsEndedHow: Readonly<Record<string, string>> = {
  revoked: 'was signed out from the list of sessions',
  password: 'was signed out, because the password changed',
  locked: 'was signed out, because the account was locked',
  administrator: 'was signed out by an administrator of this gallery',
};

const factors: Readonly<Record<string, string>> = {
  passkey: 'A passkey',
  app: 'An authenticator app',
  'recovery-codes': 'Recovery codes',
};

function factor(of: EventFacts): string {
  const name = of.text('name');
  const kind = factors[of.text('factor') ?? ''] ?? 'A second factor';
  return name === undefined || name === '' ? kind : `${kind}, “${name}”,`;
}

function has(of: EventFacts): string {
  return of.is('factor', 'recovery-codes') ? 'were' : 'was';
}

/** Statuses that are remarkable by themselves; anything else is a change among others. */
const statusSentences: Readonly<Record<string, string>> = {
  locked: ' was locked',
  active: ' was unlocked',
  deleted: ' was deleted',
};

/** What people did to their accounts, and how they came in. */
export const accountSentences = {
  account_created: (of) => (
    <>
      The account {of.text('name') ?? of.subjectAccount()} was created
      {of.is('isAdministrator', true) ? ', as an administrator of this gallery' : ''}
    </>
  ),
  organization_created: (of) => <>The organization {of.text('name') ?? of.subjectAccount()} was created</>,
  account_changed: (of) => {
    const status = statusSentences[of.text('status') ?? ''];
    const changed = of.texts('changed');
    return (
      <>
        {of.subjectAccount()}
        {status ?? ` was changed${changed.length === 0 ? '' : `: ${joined(changed)}`}`}
      </>
    );
  },
  administrator_added: (of) => <>{of.subjectAccount()} became an administrator of this gallery</>,
  administrator_removed: (of) => <>{of.subjectAccount()} is no administrator of this gallery any more</>,
  account_deleted: (of) => <>{of.subjectAccount()} was deleted for good</>,
  confirmation_asked: () => 'The mail that confirms the email address was asked for again',
  email_change_asked: () => 'Another email address was given, to be confirmed',
  email_change_cancelled: () => 'The email address that waited for its confirmation was taken back',
  email_confirmed: () => 'The email address was confirmed',
  email_change_undone: () => 'The change of the email address was undone',
  password_reset_asked: () => 'A mail to set a new password was asked for',
  password_changed: (of) => `The password was changed${passwordHow[of.text('how') ?? ''] ?? ''}`,
  signed_in: (of) =>
    `Signed in ${signedInHow[of.text('how') ?? ''] ?? ''}`.trim() +
    (of.is('isNewDevice', true) ? ', in a browser that was not used before' : ''),
  sign_in_refused: () => 'Sign-ins with wrong passwords were held up for a while',
  session_ended: (of) => {
    if (of.is('how', 'signed-out')) return 'Signed out';
    const count = of.texts('sessions').length;
    const what = sessionsEndedHow[of.text('how') ?? ''] ?? 'was signed out';
    return count > 1 ? `${count} sessions: each ${what}` : `A session ${what}`;
  },
  second_factor_added: (of) => `${factor(of)} ${has(of)} added`,
  second_factor_removed: (of) => `${factor(of)} ${has(of)} removed`,
  second_factor_changed: (of) => {
    const kind = factors[of.text('factor') ?? ''] ?? 'A second factor';
    return `${kind} was renamed${of.text('name') === undefined ? '' : ` to “${of.text('name')}”`}`;
  },
  second_factor_refused: () => 'Wrong second factors were held up for a while, after the right password',
  passkey_refused: (of) =>
    `A passkey${of.text('name') === undefined ? '' : `, “${of.text('name')}”,`} was refused, because it may have been copied`,
  recovery_code_used: (of) => {
    const left = of.number('left');
    return `A recovery code was used${left === undefined ? '' : `; ${left} are left`}`;
  },
  identity_linked: (of) => `Single sign-on as ${of.text('label') ?? 'somebody'} was linked`,
  identity_unlinked: (of) => `Single sign-on as ${of.text('label') ?? 'somebody'} was unlinked`,
} satisfies Partial<Record<EventKind, EventSentence>>;
