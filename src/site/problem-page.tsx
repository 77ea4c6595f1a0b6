/** How people see a failure: as a page that says what is so and how to go on, or as the page that mends it. */
import type { Problem } from '../base/problem.ts';
import type { HttpAnswer } from '../http/exchange.ts';
import type { ProblemPage } from '../http/server.ts';
import { html } from './html.tsx';
import { pathOfVisit } from './return-path.ts';
import { seeOther } from './see-other.ts';
import type { SiteDeps } from './site-deps.ts';
import { withQuery, type SiteUrls } from './site-urls.ts';
import { SearchBox } from './ui/search-box.tsx';
import { openVisit, type Visit } from './visit.ts';

/** The one place where a Problem becomes a page. */
export function problemPage(deps: SiteDeps): ProblemPage {
  return async (request, problem) => {
    const { urls } = deps.site;
    const mending = mendingPage(urls, problem);
    if (mending !== undefined) return seeOther(withQuery(mending, { return: pathOfVisit(request, urls) }));
    const visit = await openVisit(deps, request);
    const answer = answerProblem(visit, problem);
    return { ...answer, cookies: visit.cookies() };
  };
}

/** Where a person can do what was missing, and comes back from. */
function mendingPage(urls: SiteUrls, { code }: Problem): string | undefined {
  switch (code) {
    case 'credentials_missing':
      return urls.signIn;
    case 'sign_in_again':
      return urls.signInAgain;
    case 'email_unconfirmed':
      return urls.confirmationRequired;
    default:
      return undefined;
  }
}

function answerProblem(visit: Visit, problem: Problem): HttpAnswer {
  const { status, title, headers } = problem;
  const body = <ProblemText visit={visit} problem={problem} />;
  const own = problem.code === 'not_found' ? ({ search: 'none' } as const) : {};
  const page = html(visit, { title, status, body, hidesUrl: true, ...own });
  return { ...page, headers: { ...page.headers, ...headers, 'x-request-id': visit.request.id } };
}

function ProblemText({ visit, problem }: { readonly visit: Visit; readonly problem: Problem }) {
  const { site, request } = visit;
  const isUnknown = problem.code === 'not_found';
  return (
    <div class="problem">
      <p class="problem-status">{problem.status}</p>
      <h1>{problem.title}</h1>
      <p>{isUnknown ? 'There is no page at this address, or it is not for you to see.' : problem.message}</p>
      {problem.faults.length > 0 && (
        <ul>
          {problem.faults.map(({ detail }) => (
            <li>{detail}</li>
          ))}
        </ul>
      )}
      <WayOn problem={problem} />
      {isUnknown && <SearchBox urls={site.urls} isLarge />}
      {problem.status >= 500 && (
        <p class="muted">
          Request <code>{request.id}</code>
        </p>
      )}
      <Ways visit={visit} />
    </div>
  );
}

/** Where to go instead. */
function Ways({ visit: { site, viewer } }: { readonly visit: Visit }) {
  const { urls } = site;
  return (
    <p class="row">
      <a href={urls.home}>Go to the home page</a>
      <a href={urls.search}>All packages</a>
      {viewer !== undefined && <a href={urls.packages}>Manage packages</a>}
      <a href={urls.docs}>Documentation</a>
    </p>
  );
}

function WayOn({ problem }: { readonly problem: Problem }) {
  const seconds = problem.headers['retry-after'];
  if (problem.code === 'form_expired') {
    return (
      <p>
        Nothing was changed. Go back: what you typed is still there. Send it again, and where it is refused again, load
        that page anew first.
      </p>
    );
  }
  return seconds === undefined ? null : <p>You can try again in {seconds} seconds.</p>;
}

/** Whether a Problem belongs beside the form that was sent, where what was typed still stands. */
export function isForForm(problem: Problem): boolean {
  switch (problem.code) {
    case 'form_expired':
    case 'credentials_missing':
    case 'sign_in_again':
    case 'email_unconfirmed':
    case 'not_found':
      return false;
    default:
      return problem.status < 500;
  }
}
