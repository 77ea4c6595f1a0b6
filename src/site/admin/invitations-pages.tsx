import { galleryInvitations, type AddressInvitation } from '../../accounts/people/gallery-invitations.queries.ts';
import { cancelGalleryInvitation, invitePerson } from '../../accounts/people/invite-person.ts';
import type { Problem } from '../../base/problem.ts';
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import { originOf } from '../../http/request-origin.ts';
import { html } from '../html.tsx';
import { orShow } from '../or-show.ts';
import { form, page, requireAdministrator } from '../page.ts';
import { flash, seeOther } from '../see-other.ts';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';
import { ErrorSummary } from '../ui/error-summary.tsx';
import { faultAt } from '../ui/faults.ts';
import { Field } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';
import { Notice } from '../ui/notice.tsx';
import { Table, type Column } from '../ui/table.tsx';
import { Time } from '../ui/time.tsx';
import type { Visit } from '../visit.ts';
import type { AdminDeps } from './admin-deps.ts';
import { AdminTabs } from './admin-tabs.tsx';

const MAX_EMAIL_LENGTH = 254;
const INVITATIONS_SHOWN = 200;

/** `GET /Admin/Invitations`: who was invited to have an account here and has none yet. */
export function invitationsPage(deps: AdminDeps): HttpHandler {
  return page(deps, (visit) => {
    requireAdministrator(visit);
    return showInvitations(deps, visit, {});
  });
}

/** `POST /Admin/Invitations`: invites, or takes an invitation back where the button says so. */
export function invitationsForm(deps: AdminDeps): HttpHandler {
  return form(deps, (visit, fields) => {
    const viewer = requireAdministrator(visit);
    const email = fields.text('email').trim();
    const cancelled = fields.text('cancel');
    return orShow(
      async () => {
        if (cancelled !== '') await cancelGalleryInvitation(deps, viewer, cancelled, originOf(visit.request));
        else await invitePerson(deps, viewer, { email }, originOf(visit.request));
        const text = cancelled === '' ? `A mail with a link goes to ${email}.` : 'The invitation holds no more.';
        return seeOther(visit.site.urls.adminInvitations, [flash(deps, { kind: 'done', text })]);
      },
      (problem) => showInvitations(deps, visit, { email, problem }),
    );
  });
}

interface Shown {
  readonly email?: string;
  readonly problem?: Problem;
}

async function showInvitations(deps: AdminDeps, visit: Visit, { email, problem }: Shown): Promise<HttpAnswer> {
  const invitations = await galleryInvitations(deps.database, INVITATIONS_SHOWN);
  const faults = problem?.faults ?? [];
  const isClosed = deps.signUpMode === 'closed' || deps.signUpMode === 'oidc';
  const body = (
    <>
      <h1>Invitations</h1>
      <AdminTabs urls={visit.site.urls} here="Invitations" />
      <p class="lead">Whoever is invited gets a link by mail, signs up by it, and needs to confirm nothing.</p>
      <ErrorSummary message={problem?.message} faults={faults} />
      {isClosed ? (
        <Notice kind="info">Nobody signs up in this gallery (LODE_SIGNUP), so nobody can be invited to.</Notice>
      ) : (
        <Form visit={visit} action={visit.site.urls.adminInvitations} label="Invite">
          <Field
            name="email"
            label="Email address"
            type="email"
            maxLength={MAX_EMAIL_LENGTH}
            value={email}
            error={faultAt(faults, 'email')}
            required
          />
          <p class="row">
            <Button kind="primary">Invite</Button>
          </p>
        </Form>
      )}
      {invitations.length === 0 ? (
        <Empty title="No invitation waits">Invitations to organizations stand on the pages of these.</Empty>
      ) : (
        <Table caption="Invitations that wait" columns={columns(visit)} rows={invitations} />
      )}
    </>
  );
  return html(visit, { title: 'Invitations', layout: 'wide', body });
}

function columns(visit: Visit): Column<AddressInvitation>[] {
  return [
    { title: 'Email address', isRowTitle: true, cell: ({ email }) => email },
    { title: 'Invited', cell: ({ createdAt }) => <Time at={createdAt} now={visit.now} show="both" /> },
    { title: 'Holds until', cell: ({ expiresAt }) => <Time at={expiresAt} now={visit.now} show="both" /> },
    {
      title: 'Actions',
      isTitleHidden: true,
      cell: ({ publicId, email }) => (
        <Form visit={visit} action={visit.site.urls.adminInvitations} layout="line">
          <Button name="cancel" value={publicId} label={`Take back the invitation of ${email}`} isSmall>
            Take back
          </Button>
        </Form>
      ),
    },
  ];
}
