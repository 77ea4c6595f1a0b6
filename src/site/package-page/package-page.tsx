import type { ComponentChildren } from 'preact';
import { downloadsByDay } from '../../downloads/read-downloads.ts';
import { lastDays } from '../../downloads/days.ts';
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import { parsePackageId, type PackageId } from '../../nuget/package-id.ts';
import { dependentCount, MAX_COUNTED_DEPENDENTS } from '../../packages/view/dependents.ts';
import { highestOffered } from '../../packages/view/highest-offered.queries.ts';
import { latestVersionKey, type LatestWish } from '../../packages/view/latest-version.ts';
import { findPackageInView, type PackageInView } from '../../packages/view/package-in-view.ts';
import { html } from '../html.tsx';
import { readFilesSection } from '../package-files/files-section.tsx';
import { readReadmeSection } from '../package-files/readme-section.tsx';
import { page } from '../page.ts';
import { withQuery } from '../site-urls.ts';
import { cutText } from '../ui/cut-text.ts';
import { TabLinks, type TabLink } from '../ui/tab-links.tsx';
import type { Visit } from '../visit.ts';
import { Banners, StandIn, type Offers } from './banners.tsx';
import { CommandTabs } from './command-tabs.tsx';
import { dependencyCount, readDependenciesSection } from './dependencies-section.tsx';
import { FrameworksSection } from './frameworks-section.tsx';
import { readHistorySection } from './history-section.tsx';
import { installMethods } from './install-commands.ts';
import { MAX_SHORT_DESCRIPTION, PackageHead } from './package-head.tsx';
import type { PackagePageDeps, SectionFacts } from './package-page-deps.ts';
import { moved } from './moved.ts';
import { PageMeta } from './page-meta.tsx';
import { readTab, type PageTab } from './page-tabs.ts';
import { ReleaseNotesSection } from './release-notes-section.tsx';
import { Sidebar } from './sidebar.tsx';
import { unknownPackagePage } from './unknown-package-page.tsx';
import { readUsedBySection } from './used-by-section.tsx';
import { readNewestVersions, readVersionsSection, visibleCount } from './versions-section.tsx';
import { withdrawnPage } from './withdrawn-page.tsx';

const PLOTTED_DAYS = 90;

/** `GET /packages/:id[/:version]`: what a version is, whether it can be trusted, and how it is taken. */
export function packagePage(deps: PackagePageDeps): HttpHandler {
  return page(deps, async (visit) => {
    const { id: idText = '', version: asked } = visit.request.params;
    const id = parsePackageId(idText);
    const pkg = id && (await findPackageInView(deps, visit.viewer, id, asked));
    if (id === undefined || pkg === undefined) return unknownPackagePage(visit, idText);
    const { isRequested, normalizedVersion, displayId } = pkg.version;
    if (asked === undefined || !isRequested)
      return answer({ deps, visit, pkg, here: visit.site.urls.package(displayId) });
    const here = visit.site.urls.packageVersion(displayId, normalizedVersion);
    return asked === normalizedVersion ? answer({ deps, visit, pkg, here }) : moved(visit, here);
  });
}

/** `GET /packages/:id/latest` and the like: the page of whichever version that is now. */
export function latestPage(deps: PackagePageDeps, kind: LatestWish['kind']): HttpHandler {
  return page(deps, async (visit) => {
    const { id: idText = '', suffix } = visit.request.params;
    const id = parsePackageId(idText);
    const pkg = id && (await latestInView(deps, visit, id, { kind, ...(suffix === undefined ? {} : { suffix }) }));
    if (pkg === undefined) return unknownPackagePage(visit, idText);
    const { displayId, normalizedVersion } = pkg.version;
    return answer({ deps, visit, pkg, here: visit.site.urls.packageVersion(displayId, normalizedVersion) });
  });
}

async function latestInView(
  deps: PackagePageDeps,
  { viewer }: Visit,
  id: PackageId,
  wish: LatestWish,
): Promise<PackageInView | undefined> {
  const found = await findPackageInView(deps, viewer, id, undefined);
  const key = found && (await latestVersionKey(deps.database, found.registrationId, wish));
  return key === undefined || key === found?.version.versionKey ? found : findPackageInView(deps, viewer, id, key);
}

async function answer(facts: SectionFacts): Promise<HttpAnswer> {
  const { visit, pkg } = facts;
  if (pkg.version.visibility === 'notice') return withdrawnPage(facts);
  const tab = readTab(visit.request.query.get('tab'));
  const { displayId, normalizedVersion } = pkg.version;
  const name = `${displayId} ${normalizedVersion}`;
  return html(visit, {
    title: tab === 'readme' ? name : `${tabLabels[tab]} of ${name}`,
    layout: 'wide',
    head: <PageMeta name={visit.site.name} urls={visit.site.urls} pkg={pkg} tab={tab} />,
    body: await readBody(facts, tab),
  });
}

async function readBody(facts: SectionFacts, tab: PageTab): Promise<ComponentChildren> {
  const { deps, visit, pkg } = facts;
  const { database } = deps;
  const { registrationId, version } = pkg;
  const [stable, preview, days, dependents, section] = await Promise.all([
    highestOffered(database, registrationId, { isPrerelease: false }),
    highestOffered(database, registrationId, { isPrerelease: true }),
    downloadsByDay(database, registrationId, lastDays(visit.now, PLOTTED_DAYS)),
    dependentCount(database, pkg.idKey),
    readSection(facts, tab),
  ]);
  const asked = visit.request.params['version'];
  return (
    <div class="package">
      <div class="package-main">
        <PackageHead urls={visit.site.urls} pkg={pkg} />
        {asked !== undefined && !version.isRequested && <StandIn pkg={pkg} asked={asked} />}
        <Banners urls={visit.site.urls} pkg={pkg} offers={{ stable, preview } satisfies Offers} now={visit.now} />
        <Commands pkg={pkg} />
        <TabLinks label={`Parts of ${version.displayId}`} tabs={tabLinks(facts, tab, dependents)} />
        {section}
      </div>
      <Sidebar visit={visit} pkg={pkg} days={days} />
    </div>
  );
}

function Commands({ pkg }: { readonly pkg: PackageInView }) {
  const { displayId: id, normalizedVersion: version, isPrerelease, manifest } = pkg.version;
  return <CommandTabs label={`Ways to take ${id}`} methods={installMethods({ id, version, isPrerelease, manifest })} />;
}

const tabLabels: Readonly<Record<PageTab, string>> = {
  readme: 'Readme',
  versions: 'Versions',
  dependencies: 'Dependencies',
  frameworks: 'Frameworks',
  'used-by': 'Used by',
  files: 'Files',
  'release-notes': 'Release notes',
  history: 'History',
};

function tabLinks({ pkg, here }: SectionFacts, current: PageTab, dependents: number): TabLink[] {
  const counts: Partial<Record<PageTab, number | string>> = {
    versions: visibleCount(pkg),
    dependencies: dependencyCount(pkg.version.manifest),
    'used-by': dependents > MAX_COUNTED_DEPENDENTS ? `${MAX_COUNTED_DEPENDENTS.toLocaleString('en')}+` : dependents,
  };
  return (Object.keys(tabLabels) as PageTab[]).map((tab) => ({
    label: tabLabels[tab],
    href: withQuery(here, { tab: tab === 'readme' ? undefined : tab }),
    isCurrent: tab === current,
    ...(counts[tab] === undefined ? {} : { count: counts[tab] }),
  }));
}

async function readSection(facts: SectionFacts, tab: PageTab): Promise<ComponentChildren> {
  const { deps, visit, pkg } = facts;
  switch (tab) {
    case 'readme':
      return readReadme(facts);
    case 'versions':
      return readVersionsSection(facts);
    case 'dependencies':
      return readDependenciesSection(facts);
    case 'used-by':
      return readUsedBySection(facts);
    case 'files':
      return readFilesSection(deps, visit, pkg);
    case 'history':
      return readHistorySection(facts);
    case 'frameworks':
      return <FrameworksSection pkg={pkg} />;
    default:
      return <ReleaseNotesSection pkg={pkg} />;
  }
}

async function readReadme(facts: SectionFacts): Promise<ComponentChildren> {
  const { deps, visit, pkg } = facts;
  const [readme, versions] = await Promise.all([readReadmeSection(deps, visit, pkg), readNewestVersions(facts)]);
  return (
    <>
      {readme}
      <LongDescription pkg={pkg} />
      {versions}
    </>
  );
}

const MAX_DESCRIPTION = 10_000;

/** All of what the head has only the beginning of. */
function LongDescription({ pkg }: { readonly pkg: PackageInView }) {
  const { description = '' } = pkg.version.manifest;
  const text = description.slice(0, MAX_DESCRIPTION);
  if (cutText(text, MAX_DESCRIPTION) === cutText(text, MAX_SHORT_DESCRIPTION)) return null;
  return (
    <section aria-labelledby="description">
      <h2 id="description">Description</h2>
      <p class="said">
        <bdi>{text}</bdi>
      </p>
    </section>
  );
}
