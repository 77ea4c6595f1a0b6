import type { EventKind } from '../../log/event-kinds.ts';
import type { EventFacts } from './event-facts.tsx';
import { because, type EventSentence } from './event-sentence.ts';

const invitationEnded: Readonly<Record<string, string>> = {
  cancelled: 'was cancelled',
  declined: 'was declined',
  expired: 'expired',
};

const states: Readonly<Record<string, string>> = {
  held: 'held back',
  available: 'made available',
  quarantined: 'quarantined',
  removed: 'removed',
  destroyed: 'destroyed; its number stays taken',
};

const requestEnds: Readonly<Record<string, string>> = {
  granted: 'was granted',
  refused: 'was refused',
  withdrawn: 'was withdrawn',
};

function prefix(of: EventFacts): string {
  return of.text('prefix') ?? of.subjectKey;
}

function unlistedAtFirst(of: EventFacts): string {
  return of.is('listed', false) ? ', unlisted' : '';
}

/** What happened to packages and to the gallery itself. */
export const packageSentences = {
  owner_invited: (of) => (
    <>
      {of.account('account')} was invited to become an owner of {of.subjectPackage()}
    </>
  ),
  owner_invitation_ended: (of) => (
    <>
      The invitation of {of.account('account')} to own {of.subjectPackage()}{' '}
      {invitationEnded[of.text('how') ?? ''] ?? 'ended'}
    </>
  ),
  owner_added: (of) => (
    <>
      {of.account('account')} became an owner of {of.subjectPackage()}
    </>
  ),
  owner_removed: (of) => (
    <>
      {of.account('account')} was removed from the owners of {of.subjectPackage()}
    </>
  ),
  version_published: (of) => (
    <>
      {of.subjectPackage()} was published{unlistedAtFirst(of)}
    </>
  ),
  version_imported: (of) => (
    <>
      {of.subjectPackage()} was imported from {of.text('source') ?? 'elsewhere'}
      {unlistedAtFirst(of)}
    </>
  ),
  version_relisted: (of) => (
    <>
      {of.subjectPackage()} was listed again{because(of)}
    </>
  ),
  version_unlisted: (of) => (
    <>
      {of.subjectPackage()} was unlisted{because(of)}
    </>
  ),
  version_deprecated: (of) => (
    <>
      {of.subjectPackage()} {of.is('deprecation', null) ? 'is deprecated no more' : 'was deprecated'}
    </>
  ),
  deprecation_rule_added: (of) => (
    <>
      Versions of {of.subjectPackage()} in {of.text('range') ?? 'a range'} are deprecated, also those to come
    </>
  ),
  deprecation_rule_removed: (of) => (
    <>
      New versions of {of.subjectPackage()} in {of.text('range') ?? 'a range'} are no longer deprecated by themselves
    </>
  ),
  readme_changed: (of) => (
    <>
      The page of {of.subjectPackage()} shows {of.is('isOwn', true) ? "the package's own readme" : 'another readme'}
    </>
  ),
  version_state_changed: (of) => (
    <>
      {of.subjectPackage()} was {states[of.text('to') ?? ''] ?? 'changed'}
      {because(of)}
    </>
  ),
  registration_locked: (of) => (
    <>
      A lock was put on {of.subjectPackage()}
      {because(of)}
    </>
  ),
  registration_unlocked: (of) => (
    <>
      The lock on {of.subjectPackage()} was taken off{because(of)}
    </>
  ),
  prefix_requested: (of) => (
    <>
      The prefix {prefix(of)} was asked for, for {of.subjectAccount()}
    </>
  ),
  prefix_request_ended: (of) => (
    <>
      The request of {of.subjectAccount()} for the prefix {prefix(of)} {requestEnds[of.text('how') ?? ''] ?? 'ended'}
    </>
  ),
  prefix_reserved: (of) => `The prefix ${prefix(of)} was reserved`,
  prefix_changed: (of) => `The reservation of the prefix ${prefix(of)} was changed`,
  prefix_released: (of) => `The prefix ${prefix(of)} was released`,
  setting_changed: (of) => `The setting ${of.subjectKey} was changed from ${said(of, 'from')} to ${said(of, 'to')}`,
  import_finished: (of) =>
    `An import from ${of.subjectKey} ended: ${of.number('imported') ?? 0} imported, ${of.number('skipped') ?? 0} skipped, ${of.number('failed') ?? 0} failed`,
} satisfies Partial<Record<EventKind, EventSentence>>;

function said(of: EventFacts, member: string): string {
  return of.text(member) ?? of.number(member)?.toString() ?? 'its default';
}
