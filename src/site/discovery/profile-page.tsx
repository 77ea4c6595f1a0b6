/** `/profiles/{name}`: a person or an organization, and the packages that they own. */
import { Problem } from '../../base/problem.ts';
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import { ownAccounts } from '../../packages/owners/own-accounts.ts';
import { totalsOfOwner, type AccountInView } from '../../packages/summaries/listed.queries.ts';
import { packageSummaries, type PackageSummary } from '../../packages/summaries/package-summaries.ts';
import { html } from '../html.tsx';
import { page } from '../page.ts';
import { withQuery } from '../site-urls.ts';
import { Badge } from '../ui/badge.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { cutText } from '../ui/cut-text.ts';
import { Empty } from '../ui/empty.tsx';
import { IdText } from '../ui/id-text.tsx';
import { PackageRows } from '../ui/package-row.tsx';
import { Pager } from '../ui/pager.tsx';
import { dateText } from '../ui/time.tsx';
import type { Visit } from '../visit.ts';
import type { DiscoveryDeps } from './discovery-deps.ts';
import { requireAccountInView } from './require-account-in-view.ts';
import { MAX_PAGE, PACKAGES_PER_PAGE, pagesOf } from './search-state.ts';

const MAX_QUERY_LENGTH = 200;

interface Profile {
  readonly account: AccountInView;
  readonly q: string;
  readonly page: number;
  readonly found: number;
  readonly packages: readonly PackageSummary[];
  readonly totals: { readonly packages: number; readonly downloads: number };
  /** Whether who looks is the person, or belongs to the organization. */
  readonly isOwn: boolean;
}

/** `GET /profiles/{name}?page=&q=`; a name in another case is led to the one that it is written in. */
export function profilePage(deps: DiscoveryDeps): HttpHandler {
  return page(deps, async (visit) => {
    const { request, site } = visit;
    const account = await requireAccountInView(deps, visit);
    if (account.name !== request.params['name']) {
      const query = request.url.split('?')[1];
      const location = `${site.urls.profile(account.name)}${query === undefined ? '' : `?${query}`}`;
      // Not to be kept: names change.
      return { status: 301, headers: { location, 'cache-control': 'no-cache' } };
    }
    return showProfile(visit, await readProfile(deps, visit, account));
  });
}

async function readProfile(deps: DiscoveryDeps, visit: Visit, account: AccountInView): Promise<Profile> {
  const { query } = visit.request;
  const number = query.get('page') ?? '1';
  const current = /^\d{1,4}$/.test(number) ? Number(number) : 0;
  if (current < 1 || current > MAX_PAGE) throw new Problem('bad_request', `page is a number from 1 to ${MAX_PAGE}.`);
  const q = (query.get('q') ?? '').trim();
  const question = { text: q, order: 'downloads', isStableOnly: false, filters: { ownerId: account.id } } as const;
  const skip = (current - 1) * PACKAGES_PER_PAGE;
  const [{ total, packages }, totals, isOwn] = await Promise.all([
    deps.search.packages.browse(question, { skip, take: PACKAGES_PER_PAGE }),
    totalsOfOwner(deps.database, account.id),
    isOwnAccount(deps, visit, account),
  ]);
  const ids = packages.map(({ registrationId }) => registrationId);
  const shown = await packageSummaries(deps.database, ids);
  return { account, q, page: current, found: total, packages: shown, totals, isOwn };
}

async function isOwnAccount(deps: DiscoveryDeps, { viewer }: Visit, { id, kind }: AccountInView): Promise<boolean> {
  if (viewer === undefined) return false;
  if (kind === 'person') return viewer.actorId === id;
  return (await ownAccounts(deps.database, viewer)).some(({ accountId }) => accountId === id);
}

function showProfile(visit: Visit, profile: Profile): HttpAnswer {
  const { account, q, page: current } = profile;
  const { urls } = visit.site;
  const { name } = account;
  const isHidden = account.isLocked || q !== '' || current > 1;
  return html(visit, {
    title: name,
    layout: 'wide',
    head: (
      <>
        <link rel="alternate" type="application/atom+xml" href={urls.profileAtom(name)} title={`Packages of ${name}`} />
        {isHidden && <meta name="robots" content="noindex" />}
      </>
    ),
    body: (
      <>
        <ProfileHead visit={visit} profile={profile} />
        <section class="profile-packages" aria-labelledby="packages">
          <div class="profile-bar">
            <h2 id="packages">Packages</h2>
            {profile.totals.packages > 1 && <OwnSearch visit={visit} profile={profile} />}
          </div>
          <ProfilePackages visit={visit} profile={profile} />
        </section>
      </>
    ),
  });
}

function ProfileHead({ visit, profile }: { readonly visit: Visit; readonly profile: Profile }) {
  const { account, totals, isOwn } = profile;
  const { urls } = visit.site;
  const { packages, downloads } = totals;
  return (
    <header class="profile-head">
      <img class="profile-face" src={urls.avatar(account.name)} width="96" height="96" alt="" />
      <div class="profile-text">
        <h1>
          <IdText text={account.name} />
        </h1>
        <ul class="package-facts">
          <li>{account.kind === 'person' ? 'Person' : 'Organization'}</li>
          <li>Here since {dateText(account.createdAt)}</li>
          <li>{packages === 1 ? '1 package' : `${packages.toLocaleString('en')} packages`}</li>
          <li>{downloads === 1 ? '1 download' : `${downloads.toLocaleString('en')} downloads`}</li>
          <li>
            <a href={urls.profileAtom(account.name)}>Atom feed</a>
          </li>
        </ul>
        {account.isLocked && (
          <p>
            <Badge kind="red">Locked</Badge>
          </p>
        )}
        {isOwn && (
          <p class="row">
            <ButtonLink isSmall href={withQuery(urls.packages, { owner: account.name })}>
              Manage packages
            </ButtonLink>
            <ButtonLink isSmall href={account.kind === 'person' ? urls.account : urls.organization(account.name)}>
              {account.kind === 'person' ? 'Account settings' : 'Manage organization'}
            </ButtonLink>
          </p>
        )}
      </div>
    </header>
  );
}

/** Searches these packages alone. */
function OwnSearch({ visit, profile: { account, q } }: { readonly visit: Visit; readonly profile: Profile }) {
  return (
    <search>
      <form class="form-line" action={visit.site.urls.profile(account.name)}>
        <label class="visually-hidden" for="own-search">
          Search packages of {account.name}
        </label>
        <input
          class="input input-small"
          type="search"
          id="own-search"
          name="q"
          value={q}
          maxlength={MAX_QUERY_LENGTH}
          placeholder="Search these packages"
        />
        <Button isSmall>Search</Button>
      </form>
    </search>
  );
}

function ProfilePackages({ visit, profile }: { readonly visit: Visit; readonly profile: Profile }) {
  const { account, q, page: current, packages, found } = profile;
  const profileUrl = visit.site.urls.profile(account.name);
  return (
    <>
      {packages.length > 0 && <PackageRows visit={visit} packages={packages} />}
      {packages.length === 0 && (
        <Empty
          title={
            q === ''
              ? `${account.name} has no package that is listed.`
              : `No package of ${account.name} matches “${cutText(q, 80)}”.`
          }
        >
          {q !== '' && (
            <p>
              <a href={profileUrl}>See all packages of {account.name}</a>
            </p>
          )}
        </Empty>
      )}
      <Pager
        label={`packages of ${account.name}`}
        page={current}
        pages={pagesOf(found)}
        href={(number) => withQuery(profileUrl, { q, page: number === 1 ? undefined : number })}
      />
    </>
  );
}
