import { askEmailChange, cancelEmailChange } from '../../accounts/people/change-email.ts';
import { mutedMailOf } from '../../accounts/people/mail-wishes.queries.ts';
import { personById, type PersonRow } from '../../accounts/people/people.queries.ts';
import { Problem } from '../../base/problem.ts';
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import { originOf } from '../../http/request-origin.ts';
import { html } from '../html.tsx';
import { orShow } from '../or-show.ts';
import { form, page, requireViewer } from '../page.ts';
import { flash, seeOther } from '../see-other.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { DefinitionList } from '../ui/definition-list.tsx';
import { ErrorSummary } from '../ui/error-summary.tsx';
import { faultAt } from '../ui/faults.ts';
import { Field } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';
import { Section } from '../ui/section.tsx';
import { Time } from '../ui/time.tsx';
import type { Visit } from '../visit.ts';
import { AccountTabs } from './account-tabs.tsx';
import { NotificationSection } from './notification-section.tsx';
import type { PeopleDeps } from './people-deps.ts';

/** `GET /account` */
export function accountPage(deps: PeopleDeps): HttpHandler {
  return page(deps, (visit) => showAccount(deps, visit, {}));
}

/** `POST /account/ChangeEmail` */
export function changeEmailForm(deps: PeopleDeps): HttpHandler {
  return form(deps, (visit, fields) => {
    const viewer = requireViewer(visit);
    const email = fields.text('email');
    return orShow(
      async () => {
        const account = { id: viewer.actorId };
        await askEmailChange(deps, viewer, { account, email }, originOf(visit.request));
        const text = 'A mail is on its way to the new address. The change is done once its link was used.';
        return seeOther(visit.site.urls.account, [flash(deps, { kind: 'done', text })]);
      },
      (problem) => showAccount(deps, visit, { email, problem }),
    );
  });
}

/** `POST /account/CancelChangeEmail` */
export function cancelChangeEmailForm(deps: PeopleDeps): HttpHandler {
  return form(deps, async (visit) => {
    const viewer = requireViewer(visit);
    await cancelEmailChange(deps, viewer, { id: viewer.actorId }, originOf(visit.request));
    return seeOther(visit.site.urls.account, [flash(deps, { kind: 'done', text: 'Your address stays as it is.' })]);
  });
}

interface AccountView {
  /** What was typed as the new address. */
  readonly email?: string;
  readonly problem?: Problem;
}

async function showAccount(deps: PeopleDeps, visit: Visit, view: AccountView): Promise<HttpAnswer> {
  const viewer = requireViewer(visit);
  const account = await personById(deps.database, viewer.actorId);
  if (account === undefined) throw new Problem('credentials_missing', 'Your session has ended: sign in.');
  const muted = await mutedMailOf(deps.database, account.id);
  const body = (
    <>
      <h1>Account settings</h1>
      <AccountTabs visit={visit} current="account" />
      <ErrorSummary message={view.problem?.message} faults={view.problem?.faults ?? []} />
      <Facts visit={visit} account={account} />
      <EmailSection visit={visit} account={account} view={view} />
      <NotificationSection visit={visit} account={{ name: account.name, kind: 'person' }} muted={muted} />
      <OtherThings visit={visit} />
    </>
  );
  return html(visit, { title: 'Account settings', body });
}

function Facts({ visit, account }: { readonly visit: Visit; readonly account: PersonRow }) {
  return (
    <DefinitionList
      items={[
        { term: 'Username', value: account.name },
        { term: 'Email address', value: <EmailFact account={account} /> },
        { term: 'Here since', value: <Time at={account.createdAt} now={visit.now} show="date" /> },
        ...(account.isAdministrator ? [{ term: 'Administers', value: visit.site.name }] : []),
      ]}
    />
  );
}

function EmailFact({ account }: { readonly account: PersonRow }) {
  const { email, emailConfirmedAt, unconfirmedEmail } = account;
  return (
    <>
      {email} {emailConfirmedAt === null && <Badge kind="amber">not confirmed</Badge>}
      {unconfirmedEmail !== null && (
        <>
          <br />
          {unconfirmedEmail} <Badge kind="amber">waits for its confirmation</Badge>
        </>
      )}
    </>
  );
}

const HINT_BEFORE_ANY = 'It takes the place of the one that is not confirmed, and a mail goes there.';
const HINT =
  'A mail goes there first. The address that you have stays in force until the link in that mail was used, and is told of the change.';

interface EmailSectionProps {
  readonly visit: Visit;
  readonly account: PersonRow;
  readonly view: AccountView;
}

function EmailSection({ visit, account, view: { email, problem } }: EmailSectionProps) {
  const { urls } = visit.site;
  const isWaiting = account.unconfirmedEmail !== null || account.emailConfirmedAt === null;
  return (
    <Section title="Email address" id="address" state={stateOf(account)} isOpen={isWaiting || problem !== undefined}>
      {isWaiting && (
        <div class="row">
          <Form visit={visit} action={urls.confirmationRequired} layout="line" label="Send again">
            <input type="hidden" name="return" value="/account" />
            <Button>Send the mail again</Button>
          </Form>
          {account.unconfirmedEmail !== null && (
            <Form visit={visit} action={urls.cancelChangeEmail} layout="line" label="Keep the address">
              <Button>Keep {account.email}</Button>
            </Form>
          )}
        </div>
      )}
      <Form visit={visit} action={urls.changeEmail} label="Change the email address">
        <Field
          name="email"
          label="New email address"
          type="email"
          autocomplete="email"
          required
          maxLength={254}
          value={email}
          error={faultAt(problem?.faults ?? [], 'email')}
          hint={account.emailConfirmedAt === null ? HINT_BEFORE_ANY : HINT}
        />
        <p class="row">
          <Button kind="primary">Change address</Button>
        </p>
      </Form>
    </Section>
  );
}

function stateOf({ emailConfirmedAt, unconfirmedEmail, email }: PersonRow): string {
  if (unconfirmedEmail !== null) return `${unconfirmedEmail} waits`;
  return emailConfirmedAt === null ? `${email} is not confirmed` : email;
}

function OtherThings({ visit }: { readonly visit: Visit }) {
  const { urls } = visit.site;
  const links = [
    [urls.transform, 'Become an organization', 'hand this account over to several people'],
    [urls.deleteAccount, 'Delete the account', 'for good; your packages stay'],
  ] as const;
  return (
    <section aria-labelledby="more">
      <h2 id="more">More</h2>
      <ul>
        {links.map(([href, label, meaning]) => (
          <li>
            <a href={href}>{label}</a>: {meaning}
          </li>
        ))}
      </ul>
    </section>
  );
}
