/** Every component in every state, for eyes, axe and screenshots: a long id, hostile text, an empty list, many rows. */
import type { HttpHandler } from '../../src/http/exchange.ts';
import { html } from '../../src/site/html.tsx';
import { page } from '../../src/site/page.ts';
import type { SiteDeps } from '../../src/site/site-deps.ts';
import { Badge, Badges } from '../../src/site/ui/badge.tsx';
import { Button, ButtonLink } from '../../src/site/ui/button.tsx';
import { CheckBox, CheckBoxGroup, RadioGroup } from '../../src/site/ui/choices.tsx';
import { CopyBox } from '../../src/site/ui/copy-box.tsx';
import { Crumbs } from '../../src/site/ui/crumbs.tsx';
import { DefinitionList } from '../../src/site/ui/definition-list.tsx';
import { Empty } from '../../src/site/ui/empty.tsx';
import { ErrorSummary } from '../../src/site/ui/error-summary.tsx';
import { faultAt } from '../../src/site/ui/faults.ts';
import { Field, PasswordField, Select, TextArea } from '../../src/site/ui/field.tsx';
import { Form } from '../../src/site/ui/form.tsx';
import { IdText } from '../../src/site/ui/id-text.tsx';
import { Notice } from '../../src/site/ui/notice.tsx';
import { Pager } from '../../src/site/ui/pager.tsx';
import { SearchBox } from '../../src/site/ui/search-box.tsx';
import { Section } from '../../src/site/ui/section.tsx';
import { TabLinks } from '../../src/site/ui/tab-links.tsx';
import { Table } from '../../src/site/ui/table.tsx';
import { Time } from '../../src/site/ui/time.tsx';
import { VerifiedMark } from '../../src/site/ui/verified-mark.tsx';
import type { Visit } from '../../src/site/visit.ts';

const DAY = 86_400_000_000;
const LONG_ID = `Acme.${'Extraordinarily.'.repeat(5)}Long.Identifier`.slice(0, 100);
const HOSTILE = `"><script>alert(1)</script><img src=x onerror=alert(1)> &amp; \u202E'`;

export function componentPage(deps: SiteDeps): HttpHandler {
  return page(deps, (visit) =>
    html(visit, {
      title: 'Components',
      layout: 'wide',
      body: (
        <>
          <Crumbs
            trail={[
              { label: 'Manage packages', href: '#' },
              { label: LONG_ID, href: '#' },
            ]}
            here="Manage"
          />
          <h1>Components</h1>
          <TabLinks label="About this page" tabs={tabs} />
          <Messages />
          <Forms visit={visit} />
          <Lists visit={visit} />
          <Texts />
        </>
      ),
    }),
  );
}

const tabs = ['Readme', 'Versions', 'Dependencies', 'Used by', 'Release notes', 'History'].map((label, index) => ({
  label,
  href: `#${label}`,
  isCurrent: index === 1,
  ...(index > 0 && index < 4 ? { count: index * 1_041 } : {}),
}));

function Messages() {
  return (
    <section aria-labelledby="messages">
      <h2 id="messages">Messages</h2>
      <Notice kind="done" title="Acme.Http 3.0.0 is unlisted.">
        <p>
          It is gone from search, and builds that use it keep restoring it. <a href="#messages">Undo</a>
        </p>
      </Notice>
      <Notice kind="info">A newer preview exists: 3.1.0-beta.2, published 2 hours ago.</Notice>
      <Notice kind="warning" title="This key ends in 3 days.">
        Builds that use it stop pushing then. Regenerate it to go on for another year.
      </Notice>
      <Notice kind="error" title={HOSTILE}>
        Nothing was saved.
      </Notice>
      <Badges>
        <Badge>Listed</Badge> <Badge kind="outlined">Unlisted</Badge> <Badge kind="amber">Deprecated</Badge>{' '}
        <Badge kind="red">Vulnerable</Badge> <Badge kind="filled">Removed</Badge>{' '}
        <Badge kind="blue">Under review</Badge> <Badge kind="green">Granted</Badge> <Badge kind="code">net8.0</Badge>
      </Badges>
      <p>
        <VerifiedMark />
      </p>
    </section>
  );
}

const faults = [
  { code: 'name_taken', detail: 'The name is taken. Choose another.', at: 'wrong-name' },
  { code: 'scope_missing', detail: 'A key needs a scope at least.', at: 'wrong-scopes' },
  { code: 'other', detail: `What is wrong as a whole: ${HOSTILE}` },
];

function Forms({ visit }: { readonly visit: Visit }) {
  return (
    <section aria-labelledby="forms">
      <h2 id="forms">Forms</h2>
      <ErrorSummary message="The key cannot be made yet." faults={faults} />
      <Section title="Create" state="3 keys, the next one ends in 3 days" isOpen>
        <Form visit={visit} action="#" label="Create a key">
          <Field name="name" label="Key name" required maxLength={100} hint="What it is for: where it is used, say." />
          <Field
            name="wrong-name"
            label="Name"
            required
            value={HOSTILE}
            error={faultAt(faults, 'wrong-name')}
            hint="Letters, digits, dots and dashes."
          />
          <Field name="email" label="Email address" type="email" autocomplete="email" value="olga@gallery.example" />
          <Field name="days" label="Days" type="number" size="short" value="365" min={1} max={365} required />
          <Field name="glob" label="Glob pattern" isCode value="Acme.*" size="medium" />
          <Field name="fixed" label="Package id" isCode readOnly value={LONG_ID} required />
          <PasswordField name="password" label="Password" autocomplete="new-password" maxLength={128} required />
          <Select name="owner" label="Package owner" value="Acme" options={owners} />
          <TextArea name="message" label="Message" maxLength={4_000} value={HOSTILE} />
          <CheckBoxGroup name="scopes" label="Scopes" options={scopes} values={['push', 'unlist']} />
          <CheckBoxGroup
            name="wrong-scopes"
            label="Available packages"
            options={packages}
            error={faultAt(faults, 'wrong-scopes')}
          />
          <RadioGroup name="role" label="Role" options={roles} value="collaborator" hint="Can be changed later." />
          <CheckBox
            name="listed"
            label="List in search results"
            hint="Not ticked: lock files keep restoring."
            isChecked
          />
          <p class="row">
            <Button kind="primary">Create</Button>
            <Button name="also" value="1">
              Create and add another
            </Button>
            <ButtonLink href="#forms">Cancel</ButtonLink>
            <Button kind="danger">Delete the account</Button>
          </p>
        </Form>
      </Section>
      <Section title="Deprecation" state="2 versions deprecated" id="closed">
        <p>Closed at first.</p>
      </Section>
      <Section title={LONG_ID} state={LONG_ID}>
        <p>Closed at first.</p>
      </Section>
      <SearchBox urls={visit.site.urls} query="json" id="search-components" isLarge />
    </section>
  );
}

const owners = ['olga', 'Acme', LONG_ID].map((name) => ({ value: name, label: name }));
const scopes = [
  { value: 'push', label: 'Push', hint: 'New packages and new versions.' },
  { value: 'push-version', label: 'Push only new package versions' },
  { value: 'unlist', label: 'Unlist package' },
  { value: 'read', label: 'Read', isDisabled: true },
];
const packages = ['Acme.Http', 'Acme.Json', LONG_ID].map((id) => ({ value: id, label: id }));
const roles = [
  { value: 'administrator', label: 'Administrator', hint: 'Manages members, keys and the organization itself.' },
  { value: 'collaborator', label: 'Collaborator', hint: 'Pushes, unlists and deprecates its packages.' },
];

interface KeyRow {
  readonly name: string;
  readonly owner: string;
  readonly scopes: readonly string[];
  readonly uses: number;
  readonly days: number;
}

const keys: readonly KeyRow[] = [
  { name: 'CI', owner: 'Acme', scopes: ['push', 'unlist'], uses: 12_840, days: 3 },
  { name: 'Laptop of olga', owner: 'olga', scopes: ['push'], uses: 31, days: 200 },
  { name: LONG_ID, owner: LONG_ID, scopes: ['push', 'push-version', 'unlist', 'read'], uses: 1_204_311, days: -2 },
  { name: HOSTILE, owner: HOSTILE, scopes: [], uses: 0, days: 364 },
];

function Lists({ visit }: { readonly visit: Visit }) {
  return (
    <section aria-labelledby="lists">
      <h2 id="lists">Lists</h2>
      <Table
        caption="API keys"
        rows={keys}
        rowId={({ days }) => `key-${days}`}
        columns={[
          {
            title: 'Name',
            isRowTitle: true,
            cell: ({ name }) => (
              <a href="#lists">
                <IdText text={name} />
              </a>
            ),
          },
          { title: 'Owner', cell: ({ owner }) => <IdText text={owner} /> },
          {
            title: 'Scopes',
            cell: (row) =>
              row.scopes.length === 0 ? (
                ''
              ) : (
                <Badges>
                  {row.scopes.map((scope) => (
                    <Badge kind="code">{scope}</Badge>
                  ))}
                </Badges>
              ),
          },
          { title: 'Uses', isNumber: true, cell: ({ uses }) => uses.toLocaleString('en') },
          { title: 'Ends', cell: ({ days }) => <Time at={visit.now + days * DAY} now={visit.now} show="both" /> },
          {
            title: 'Actions',
            isTitleHidden: true,
            cell: ({ name }) => (
              <Form visit={visit} action="#" layout="line">
                <Button isSmall label={`Edit ${name}`}>
                  Edit
                </Button>
                <Button isSmall kind="danger" label={`Revoke ${name}`}>
                  Revoke
                </Button>
              </Form>
            ),
          },
        ]}
      />
      <Pager label="API keys" page={2} pages={1_204} href={(number) => `?page=${number}`} />
      <Empty title="There is no organization yet.">
        <p>An organization owns packages together: its members push, and nobody shares a password.</p>
        <p>
          <ButtonLink href="#lists">Make an organization</ButtonLink>
        </p>
      </Empty>
    </section>
  );
}

function Texts() {
  return (
    <section aria-labelledby="texts">
      <h2 id="texts">Texts</h2>
      <p class="lead">A lead stands under a heading and says what the page is for.</p>
      <p>
        Plain text of a page, with a <a href="#texts">link</a>, <b>weight</b>, <code>{LONG_ID}</code> and{' '}
        <span class="muted">something quieter</span>. It is as wide as it can be read, and no wider than that.
      </p>
      <h3>Facts</h3>
      <DefinitionList
        items={[
          { term: 'Published', value: '19 Nov 2026' },
          { term: 'Size', value: '41 KB' },
          { term: 'Owners', value: HOSTILE },
          { term: 'Id', value: LONG_ID },
        ]}
      />
      <CopyBox
        id="command"
        label="Add the package"
        text={`dotnet add package ${LONG_ID} --version 3.0.1`}
        isLabelShown
      />
      <CopyBox id="key" label="The new key" text="lode_0123456789abcdefghijklmnopqrstuvwxyzABCD123456" />
      <CopyBox id="hostile" label={HOSTILE} text={`${HOSTILE}\nsecond line`} isLabelShown />
    </section>
  );
}
