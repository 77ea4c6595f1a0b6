import { revokeSession, signOutEverywhere } from '../../accounts/sessions/end-sessions.ts';
import { sessionsOfAccount, type ListedSession } from '../../accounts/sessions/sessions.queries.ts';
import { Problem } from '../../base/problem.ts';
import type { HttpHandler } from '../../http/exchange.ts';
import { originOf } from '../../http/request-origin.ts';
import { html } from '../html.tsx';
import { form, page, requireViewer } from '../page.ts';
import { flash, seeOther } from '../see-other.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Form } from '../ui/form.tsx';
import { Table, type Column } from '../ui/table.tsx';
import { Time } from '../ui/time.tsx';
import { SESSION_COOKIE, type Visit } from '../visit.ts';
import { AccountTabs } from './account-tabs.tsx';
import { browserText } from './browser-text.ts';
import type { PeopleDeps } from './people-deps.ts';

/** Shown at once; who has more signs out everywhere. */
const MAX_SHOWN = 100;

/** `GET /account/sessions` */
export function sessionsPage(deps: PeopleDeps): HttpHandler {
  return page(deps, async (visit) => {
    const viewer = requireViewer(visit);
    const sessions = await sessionsOfAccount(deps.database, viewer.actorId, { now: visit.now, limit: MAX_SHOWN });
    const { urls } = visit.site;
    const body = (
      <>
        <h1>Sessions</h1>
        <AccountTabs visit={visit} current="sessions" />
        <p>
          Browsers that are signed in as you. One that you do not know is somebody else: end it, and change your
          password.
        </p>
        <Table caption="Sessions" isCaptionHidden columns={columnsOf(visit, viewer.sessionPublicId)} rows={sessions} />
        {sessions.length === MAX_SHOWN && <p class="muted">The {MAX_SHOWN} that were used last are shown.</p>}
        <div class="row">
          <Form visit={visit} action={urls.sessions} layout="line" label="Elsewhere">
            <Button name="end" value="others">
              Sign out everywhere else
            </Button>
          </Form>
          <Form visit={visit} action={urls.sessions} layout="line" label="Everywhere">
            <Button name="end" value="all" kind="danger">
              Sign out everywhere
            </Button>
          </Form>
        </div>
      </>
    );
    return html(visit, { title: 'Sessions', layout: 'wide', body });
  });
}

function columnsOf(visit: Visit, current: string): Column<ListedSession>[] {
  const { now } = visit;
  return [
    {
      title: 'Browser',
      isRowTitle: true,
      cell: ({ userAgent, publicId }) => (
        <>
          {browserText(userAgent)} {publicId === current && <Badge kind="green">this one</Badge>}
        </>
      ),
    },
    { title: 'Address', cell: ({ address }) => <span class="code">{address}</span> },
    { title: 'Signed in', cell: ({ createdAt }) => <Time at={createdAt} now={now} show="both" /> },
    { title: 'Last seen', cell: ({ lastSeenAt }) => <Time at={lastSeenAt} now={now} /> },
    {
      title: 'Action',
      isTitleHidden: true,
      cell: ({ publicId, userAgent }) =>
        publicId === current ? null : (
          <Form visit={visit} action={visit.site.urls.sessions} layout="line">
            <input type="hidden" name="session" value={publicId} />
            <Button isSmall label={`Sign out ${browserText(userAgent)}`}>
              Sign out
            </Button>
          </Form>
        ),
    },
  ];
}

/** `POST /account/sessions`: one of them, all but this one, or all. */
export function endSessionsForm(deps: PeopleDeps): HttpHandler {
  return form(deps, async (visit, fields) => {
    const viewer = requireViewer(visit);
    const origin = originOf(visit.request);
    const { urls } = visit.site;
    const session = fields.text('session');
    if (session !== '') {
      await revokeSession(deps, viewer, session, origin);
      return seeOther(urls.sessions, [flash(deps, { kind: 'done', text: 'That session has ended.' })]);
    }
    const keepsThis = fields.text('end') === 'others';
    if (!keepsThis && fields.text('end') !== 'all') {
      throw new Problem('bad_request', 'The form does not say which sessions end.');
    }
    const ended = await signOutEverywhere(deps, viewer, { keepsThis }, origin);
    const text = keepsThis ? `Signed out everywhere else: ${countOf(ended)} ended.` : 'You are signed out everywhere.';
    const said = flash(deps, { kind: 'done', text });
    return keepsThis
      ? seeOther(urls.sessions, [said])
      : seeOther(urls.signIn, [deps.cookies.clear(SESSION_COOKIE), said]);
  });
}

function countOf(ended: number): string {
  return ended === 1 ? '1 session' : `${ended} sessions`;
}
