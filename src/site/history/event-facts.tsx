import type { ComponentChildren } from 'preact';
import type { AccountLabel, HistoryEntry } from '../../accounts/history/history-entry.ts';
import type { Instant } from '../../base/clock.ts';
import type { SiteUrls } from '../site-urls.ts';
import { dateText } from '../ui/time.tsx';

/** What the names in a sentence are made of. */
export interface EventWords {
  readonly urls: SiteUrls;
  /** The accounts that subjects and data name, by public id. */
  readonly labels: ReadonlyMap<string, AccountLabel>;
  /** The key of the id whose page it is: sentences do not say it once more. */
  readonly packageKey?: string;
}

/** What one event says of itself, ready for a sentence. Whatever a member should be and is not, is left out of it. */
export interface EventFacts {
  text(member: string): string | undefined;
  texts(member: string): readonly string[];
  number(member: string): number | undefined;
  /** Day of an instant; "later" where there is none. */
  day(member: string): string;
  is(member: string, value: string | boolean | null): boolean;
  /** The account whose public id the member holds. */
  account(member: string): ComponentChildren;
  /** Members of an array of objects. */
  list(member: string): readonly EventFacts[];
  /** The account that the event is about. */
  subjectAccount(): ComponentChildren;
  /** The id, or id and version, that the event is about. */
  subjectPackage(): ComponentChildren;
  /** What stands after the colon of the subject. */
  readonly subjectKey: string;
}

export function factsOf({ subject, data }: Pick<HistoryEntry, 'subject' | 'data'>, words: EventWords): EventFacts {
  const subjectKey = subject.slice(subject.indexOf(':') + 1);
  const text = (member: string) => (typeof data[member] === 'string' ? data[member] : undefined);
  const array = (member: string): readonly unknown[] => {
    const value = data[member];
    return Array.isArray(value) ? value : [];
  };
  return {
    text,
    texts: (member) => array(member).filter((each) => typeof each === 'string'),
    number: (member) => (typeof data[member] === 'number' ? data[member] : undefined),
    day: (member) => (isInstant(data[member]) ? dateText(data[member]) : 'later'),
    is: (member, value) => data[member] === value,
    account: (member) => <AccountText label={words.labels.get(text(member) ?? '')} urls={words.urls} />,
    list: (member) =>
      array(member)
        .filter(isRecord)
        .map((each) => factsOf({ subject, data: each }, words)),
    subjectAccount: () => <AccountText label={words.labels.get(subjectKey)} urls={words.urls} />,
    subjectPackage: () => <PackageText subjectKey={subjectKey} words={words} />,
    subjectKey,
  };
}

function isInstant(value: unknown): value is Instant {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface AccountTextProps {
  readonly label: AccountLabel | undefined;
  readonly urls: SiteUrls;
}

/** An account by its name of today: an organization leads to its members, a person to their profile. */
export function AccountText({ label, urls }: AccountTextProps) {
  if (label === undefined) return <>an account that is not here any more</>;
  if (label.isDeleted) return <>{label.name} (deleted)</>;
  const { kind, name } = label;
  return <a href={kind === 'organization' ? urls.organization(name) : urls.profile(name)}>{name}</a>;
}

interface PackageTextProps {
  readonly subjectKey: string;
  readonly words: EventWords;
}

/** `acme.http` or `acme.http/1.0.0`, linked to the history of the package; on its own page, the version alone. */
function PackageText({ subjectKey, words }: PackageTextProps) {
  const [id = '', version] = subjectKey.split('/');
  if (id === words.packageKey) return <>{version ?? 'the package'}</>;
  return (
    <>
      <a href={words.urls.packageHistory(id)}>{id}</a>
      {version === undefined ? '' : ` ${version}`}
    </>
  );
}
