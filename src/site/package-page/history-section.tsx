import type { ComponentChildren } from 'preact';
import { publicHistory, type PublicEvent, type PublicEventKind } from '../../packages/view/public-history.ts';
import { eventNumber } from '../history/export-answer.ts';
import { withQuery } from '../site-urls.ts';
import { Empty } from '../ui/empty.tsx';
import { KeysetPager } from '../ui/keyset-pager.tsx';
import { Table, type Column } from '../ui/table.tsx';
import { Time } from '../ui/time.tsx';
import type { SectionFacts } from './package-page-deps.ts';
import { rangeWords } from './range-words.ts';

/** `?tab=history`: what everybody may know of the package's past. */
export async function readHistorySection({ deps, visit, pkg, here }: SectionFacts): Promise<ComponentChildren> {
  const before = eventNumber(visit.request.query.get('before'));
  const { events, next } = await publicHistory(deps.database, pkg, before);
  const tab = { tab: 'history' };
  const columns: Column<PublicEvent>[] = [
    { title: 'What', isRowTitle: true, cell: (event) => <Sentence event={event} /> },
    { title: 'When', cell: ({ at }) => <Time at={at} now={visit.now} show="both" /> },
  ];
  return (
    <section aria-labelledby="history">
      <h2 id="history">History</h2>
      {pkg.viewerKind !== 'anyone' && (
        <p>
          This is what everybody sees.{' '}
          <a href={visit.site.urls.packageHistory(pkg.displayId)}>The whole history says who did it.</a>
        </p>
      )}
      {events.length === 0 ? (
        <Empty title="Nothing to be told">{pkg.displayId} has no events that everybody may see here.</Empty>
      ) : (
        <Table caption={`History of ${pkg.displayId}`} isCaptionHidden columns={columns} rows={events} />
      )}
      <KeysetPager
        label="the history"
        first={before === undefined ? undefined : { text: 'Newest', href: withQuery(here, tab) }}
        next={next === undefined ? undefined : { text: 'Older', href: withQuery(here, { ...tab, before: next }) }}
      />
    </section>
  );
}

function Sentence({ event }: { readonly event: PublicEvent }) {
  return (
    <>
      {sentences[event.kind](event)}
      {event.reason !== undefined && event.reason !== '' && (
        <>
          : <bdi>{event.reason}</bdi>
        </>
      )}
    </>
  );
}

const states: Readonly<Record<string, string>> = {
  held: 'held back for review',
  available: 'made available',
  quarantined: 'quarantined by an administrator',
  removed: 'removed by an administrator',
  destroyed: 'destroyed by an administrator',
};

const sentences: Readonly<Record<PublicEventKind, (event: PublicEvent) => string>> = {
  version_published: (of) => `${subject(of)} was published${of.isUndone ? ', unlisted' : ''}`,
  version_imported: (of) => `${subject(of)} was taken over from another feed${of.isUndone ? ', unlisted' : ''}`,
  version_unlisted: (of) => `${subject(of)} was unlisted`,
  version_relisted: (of) => `${subject(of)} was listed again`,
  version_deprecated: (of) => `${subject(of)} ${of.isUndone ? 'is deprecated no more' : 'was deprecated'}`,
  version_state_changed: (of) => `${subject(of)} was ${states[of.state ?? ''] ?? 'changed by an administrator'}`,
  deprecation_rule_added: (of) => `Versions were deprecated, also those to come: ${rangeOf(of)}`,
  deprecation_rule_removed: (of) => `New versions are no longer deprecated by themselves: ${rangeOf(of)}`,
  registration_locked: () => 'The package was locked by an administrator',
  registration_unlocked: () => 'The package was unlocked by an administrator',
};

function subject({ version }: PublicEvent): string {
  return version ?? 'The package';
}

function rangeOf({ range }: PublicEvent): string {
  return range === undefined ? 'a range' : rangeWords(range);
}
