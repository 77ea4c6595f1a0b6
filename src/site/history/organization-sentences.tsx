import type { EventKind } from '../../log/event-kinds.ts';
import type { EventFacts } from './event-facts.tsx';
import { joined, type EventSentence } from './event-sentence.ts';

const ended: Readonly<Record<string, string>> = {
  accepted: 'was accepted',
  cancelled: 'was cancelled',
  declined: 'was declined',
  expired: 'expired',
};

function endedHow(of: EventFacts): string {
  return ended[of.text('how') ?? ''] ?? 'ended';
}

function asRole(of: EventFacts): string {
  if (of.is('role', 'administrator')) return ' as administrator';
  return of.is('role', 'collaborator') ? ' as collaborator' : '';
}

function invited(of: EventFacts) {
  return of.text('person') === undefined ? 'Somebody, by email address,' : of.account('person');
}

function keyName(of: EventFacts): string {
  const name = of.text('name');
  return name === undefined || name === '' ? 'An API key' : `The API key “${name}”`;
}

function forOwner(of: EventFacts) {
  return of.text('owner') === undefined ? '' : <> of {of.account('owner')}</>;
}

function reach(of: EventFacts): string {
  const scopes = of.texts('scopes');
  const packages = of.texts('packages');
  const may = scopes.length === 0 ? '' : `: may ${joined(scopes)}`;
  return packages.length === 0 ? may : `${may}${may === '' ? ':' : ' for'} ${joined(packages)}`;
}

const revoked: Readonly<Record<string, string>> = {
  asked: '',
  leaked: ', because its text was shown in public',
  left: ', because its person left the organization',
  rotated: ', because it was not replaced in time',
  account: ', because its account is gone',
};

/** What happened between organizations, their members and the keys that act for both. */
export const organizationSentences = {
  transformation_asked: (of) => (
    <>
      {of.subjectAccount()} asked to become an organization, with {of.account('administrator')} as its administrator
    </>
  ),
  transformation_ended: (of) => (
    <>
      The wish of {of.subjectAccount()} to become an organization {endedHow(of)}
    </>
  ),
  account_transformed: (of) => (
    <>
      {of.subjectAccount()} became an organization, with {of.account('administrator')} as its administrator
    </>
  ),
  person_invited: () => 'Somebody was invited to sign up',
  member_invited: (of) => (
    <>
      {invited(of)} was invited to join {of.subjectAccount()}
      {asRole(of)}
    </>
  ),
  invitation_ended: (of) =>
    of.subjectKey === 'gallery' ? (
      <>An invitation to sign up {endedHow(of)}</>
    ) : (
      <>
        An invitation to join {of.subjectAccount()}
        {of.text('person') === undefined ? '' : <>, for {of.account('person')},</>} {endedHow(of)}
      </>
    ),
  member_added: (of) => (
    <>
      {of.account('person')} joined {of.subjectAccount()}
      {asRole(of)}
    </>
  ),
  member_changed: (of) => (
    <>
      {of.account('person')} is in {of.subjectAccount()} now{asRole(of)}
    </>
  ),
  member_removed: (of) => (
    <>
      {of.account('person')} left {of.subjectAccount()}
    </>
  ),
  key_created: (of) => (
    <>
      {keyName(of)}
      {forOwner(of)} was created{reach(of)}
    </>
  ),
  key_changed: (of) => (
    <>
      {keyName(of)}
      {forOwner(of)} was changed{reach(of)}
    </>
  ),
  key_regenerated: (of) => (
    <>
      {keyName(of)}
      {forOwner(of)} was given a new text; the old one works no more
    </>
  ),
  key_revoked: (of) => (
    <>
      {keyName(of)}
      {forOwner(of)} was revoked{revoked[of.text('reason') ?? ''] ?? ''}
    </>
  ),
  key_must_rotate: (of) => (
    <>
      {keyName(of)}
      {forOwner(of)} needs a new text by {of.day('before')}, because {of.account('person')}, who has seen it, left
    </>
  ),
  keys_expiring: (of) => {
    const names = of.list('keys').map((key) => `“${key.text('name') ?? ''}” on ${key.day('expiresAt')}`);
    return `API keys end soon${names.length === 0 ? '' : `: ${joined(names)}`}`;
  },
} satisfies Partial<Record<EventKind, EventSentence>>;
