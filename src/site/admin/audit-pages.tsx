import { exportWholeHistory } from '../../accounts/history/export-history.ts';
import type { HistoryPage } from '../../accounts/history/history-entry.ts';
import type { HistoryWish } from '../../accounts/history/history-filter.ts';
import { readWholeHistory } from '../../accounts/history/read-history.ts';
import type { Problem } from '../../base/problem.ts';
import type { HttpAnswer, HttpHandler, HttpRequest } from '../../http/exchange.ts';
import { eventKinds } from '../../log/event-kinds.ts';
import { eventNumber, exportAnswer, requireEventNumber } from '../history/export-answer.ts';
import { HistoryTable } from '../history/history-table.tsx';
import { html } from '../html.tsx';
import { orShow } from '../or-show.ts';
import { page, requireAdministrator } from '../page.ts';
import { withQuery } from '../site-urls.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';
import { ErrorSummary } from '../ui/error-summary.tsx';
import { faultAt } from '../ui/faults.ts';
import { Field, Select } from '../ui/field.tsx';
import { FilterForm } from '../ui/filter-form.tsx';
import { KeysetPager } from '../ui/keyset-pager.tsx';
import { Section } from '../ui/section.tsx';
import type { Visit } from '../visit.ts';
import type { AdminDeps } from './admin-deps.ts';
import { AdminTabs } from './admin-tabs.tsx';

const MAX_FIELD_LENGTH = 300;

/** `GET /Admin/Audit`: everything that was done, by whom, with what and from where. */
export function auditPage(deps: AdminDeps): HttpHandler {
  return page(deps, async (visit) => {
    const viewer = requireAdministrator(visit);
    const wish = wishOf(visit.request);
    const before = eventNumber(visit.request.query.get('before'));
    return orShow(
      async () => {
        const found = await readWholeHistory(deps, viewer, { ...wish, ...(before === undefined ? {} : { before }) });
        return showAudit(visit, { wish, found, isFirst: before === undefined });
      },
      (problem) => showAudit(visit, { wish, problem, isFirst: true }),
    );
  });
}

/** `GET /Admin/Audit/export`: the same as JSON lines, oldest first. `after` goes on where another export ended. */
export function auditExport(deps: AdminDeps): HttpHandler {
  return page(deps, async (visit) => {
    const viewer = requireAdministrator(visit);
    const after = requireEventNumber(visit.request.query.get('after'));
    const wish = { ...wishOf(visit.request), ...(after === undefined ? {} : { after }) };
    return exportAnswer(visit, 'audit', await exportWholeHistory(deps, viewer, wish));
  });
}

function wishOf({ query }: HttpRequest): Required<HistoryWish> {
  const of = (name: string) => (query.get(name) ?? '').trim().replaceAll('\0', '').toWellFormed();
  return { kind: of('kind'), actor: of('actor'), subject: of('subject'), from: of('from'), to: of('to') };
}

interface Shown {
  readonly wish: Required<HistoryWish>;
  readonly found?: HistoryPage;
  readonly problem?: Problem;
  readonly isFirst: boolean;
}

function showAudit(visit: Visit, { wish, found, problem, isFirst }: Shown): HttpAnswer {
  const { urls } = visit.site;
  const body = (
    <>
      <h1>Audit</h1>
      <AdminTabs urls={urls} here="Audit" />
      <ErrorSummary message={problem?.message} faults={problem?.faults ?? []} />
      <AuditFilter visit={visit} wish={wish} problem={problem} />
      {found !== undefined && <Found visit={visit} found={found} />}
      <KeysetPager
        label="events"
        first={isFirst ? undefined : { text: 'Newest', href: withQuery(urls.adminAudit, { ...wish }) }}
        next={
          found?.next === undefined
            ? undefined
            : { text: 'Older', href: withQuery(urls.adminAudit, { ...wish, before: found.next }) }
        }
      />
      {problem === undefined && (
        <p class="muted">
          <a href={withQuery(urls.adminAuditExport, { ...wish })}>Export as JSON lines</a>, oldest first. Add{' '}
          <code>after=SEQ</code> to go on after the last line that you have.
        </p>
      )}
    </>
  );
  return html(visit, { title: 'Audit', layout: 'wide', body });
}

function Found({ visit, found }: { readonly visit: Visit; readonly found: HistoryPage }) {
  const { entries, labels, keyNames } = found;
  if (entries.length === 0) return <Empty title="No event is like that">Ask for less, or for another time.</Empty>;
  const words = { urls: visit.site.urls, labels };
  return (
    <HistoryTable caption="Events" entries={entries} words={words} now={visit.now} keyNames={keyNames} hasOrigins />
  );
}

interface FilterProps {
  readonly visit: Visit;
  readonly wish: Required<HistoryWish>;
  readonly problem: Problem | undefined;
}

function AuditFilter({ visit, wish, problem }: FilterProps) {
  const { urls } = visit.site;
  const faults = problem?.faults ?? [];
  const asked = Object.values(wish).filter((text) => text !== '');
  const state = asked.length === 0 ? 'everything is shown' : asked.join(' · ');
  const text = (name: keyof HistoryWish, label: string, hint: string) => (
    <Field
      name={name}
      label={label}
      hint={hint}
      value={wish[name]}
      maxLength={MAX_FIELD_LENGTH}
      error={faultAt(faults, name)}
      hidesOptional
    />
  );
  const kinds = [
    { value: '', label: 'Any' },
    ...eventKinds.toSorted().map((kind) => ({ value: kind, label: kind.replaceAll('_', ' ') })),
  ];
  return (
    <Section title="Filter" state={state} isOpen={problem !== undefined}>
      <FilterForm action={urls.adminAudit} label="Filter events">
        <Select name="kind" label="Kind" options={kinds} value={wish.kind} error={faultAt(faults, 'kind')} />
        {text('actor', 'Done by', 'The name of an account.')}
        {text(
          'subject',
          'Subject',
          'package:ID, version:ID/VERSION, account:NAME, key:ID, setting:NAME or gallery; * at the end stands for anything.',
        )}
        {text('from', 'From', 'A day such as 2026-11-22, or a moment such as 2026-11-22T14:05:00Z; UTC.')}
        {text('to', 'To', 'The last day, or the moment that all is before.')}
        <p class="row">
          <Button kind="primary">Filter</Button>
          <ButtonLink href={urls.adminAudit}>Show everything</ButtonLink>
        </p>
      </FilterForm>
    </Section>
  );
}
