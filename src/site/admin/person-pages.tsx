import { readAccount, type AccountReport } from '../../accounts/administration/read-accounts.ts';
import { setAdministrator } from '../../accounts/administration/set-administrator.ts';
import {
  createPasswordReset,
  signOutPerson,
  removeSecondFactorsOf,
} from '../../accounts/administration/sign-in-aid.ts';
import { setLocked } from '../../accounts/lock-account.ts';
import type { Origin, SessionPrincipal } from '../../accounts/principal.ts';
import { Problem } from '../../base/problem.ts';
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import { originOf } from '../../http/request-origin.ts';
import { html } from '../html.tsx';
import { orShow } from '../or-show.ts';
import { form, page, requireAdministrator } from '../page.ts';
import { flash, seeOther } from '../see-other.ts';
import type { Visit } from '../visit.ts';
import type { AdminDeps } from './admin-deps.ts';
import { PersonReport } from './person-report.tsx';

/** `GET /Admin/People/:name`: one account as an administrator needs to see it, and what can be done about it. */
export function personPage(deps: AdminDeps): HttpHandler {
  return page(deps, (visit) => showPerson(deps, visit, undefined));
}

/** `POST /Admin/People/:name`: the button says what is to be done. */
export function personForm(deps: AdminDeps): HttpHandler {
  return form(deps, (visit, fields) => {
    const viewer = requireAdministrator(visit);
    const name = nameOf(visit);
    const act = actions.get(fields.text('action'));
    if (act === undefined) throw new Problem('bad_request', 'The form does not say what is to be done.');
    return orShow(
      async () => {
        const text = await act(deps, viewer, name, originOf(visit.request));
        return seeOther(visit.site.urls.adminPerson(name), [flash(deps, { kind: 'done', text })]);
      },
      (problem) => showPerson(deps, visit, problem),
    );
  });
}

type Act = (deps: AdminDeps, viewer: SessionPrincipal, name: string, origin: Origin) => Promise<string>;

/** What each button does; gives the sentence that the next page begins with. */
const actions = new Map<string, Act>([
  [
    'lock',
    async (deps, viewer, name, origin) => {
      const isNew = await setLocked(deps, viewer, { name, locked: true }, origin);
      return isNew ? `${name} is locked and signed out everywhere.` : `${name} was locked already.`;
    },
  ],
  [
    'unlock',
    async (deps, viewer, name, origin) => {
      const isNew = await setLocked(deps, viewer, { name, locked: false }, origin);
      return isNew ? `${name} is unlocked.` : `${name} was not locked.`;
    },
  ],
  [
    'make-administrator',
    async (deps, viewer, name, origin) => {
      const isNew = await setAdministrator(deps, viewer, { name, isAdministrator: true }, origin);
      return isNew ? `${name} administers this gallery now.` : `${name} administers this gallery already.`;
    },
  ],
  [
    'unmake-administrator',
    async (deps, viewer, name, origin) => {
      const isNew = await setAdministrator(deps, viewer, { name, isAdministrator: false }, origin);
      return isNew ? `${name} administers this gallery no more.` : `${name} does not administer this gallery.`;
    },
  ],
  [
    'reset-password',
    async (deps, viewer, name, origin) => {
      await createPasswordReset(deps, viewer, { name }, origin);
      return `A mail with a link for a new password goes to ${name}. The link holds for an hour.`;
    },
  ],
  [
    'end-sessions',
    async (deps, viewer, name, origin) => {
      const count = await signOutPerson(deps, viewer, { name }, origin);
      return count === 0 ? `${name} was not signed in.` : `${name} is signed out everywhere.`;
    },
  ],
  [
    'remove-factors',
    async (deps, viewer, name, origin) => {
      const hadSome = await removeSecondFactorsOf(deps, viewer, { name }, origin);
      return hadSome ? `${name} has no second factor any more.` : `${name} had no second factor.`;
    },
  ],
]);

function nameOf({ request }: Visit): string {
  return request.params['name'] ?? '';
}

async function showPerson(deps: AdminDeps, visit: Visit, problem: Problem | undefined): Promise<HttpAnswer> {
  const viewer = requireAdministrator(visit);
  const report: AccountReport = await readAccount(deps, viewer, nameOf(visit));
  const isSelf = report.account.id === viewer.actorId;
  const body = <PersonReport visit={visit} report={report} isSelf={isSelf} problem={problem} />;
  return html(visit, { title: report.account.name, layout: 'wide', body });
}
