/** `GET /Admin/Prefixes`: requests that wait first, then what is reserved. */
import type { Problem } from '../../base/problem.ts';
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import { MAX_PATTERN_LENGTH, patternText } from '../../packages/prefixes/prefix-pattern.ts';
import type { PrefixRequest } from '../../packages/prefixes/prefix-requests.queries.ts';
import { listPrefixes, waitingRequests } from '../../packages/prefixes/read-prefixes.ts';
import type { ReservationWish } from '../../packages/prefixes/reserve-prefix.ts';
import { AdminTabs } from '../admin/admin-tabs.tsx';
import { html } from '../html.tsx';
import { page, requireAdministrator } from '../page.ts';
import { withQuery } from '../site-urls.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';
import { ErrorSummary } from '../ui/error-summary.tsx';
import { faultAt } from '../ui/faults.ts';
import { Field } from '../ui/field.tsx';
import { FilterForm } from '../ui/filter-form.tsx';
import { IdText } from '../ui/id-text.tsx';
import { KeysetPager } from '../ui/keyset-pager.tsx';
import { Section } from '../ui/section.tsx';
import { Table } from '../ui/table.tsx';
import { Time } from '../ui/time.tsx';
import type { Visit } from '../visit.ts';
import { previewPage, prefixPage, requestPage } from './admin-prefix-pages.tsx';
import type { PrefixPagesDeps } from './prefix-deps.ts';
import { PrefixTable } from './prefix-table.tsx';
import { readWish, WishFields } from './wish-fields.tsx';

/** The address says which of four pages it is: a request, a prefix, what a wish would change, or all of them. */
export function adminPrefixesPage(deps: PrefixPagesDeps): HttpHandler {
  return page(deps, (visit) => {
    requireAdministrator(visit);
    const { query } = visit.request;
    const get = (name: string) => (query.get(name) ?? '').replaceAll('\0', '');
    if (get('request') !== '') return requestPage(deps, visit, { request: get('request') });
    if (get('prefix') !== '') return prefixPage(deps, visit, get('prefix'));
    if (query.get('reserve') === null) return showAll(deps, visit, {});
    return previewPage(deps, visit, readWish(get, get('reserve')), (problem) =>
      showAll(deps, visit, { typed: readWish(get, get('reserve')), problem }),
    );
  });
}

interface ShownAll {
  readonly typed?: ReservationWish;
  readonly problem?: Problem;
}

async function showAll(deps: PrefixPagesDeps, visit: Visit, { typed, problem }: ShownAll): Promise<HttpAnswer> {
  const { urls } = visit.site;
  const { query } = visit.request;
  const q = (query.get('q') ?? '').replaceAll('\0', '').trim().slice(0, MAX_PATTERN_LENGTH);
  const after = query.get('after') ?? '';
  const requests = await waitingRequests(deps, requireAdministrator(visit));
  const { prefixes, next } = await listPrefixes(deps, q, after);
  const link = (more: object) => withQuery(urls.adminPrefixes, { q, ...more });
  const body = (
    <>
      <h1>Reserved prefixes</h1>
      <AdminTabs urls={urls} here="Prefixes" />
      <ErrorSummary message={problem?.message} faults={problem?.faults ?? []} />
      <Requests visit={visit} requests={requests} />
      <ReserveSection visit={visit} typed={typed} problem={problem} />
      <h2>What is reserved</h2>
      <FilterForm action={urls.adminPrefixes} label="Find a prefix">
        <Field
          name="q"
          label="Begins with"
          value={q}
          size="medium"
          maxLength={MAX_PATTERN_LENGTH}
          isCode
          hidesOptional
        />
        <p class="row">
          <Button>Find</Button>
        </p>
      </FilterForm>
      {prefixes.length === 0 ? (
        <Empty title={q === '' ? 'Nothing is reserved' : 'No reserved prefix begins so'} />
      ) : (
        <PrefixTable
          visit={visit}
          caption="Reserved prefixes"
          isCaptionHidden
          prefixes={prefixes}
          action={(prefix) => (
            <a href={withQuery(urls.adminPrefixes, { prefix: prefix.publicId })}>
              Change<span class="visually-hidden"> {patternText(prefix)}</span>
            </a>
          )}
        />
      )}
      <KeysetPager
        label="prefixes"
        first={after === '' ? undefined : { text: 'First page', href: link({}) }}
        next={next === undefined ? undefined : { text: 'Next', href: link({ after: next }) }}
      />
    </>
  );
  return html(visit, { title: 'Reserved prefixes', layout: 'wide', body });
}

function Requests({ visit, requests }: { readonly visit: Visit; readonly requests: readonly PrefixRequest[] }) {
  if (requests.length === 0) return <Empty title="No request waits">Accounts ask on their own page of prefixes.</Empty>;
  const { urls } = visit.site;
  return (
    <section aria-labelledby="requests">
      <h2 id="requests">Requests that wait</h2>
      <Table
        caption="Requests that wait"
        isCaptionHidden
        rows={requests}
        columns={[
          {
            title: 'Prefix',
            isRowTitle: true,
            cell: ({ prefix }) => (
              <code>
                <IdText text={prefix} />
              </code>
            ),
          },
          { title: 'For', cell: ({ account }) => <a href={urls.profile(account.name)}>{account.name}</a> },
          { title: 'Asked', cell: ({ createdAt }) => <Time at={createdAt} now={visit.now} show="both" /> },
          {
            title: 'Actions',
            isTitleHidden: true,
            cell: ({ publicId, prefix }) => (
              <ButtonLink isSmall href={withQuery(urls.adminPrefixes, { request: publicId })}>
                Decide<span class="visually-hidden"> about {prefix}</span>
              </ButtonLink>
            ),
          },
        ]}
      />
    </section>
  );
}

interface ReserveProps {
  readonly visit: Visit;
  readonly typed: ReservationWish | undefined;
  readonly problem: Problem | undefined;
}

function ReserveSection({ visit, typed, problem }: ReserveProps) {
  const faults = problem?.faults ?? [];
  return (
    <Section
      title="Reserve a prefix"
      state="Shows first what it changes"
      isOpen={problem !== undefined}
      id="reserve-prefix"
    >
      <FilterForm action={visit.site.urls.adminPrefixes} label="Reserve a prefix">
        <Field
          name="reserve"
          id="prefix"
          label="Prefix"
          hint="Acme.* stands for all ids that begin with Acme. and Acme.Http for this id alone."
          value={typed?.prefix}
          error={faultAt(faults, 'prefix')}
          size="medium"
          maxLength={MAX_PATTERN_LENGTH}
          isCode
          required
        />
        <WishFields owners={typed?.owners ?? []} isPublic={typed?.isPublic ?? false} faults={faults} />
        <p class="row">
          <Button kind="primary">Show what it changes</Button>
        </p>
      </FilterForm>
    </Section>
  );
}
