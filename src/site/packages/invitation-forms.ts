/** What answers to invitations to own packages are sent to, and where the links of their mails lead. */
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import { originOf } from '../../http/request-origin.ts';
import { answerOwnerInvitations, type AnsweredInvitation } from '../../packages/owners/answer-owner-invitation.ts';
import { orShow } from '../or-show.ts';
import { form, page, requireViewer } from '../page.ts';
import { flash, seeOther } from '../see-other.ts';
import { withQuery } from '../site-urls.ts';
import type { Visit } from '../visit.ts';
import { requireIdOf, type PackageDeps } from './package-deps.ts';
import { showPackages } from './packages-page.tsx';

type Answer = 'accept' | 'decline';

/** `GET /packages/:id/owners/:user/confirm|reject/:token`: a mail leads here, and so no GET answers. */
export function toOwnerInvitation(deps: PackageDeps): HttpHandler {
  return page(deps, (visit) => {
    const { packages } = visit.site.urls;
    const invitation = tokenOf(visit);
    return seeOther(`${withQuery(packages, { invitation })}#invitation-${encodeURIComponent(invitation)}`);
  });
}

/** `POST /packages/:id/owners/:user/confirm|reject/:token` */
export function answerOwnerInvitationForm(deps: PackageDeps, answer: Answer): HttpHandler {
  return form(deps, (visit) => {
    requireIdOf(visit);
    return answerAll(deps, visit, [tokenOf(visit)], answer);
  });
}

/** `POST /account/Packages/invitations`: all that were shown. */
export function answerOwnerInvitationsForm(deps: PackageDeps): HttpHandler {
  return form(deps, (visit, fields) =>
    answerAll(deps, visit, fields.all('invitation'), fields.text('answer') === 'accept' ? 'accept' : 'decline'),
  );
}

function answerAll(
  deps: PackageDeps,
  visit: Visit,
  invitations: readonly string[],
  answer: Answer,
): Promise<HttpAnswer> {
  const viewer = requireViewer(visit);
  return orShow(
    async () => {
      const answered = await answerOwnerInvitations(deps, viewer, { invitations, answer }, originOf(visit.request));
      return seeOther(visit.site.urls.packages, [flash(deps, { kind: 'done', text: answeredText(answered, answer) })]);
    },
    (problem) => showPackages(deps, visit, { filter: { owner: '', search: '', standing: 'published' }, problem }),
  );
}

function answeredText(answered: readonly AnsweredInvitation[], answer: Answer): string {
  const [first] = answered;
  const what = answered.length === 1 ? (first?.displayId ?? '') : `${answered.length} packages`;
  const who = new Set(answered.map(({ account }) => account)).size === 1 ? (first?.account ?? '') : 'Those invited';
  if (answer === 'decline') return `The invitation to own ${what} is declined.`;
  return `${who} ${who === 'Those invited' ? 'own' : 'owns'} ${what} now.`;
}

function tokenOf(visit: Visit): string {
  return visit.request.params['token'] ?? '';
}
