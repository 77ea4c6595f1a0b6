import type { FoundAccount } from '../../accounts/administration/administration.queries.ts';
import { accountSelections, findAccounts } from '../../accounts/administration/read-accounts.ts';
import type { HttpHandler } from '../../http/exchange.ts';
import { html } from '../html.tsx';
import { page, requireAdministrator } from '../page.ts';
import { withQuery, type SiteUrls } from '../site-urls.ts';
import { Badge, Badges } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';
import { Field, Select } from '../ui/field.tsx';
import { FilterForm } from '../ui/filter-form.tsx';
import { KeysetPager } from '../ui/keyset-pager.tsx';
import { Table, type Column } from '../ui/table.tsx';
import { dateText } from '../ui/time.tsx';
import type { AdminDeps } from './admin-deps.ts';
import { AdminTabs } from './admin-tabs.tsx';

const MAX_SEARCH_LENGTH = 254;

const selectionLabels: Readonly<Record<(typeof accountSelections)[number], string>> = {
  all: 'People and organizations',
  people: 'People',
  organizations: 'Organizations',
  administrators: 'Administrators of the gallery',
  locked: 'Locked accounts',
};

/** `GET /Admin/People`: everybody, by name. */
export function peoplePage(deps: AdminDeps): HttpHandler {
  return page(deps, async (visit) => {
    const viewer = requireAdministrator(visit);
    const { urls } = visit.site;
    const { query } = visit.request;
    const begins = query.get('begins') ?? '';
    const after = query.get('after') ?? '';
    const { accounts, which, next } = await findAccounts(deps, viewer, {
      begins,
      which: query.get('which') ?? '',
      after,
    });
    const asked = { begins, which: which === 'all' ? '' : which };
    const body = (
      <>
        <h1>People</h1>
        <AdminTabs urls={urls} here="People" />
        <FilterForm action={urls.adminPeople} label="Find people and organizations">
          <Field
            name="begins"
            label="Name or email address"
            hint="How it begins."
            value={begins}
            maxLength={MAX_SEARCH_LENGTH}
            hidesOptional
          />
          <Select
            name="which"
            label="Show"
            value={which}
            options={accountSelections.map((value) => ({ value, label: selectionLabels[value] }))}
          />
          <p class="row">
            <Button kind="primary">Find</Button>
          </p>
        </FilterForm>
        {accounts.length === 0 ? (
          <Empty title="Nobody is called that">Names and addresses are looked at from their beginning.</Empty>
        ) : (
          <Table caption="People and organizations" isCaptionHidden columns={columns(urls)} rows={accounts} />
        )}
        <KeysetPager
          label="people and organizations"
          first={after === '' ? undefined : { text: 'First page', href: withQuery(urls.adminPeople, asked) }}
          next={
            next === undefined
              ? undefined
              : { text: 'Next', href: withQuery(urls.adminPeople, { ...asked, after: next }) }
          }
        />
      </>
    );
    return html(visit, { title: 'People', layout: 'wide', body });
  });
}

function columns(urls: SiteUrls): Column<FoundAccount>[] {
  return [
    { title: 'Name', isRowTitle: true, cell: ({ name }) => <a href={urls.adminPerson(name)}>{name}</a> },
    { title: 'Status', cell: (account) => <Status account={account} /> },
    { title: 'Email', cell: ({ email }) => email },
    { title: 'Since', cell: ({ createdAt }) => dateText(createdAt) },
  ];
}

type Standing = Pick<FoundAccount, 'kind' | 'status' | 'isAdministrator' | 'emailConfirmedAt'>;

/** What is remarkable about an account, as badges. */
export function Status({ account }: { readonly account: Standing }) {
  const { kind, status, isAdministrator, emailConfirmedAt } = account;
  return (
    <Badges>
      {kind === 'organization' && <Badge kind="outlined">Organization</Badge>}
      {isAdministrator && <Badge kind="blue">Administrator</Badge>}
      {status === 'locked' && <Badge kind="red">Locked</Badge>}
      {emailConfirmedAt === null && <Badge kind="amber">Unconfirmed</Badge>}
    </Badges>
  );
}
