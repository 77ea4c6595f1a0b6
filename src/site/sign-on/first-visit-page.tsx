import { linkIdentified } from '../../accounts/sign-on/link-identity.ts';
import { newcomer, signUpByIssuer, type Newcomer } from '../../accounts/sign-on/sign-up-by-issuer.ts';
import type { Problem } from '../../base/problem.ts';
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import { originOf } from '../../http/request-origin.ts';
import { html } from '../html.tsx';
import { orShow } from '../or-show.ts';
import { form, page, requireViewer } from '../page.ts';
import { flash, seeOther } from '../see-other.ts';
import { signedIn } from '../signed-in.ts';
import { sitePaths, withQuery } from '../site-urls.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { ErrorSummary } from '../ui/error-summary.tsx';
import { faultAt } from '../ui/faults.ts';
import { Field } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';
import { Notice } from '../ui/notice.tsx';
import type { Visit } from '../visit.ts';
import { linkedNotice } from './leave-and-return.tsx';
import { forgetTicket, ticketOf, type SignOnDeps } from './sign-on-deps.ts';

const MAX_NAME_LENGTH = 64;
const MAX_EMAIL_LENGTH = 254;

/** `GET /signin/oidc/account`: somebody came from the issuer whom nobody here is yet. */
export function firstVisitPage(deps: SignOnDeps): HttpHandler {
  return page(deps, (visit) => showFirstVisit(deps, visit, {}), { isOpen: true });
}

/** `POST /signin/oidc/account`: makes an account. */
export function firstVisitForm(deps: SignOnDeps): HttpHandler {
  return form(
    deps,
    (visit, fields) => {
      const typed = { name: fields.text('name'), email: fields.text('email') };
      const wish = { ...typed, ticket: ticketOf(deps, visit.request), current: visit.viewer };
      return orShow(
        async () => {
          const made = await signUpByIssuer(deps, wish, originOf(visit.request));
          const { urls } = visit.site;
          const wanted = made.returnPath === null ? urls.home : urls.local(made.returnPath);
          const to = made.isConfirmed ? wanted : urls.confirmationRequired;
          return signedIn(deps, visit, { ...made, to, cookies: [forgetTicket(deps)] });
        },
        (problem) => showFirstVisit(deps, visit, { typed, problem }),
      );
    },
    { isOpen: true },
  );
}

/** `POST /signin/oidc/link`: the account that the person is signed in to is theirs. */
export function linkForm(deps: SignOnDeps): HttpHandler {
  return form(deps, async (visit) => {
    const viewer = requireViewer(visit);
    const { request, site } = visit;
    const { label, returnPath } = await linkIdentified(deps, viewer, ticketOf(deps, request), originOf(request));
    const to = returnPath === null ? site.urls.security : site.urls.local(returnPath);
    return seeOther(to, [forgetTicket(deps), flash(deps, linkedNotice(label))]);
  });
}

interface FirstVisitView {
  readonly typed?: { readonly name: string; readonly email: string };
  readonly problem?: Problem;
}

async function showFirstVisit(deps: SignOnDeps, visit: Visit, view: FirstVisitView): Promise<HttpAnswer> {
  const who = await newcomer(deps, ticketOf(deps, visit.request));
  const issuer = deps.signOn?.name ?? '';
  const body = (
    <>
      <h1>Welcome, {who.person.label}</h1>
      <p>
        {issuer} says who you are. Nobody in this gallery is {who.person.label} yet.
      </p>
      <ErrorSummary message={view.problem?.message} faults={view.problem?.faults ?? []} />
      {who.isKnownByAddress ? (
        <KnownAddress visit={visit} who={who} />
      ) : (
        <NewAccount visit={visit} who={who} view={view} />
      )}
      {!who.isKnownByAddress && (
        <>
          <h2>You have an account already</h2>
          <Prove visit={visit} who={who} />
        </>
      )}
    </>
  );
  return html(visit, { title: 'First visit', layout: 'narrow', body, hidesUrl: true });
}

interface PartProps {
  readonly visit: Visit;
  readonly who: Newcomer;
}

/** An address alone proves nothing: an issuer may have given it to somebody else since. */
function KnownAddress({ visit, who }: PartProps) {
  return (
    <>
      <Notice kind="info" title={`An account here has the address ${who.address ?? ''}.`}>
        <p>If it is yours, sign in to it once as you did before; then both belong together.</p>
      </Notice>
      <Prove visit={visit} who={who} />
    </>
  );
}

function Prove({ visit, who }: PartProps) {
  const { site, viewer } = visit;
  if (viewer === undefined) {
    return (
      <p class="row">
        <ButtonLink href={withQuery(site.urls.signIn, { return: sitePaths.signOnAccount })}>
          Sign in to your account
        </ButtonLink>
      </p>
    );
  }
  return (
    <Form visit={visit} action={site.urls.signOnLink} label="Link">
      <p>
        You are signed in as {viewer.name}. From then on, whoever is {who.person.label} there is {viewer.name} here.
      </p>
      <p class="row">
        <Button kind="primary">Link it to {viewer.name}</Button>
      </p>
    </Form>
  );
}

function NewAccount({ visit, who, view }: PartProps & { readonly view: FirstVisitView }) {
  if (who.whyNoAccount !== undefined) return <Notice kind="info" title={who.whyNoAccount} />;
  const faults = view.problem?.faults ?? [];
  return (
    <Form visit={visit} action={visit.site.urls.signOnAccount} label="New account">
      <Field
        name="name"
        label="Username"
        hint="What people here will know you by. It stands in addresses and beside your packages."
        autocomplete="username"
        required
        maxLength={MAX_NAME_LENGTH}
        value={view.typed?.name ?? who.person.nameWish}
        error={faultAt(faults, 'name')}
      />
      {who.address === undefined ? (
        <Field
          name="email"
          label="Email address"
          type="email"
          hint="A mail with a link goes there."
          autocomplete="email"
          required
          maxLength={MAX_EMAIL_LENGTH}
          value={view.typed?.email ?? who.person.email}
          error={faultAt(faults, 'email')}
        />
      ) : (
        <p>
          Your address is <span class="code">{who.address}</span>.
        </p>
      )}
      <p class="row">
        <Button kind="primary">Create the account</Button>
      </p>
    </Form>
  );
}
