/** `/`: what this gallery is, what is in it, and how to use it. Of an empty one: how the first package comes here. */
import type { HttpHandler } from '../http/exchange.ts';
import { packageSummaries, type PackageSummary } from '../packages/summaries/package-summaries.ts';
import type { SearchOrder } from '../search/search-file.queries.ts';
import type { DiscoveryDeps } from './discovery/discovery-deps.ts';
import { GalleryCounter, type GalleryCounts } from './discovery/gallery-counts.ts';
import { everyPackage, searchStateUrl } from './discovery/search-state.ts';
import { html } from './html.tsx';
import { page } from './page.ts';
import { insecureOption } from './site-urls.ts';
import { ButtonLink } from './ui/button.tsx';
import { CopyBox } from './ui/copy-box.tsx';
import { PackageRows } from './ui/package-row.tsx';
import { SearchBox } from './ui/search-box.tsx';
import type { Visit } from './visit.ts';

const PACKAGES_PER_LIST = 5;

interface Shown {
  readonly counts: GalleryCounts;
  readonly updated: readonly PackageSummary[];
  readonly popular: readonly PackageSummary[];
}

/** `GET /` */
export function homePage(deps: DiscoveryDeps): HttpHandler {
  const counter = new GalleryCounter(deps.database);
  return page(deps, async (visit) => {
    const shown = await readHome(deps, counter);
    const { urls, name } = visit.site;
    return html(visit, {
      title: undefined,
      layout: shown === undefined ? 'text' : 'wide',
      search: 'none',
      head: <link rel="alternate" type="application/atom+xml" href={urls.galleryAtom} title={`New in ${name}`} />,
      body: shown === undefined ? <EmptyHome visit={visit} /> : <Home visit={visit} shown={shown} />,
    });
  });
}

/** Undefined for a gallery in which nothing is listed. */
async function readHome(deps: DiscoveryDeps, counter: GalleryCounter): Promise<Shown | undefined> {
  const first = async (order: SearchOrder) => {
    const question = { text: '', order, isStableOnly: false, filters: {} };
    const { total, packages } = await deps.search.packages.browse(question, { skip: 0, take: PACKAGES_PER_LIST });
    const ids = packages.map(({ registrationId }) => registrationId);
    return { total, packages: await packageSummaries(deps.database, ids) };
  };
  const [updated, popular] = await Promise.all([first('updated'), first('downloads')]);
  if (updated.packages.length === 0) return undefined;
  const counts = await counter.counts(updated.total);
  return { counts, updated: updated.packages, popular: popular.packages.filter(({ downloads }) => downloads > 0) };
}

function Home({ visit, shown }: { readonly visit: Visit; readonly shown: Shown }) {
  const { urls } = visit.site;
  const { updated, popular, counts } = shown;
  return (
    <>
      <div class="hero">
        <Welcome visit={visit} />
        <SearchBox urls={urls} isLarge />
        <Counts counts={counts} />
        <Ways visit={visit} />
      </div>
      <div class="home-lists">
        {popular.length > 0 && (
          <PackageList visit={visit} id="popular" title="Most downloaded" order="downloads" packages={popular} />
        )}
        <PackageList visit={visit} id="updated" title="Recently updated" order="updated" packages={updated} />
      </div>
      <UseSection visit={visit} />
      <PushSection visit={visit} title="Publish a package" />
    </>
  );
}

interface PackageListProps {
  readonly visit: Visit;
  readonly id: string;
  readonly title: string;
  readonly order: SearchOrder;
  readonly packages: readonly PackageSummary[];
}

function PackageList({ visit, id, title, order, packages }: PackageListProps) {
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <PackageRows visit={visit} packages={packages} isBrief />
      <p class="row">
        <a href={searchStateUrl(visit.site.urls, { ...everyPackage, order })}>
          All packages<span class="visually-hidden">, {title.toLowerCase()} first</span>
        </a>
      </p>
    </section>
  );
}

function Counts({ counts: { packages, versions, downloads } }: { readonly counts: GalleryCounts }) {
  const items: readonly (readonly [count: number, one: string, many: string])[] = [
    [packages, 'package', 'packages'],
    [versions, 'version', 'versions'],
    [downloads, 'download', 'downloads'],
  ];
  return (
    <ul class="counts" aria-label="In this gallery">
      {items.map(([count, one, many]) => (
        <li>
          <span class="count">{count.toLocaleString('en')}</span> {count === 1 ? one : many}
        </li>
      ))}
    </ul>
  );
}

function EmptyHome({ visit }: { readonly visit: Visit }) {
  return (
    <>
      <div class="hero">
        <Welcome visit={visit} />
        <Ways visit={visit} isFirst />
      </div>
      <UseSection visit={visit} />
      <PushSection visit={visit} title="Push your first package" />
    </>
  );
}

function UseSection({ visit }: { readonly visit: Visit }) {
  const { name, urls } = visit.site;
  const addSource = `dotnet nuget add source ${urls.feed} --name ${sourceName(name)}${insecureOption(urls)}`;
  return (
    <section aria-labelledby="use">
      <h2 id="use">Use packages from here</h2>
      <CopyBox id="use-command" label="Add this gallery as a source" text={addSource} isLabelShown />
    </section>
  );
}

function PushSection({ visit, title }: { readonly visit: Visit; readonly title: string }) {
  return (
    <section aria-labelledby="push">
      <h2 id="push">{title}</h2>
      <ol class="steps">
        {pushCommands(sourceName(visit.site.name)).map(({ label, command }, index) => (
          <li>
            <CopyBox id={`push-command-${index + 1}`} label={label} text={command} isLabelShown />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Welcome({ visit }: { readonly visit: Visit }) {
  const { name } = visit.site;
  return (
    <>
      <h1>{name}</h1>
      <p class="lead">
        Packages for .NET. Whatever was published here once can be restored for as long as this gallery stands.
      </p>
    </>
  );
}

interface WaysProps {
  readonly visit: Visit;
  /** Whether it is what somebody should do first here. */
  readonly isFirst?: boolean;
}

/** Where to go: in, or to one's own things. */
function Ways({ visit, isFirst = false }: WaysProps) {
  const { urls, isSignUpOpen } = visit.site;
  const kind = isFirst ? 'primary' : 'plain';
  if (visit.viewer === undefined && !isSignUpOpen) return null;
  return (
    <p class="row">
      {visit.viewer === undefined ? (
        <ButtonLink href={urls.signUp} kind={kind}>
          Create an account
        </ButtonLink>
      ) : (
        <>
          <ButtonLink href={urls.upload} kind={kind}>
            Publish a package
          </ButtonLink>
          <ButtonLink href={urls.packages}>Your packages</ButtonLink>
        </>
      )}
    </p>
  );
}

function pushCommands(source: string) {
  return [
    { label: 'Start a library', command: 'dotnet new classlib --name First.Package' },
    { label: 'Pack it', command: 'dotnet pack First.Package --output packages' },
    {
      label: 'Push it, with an API key of yours',
      command: `dotnet nuget push "packages/*.nupkg" --source ${source} --api-key KEY`,
    },
  ];
}

/** The gallery's name as one word for a command line. */
function sourceName(name: string): string {
  const word = name.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^-+|-+$/g, '');
  return word === '' ? 'lode' : word;
}
