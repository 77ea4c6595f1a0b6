import { removeMember } from '../../accounts/organizations/change-member.ts';
import { viewRemoval, type RemovalView } from '../../accounts/organizations/view-removal.ts';
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import { originOf } from '../../http/request-origin.ts';
import { html } from '../html.tsx';
import { form, page, requireViewer } from '../page.ts';
import { flash, seeOther } from '../see-other.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Crumbs } from '../ui/crumbs.tsx';
import { Form } from '../ui/form.tsx';
import { IdText } from '../ui/id-text.tsx';
import { Notice } from '../ui/notice.tsx';
import type { Visit } from '../visit.ts';
import type { OrganizationDeps } from './organization-deps.ts';

/** `GET /organization/:name/members/delete?member=…`: what it would change, and the button. */
export function memberRemovalPage(deps: OrganizationDeps): HttpHandler {
  return page(deps, async (visit) => {
    const viewer = requireViewer(visit);
    const member = visit.request.query.get('member') ?? viewer.name;
    const organization = visit.request.params['name'] ?? '';
    return showRemoval(visit, await viewRemoval(deps, viewer, { organization, member }));
  });
}

/** `POST /organization/:name/members/delete` */
export function removeMemberForm(deps: OrganizationDeps): HttpHandler {
  return form(deps, async (visit, fields) => {
    const viewer = requireViewer(visit);
    const { urls } = visit.site;
    const wish = { organization: visit.request.params['name'] ?? '', member: fields.text('member') };
    await removeMember(deps, viewer, wish, originOf(visit.request));
    const isSelf = wish.member.toLowerCase() === viewer.name.toLowerCase();
    const text = isSelf
      ? `You have left ${wish.organization}.`
      : `${wish.member} no longer belongs to ${wish.organization}.`;
    const to = isSelf ? urls.organizations : urls.organization(wish.organization);
    return seeOther(to, [flash(deps, { kind: 'done', text })]);
  });
}

function showRemoval(visit: Visit, view: RemovalView): HttpAnswer {
  const { urls } = visit.site;
  const { organization, member, isSelf } = view;
  const title = isSelf ? `Leave ${organization}` : `Remove ${member} from ${organization}`;
  const back = urls.organization(organization);
  const body = (
    <>
      <Crumbs
        trail={[
          { label: 'Organizations', href: urls.organizations },
          { label: organization, href: back },
        ]}
        here={isSelf ? 'Leave' : 'Remove a member'}
      />
      <h1>
        <IdText text={title} />
      </h1>
      {view.isOnlyAdministrator ? (
        <Notice kind="warning" title={`Nobody else administers ${organization}`}>
          <p>
            Make another member an administrator first, or <a href={urls.organizationDelete(organization)}>delete it</a>
            .
          </p>
        </Notice>
      ) : (
        <>
          <Consequences view={view} />
          <Form visit={visit} action={urls.memberDelete(organization)}>
            <input type="hidden" name="member" value={member} />
            <p class="row">
              <Button kind="danger">{isSelf ? `Leave ${organization}` : `Remove ${member}`}</Button>
              <ButtonLink href={back}>Cancel</ButtonLink>
            </p>
          </Form>
        </>
      )}
    </>
  );
  return html(visit, { title, body });
}

function Consequences({ view }: { readonly view: RemovalView }) {
  const { organization, member, isSelf, keysThatStop, keysToRotate, rotationDays } = view;
  const whose = isSelf ? 'your' : 'their';
  const who = isSelf ? 'you' : member;
  return (
    <ul>
      <li>
        {isSelf ? 'You' : member} can no longer publish or change packages of {organization}.
      </li>
      {keysThatStop.length > 0 && (
        <li>
          These API keys of {whose} own act for {organization} and stop at once: <Names names={keysThatStop} />.
        </li>
      )}
      {keysToRotate.length > 0 && (
        <li>
          {who} saw the text of these keys of {organization}: <Names names={keysToRotate} />. They stop after{' '}
          {rotationDays} {rotationDays === 1 ? 'day' : 'days'}, unless an administrator regenerates them before.
        </li>
      )}
      <li>
        Invitations that {who} sent for {organization} end.
      </li>
      <li>Coming back takes another invitation.</li>
    </ul>
  );
}

function Names({ names }: { readonly names: readonly string[] }) {
  return <>{names.join(', ')}</>;
}
