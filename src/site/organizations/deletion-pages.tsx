/** The end of an account, a person's own or an organization's: what it would change, what forbids it, and the button. */
import { deleteAccount } from '../../packages/deletion/delete-account.ts';
import { blockerSentence, MAX_RELEASED, type DeletionBlocker } from '../../packages/deletion/deletion-blockers.ts';
import { viewDeletion, type DeletionView } from '../../packages/deletion/view-deletion.ts';
import type { Problem } from '../../base/problem.ts';
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import { originOf } from '../../http/request-origin.ts';
import { html } from '../html.tsx';
import { orShow } from '../or-show.ts';
import { form, page, requireViewer } from '../page.ts';
import { flash, seeOther } from '../see-other.ts';
import type { SiteUrls } from '../site-urls.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Crumbs } from '../ui/crumbs.tsx';
import { ErrorSummary } from '../ui/error-summary.tsx';
import { faultAt } from '../ui/faults.ts';
import { Field } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';
import { IdText } from '../ui/id-text.tsx';
import { Notice } from '../ui/notice.tsx';
import { SESSION_COOKIE, type Visit } from '../visit.ts';
import type { OrganizationDeps } from './organization-deps.ts';

/** `GET /account/delete`, and `GET /organization/:name/DeleteRequest` */
export function deletionPage(deps: OrganizationDeps): HttpHandler {
  return page(deps, (visit) => showDeletion(deps, visit, nameOf(visit)));
}

/** `POST` of both */
export function deletionForm(deps: OrganizationDeps): HttpHandler {
  return form(deps, (visit, fields) => {
    const viewer = requireViewer(visit);
    const { urls } = visit.site;
    const [name, typed] = [nameOf(visit), fields.text('typed')];
    return orShow(
      async () => {
        await deleteAccount(deps, viewer, { name, typed }, originOf(visit.request));
        const said = flash(deps, { kind: 'done', text: `${name} is deleted.` });
        return name === viewer.name
          ? seeOther(urls.home, [deps.cookies.clear(SESSION_COOKIE), said])
          : seeOther(urls.organizations, [said]);
      },
      (problem) => {
        if (problem.code === 'forbidden') throw problem;
        return showDeletion(deps, visit, name, problem);
      },
    );
  });
}

function nameOf(visit: Visit): string {
  return visit.request.params['name'] ?? requireViewer(visit).name;
}

async function showDeletion(
  deps: OrganizationDeps,
  visit: Visit,
  name: string,
  problem?: Problem,
): Promise<HttpAnswer> {
  const view = await viewDeletion(deps, requireViewer(visit), name);
  const isPerson = view.account.kind === 'person';
  const { urls } = visit.site;
  const title = isPerson ? 'Delete your account' : `Delete ${view.account.name}`;
  const trail = isPerson
    ? [{ label: 'Account settings', href: urls.account }]
    : [
        { label: 'Organizations', href: urls.organizations },
        { label: view.account.name, href: urls.organization(view.account.name) },
      ];
  const typedFaults = (problem?.faults ?? []).filter((fault) => fault.at === 'typed');
  const body = (
    <>
      <Crumbs trail={trail} here="Delete" />
      <h1>
        <IdText text={title} />
      </h1>
      {problem !== undefined && view.blockers.length === 0 && (
        <ErrorSummary message={problem.message} faults={typedFaults} />
      )}
      {view.blockers.length > 0 ? (
        <Blockers urls={urls} view={view} />
      ) : (
        <DeletionForm visit={visit} view={view} error={faultAt(typedFaults, 'typed')} />
      )}
    </>
  );
  return html(visit, { title, body });
}

function Blockers({ urls, view }: { readonly urls: SiteUrls; readonly view: DeletionView }) {
  const { account, blockers } = view;
  return (
    <Notice kind="warning" title={`${account.name} cannot be deleted yet`}>
      {blockers.map((blocker) => (
        <>
          <p>{blockerSentence(blocker, account.name)}</p>
          <BlockerLinks urls={urls} blocker={blocker} />
        </>
      ))}
    </Notice>
  );
}

function BlockerLinks({ urls, blocker }: { readonly urls: SiteUrls; readonly blocker: DeletionBlocker }) {
  if (blocker.kind !== 'packages' && blocker.kind !== 'organizations') return null;
  const links =
    blocker.kind === 'packages'
      ? blocker.ids.map((id) => ({ label: id, href: urls.packageOwners(id) }))
      : blocker.names.map((name) => ({ label: name, href: urls.organization(name) }));
  return (
    <ul>
      {links.map(({ label, href }) => (
        <li>
          <a href={href}>
            <IdText text={label} />
          </a>
        </li>
      ))}
    </ul>
  );
}

interface DeletionFormProps {
  readonly visit: Visit;
  readonly view: DeletionView;
  readonly error: string | undefined;
}

function DeletionForm({ visit, view, error }: DeletionFormProps) {
  const { urls } = visit.site;
  const { account } = view;
  const isPerson = account.kind === 'person';
  return (
    <>
      <Consequences view={view} />
      <Form visit={visit} action={isPerson ? urls.deleteAccount : urls.organizationDelete(account.name)}>
        <Field
          name="typed"
          label={`Type ${account.name} to confirm`}
          required
          maxLength={64}
          size="medium"
          error={error}
        />
        <p class="row">
          <Button kind="danger">Delete {account.name} for good</Button>
          <ButtonLink href={isPerson ? urls.account : urls.organization(account.name)}>Cancel</ButtonLink>
        </p>
      </Form>
    </>
  );
}

function Consequences({ view }: { readonly view: DeletionView }) {
  const { account, ownedCount, isConfirmed, prefixes } = view;
  const isPerson = account.kind === 'person';
  const packages = ownedCount > MAX_RELEASED ? `more than ${MAX_RELEASED}` : String(ownedCount);
  return (
    <Notice kind="warning" title="This cannot be undone">
      <ul>
        <li>Packages are not deleted: builds that use them go on.</li>
        {ownedCount > 0 && (
          <li>
            {account.name} no longer owns {packages} {ownedCount === 1 ? 'package' : 'packages'}, which other owners
            keep.
          </li>
        )}
        {prefixes.length > 0 && (
          <li>
            <IdText text={namesOf(prefixes)} /> {prefixes.length === 1 ? 'stays' : 'stay'} reserved, for the other
            accounts that hold {prefixes.length === 1 ? 'it' : 'them'} or else for nobody, so that no stranger goes on
            under {prefixes.length === 1 ? 'that name' : 'those names'}. Only administrators of this gallery release a
            reserved prefix.
          </li>
        )}
        <li>Every API key of {account.name}, and every key that acts as it, stops at once.</li>
        {isPerson && (
          <li>
            The email address, password, passkeys, sessions and memberships are gone, and the history forgets where you
            were active from.
          </li>
        )}
        {isConfirmed ? (
          <li>The name {account.name} stays taken for ever: nobody can take your place.</li>
        ) : (
          <li>The name {account.name} is free again, since its address was never confirmed.</li>
        )}
      </ul>
    </Notice>
  );
}

const PREFIXES_NAMED = 5;

/** "Acme.*, Contoso.* and 3 others" */
function namesOf(prefixes: readonly string[]): string {
  const others = prefixes.length - PREFIXES_NAMED;
  const named = prefixes.slice(0, PREFIXES_NAMED).join(', ');
  return others > 0 ? `${named} and ${others} ${others === 1 ? 'other prefix' : 'other prefixes'}` : named;
}
