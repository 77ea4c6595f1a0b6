import type { ComponentChildren } from 'preact';
import type { PackageInView } from '../../packages/view/package-in-view.ts';
import { versionBound, versionsInView } from '../../packages/view/versions-in-view.ts';
import { withQuery } from '../site-urls.ts';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';
import { Field } from '../ui/field.tsx';
import { FilterForm } from '../ui/filter-form.tsx';
import { KeysetPager } from '../ui/keyset-pager.tsx';
import type { SectionFacts } from './package-page-deps.ts';
import { VersionTable } from './version-table.tsx';

const NEWEST_VERSIONS = 20;
/** As many as a page can hold and stay below 60 KB. */
const VERSIONS_PER_PAGE = 50;
/** Beyond it versions are grouped, and can be looked for. */
const MANY_VERSIONS = 40;

/** What stands under the readme: the newest versions, and the way to all. */
export async function readNewestVersions({ deps, visit, pkg, here }: SectionFacts): Promise<ComponentChildren> {
  const { versions, next } = await versionsInView(deps.database, pkg, { before: undefined, limit: NEWEST_VERSIONS });
  if (versions.length === 0) return null;
  const { urls } = visit.site;
  return (
    <section aria-labelledby="newest-versions">
      <h2 id="newest-versions">{next === undefined ? 'Versions' : 'Newest versions'}</h2>
      <VersionTable
        urls={urls}
        displayId={pkg.displayId}
        caption={`Newest versions of ${pkg.displayId}`}
        versions={versions}
        currentKey={pkg.version.versionKey}
        now={visit.now}
        hasStatus={seesStatus(pkg)}
      />
      <p>
        {next !== undefined && (
          <>
            <a href={withQuery(here, { tab: 'versions' })}>
              All {visibleCount(pkg).toLocaleString('en')} versions
            </a>{' '}
          </>
        )}
        <Hidden pkg={pkg} />
      </p>
    </section>
  );
}

/** `?tab=versions`, a page at a time; `from` leads to a version, `before` to the next page. */
export async function readVersionsSection({ deps, visit, pkg, here }: SectionFacts): Promise<ComponentChildren> {
  const { query } = visit.request;
  const from = query.get('from')?.trim() ?? '';
  const before = query.get('before') ?? '';
  const bound = before === '' ? versionBound(from, true) : versionBound(before, false);
  const page = await versionsInView(deps.database, pkg, { before: bound, limit: VERSIONS_PER_PAGE });
  const isMany = visibleCount(pkg) > MANY_VERSIONS;
  const tab = { tab: 'versions' };
  return (
    <section aria-labelledby="versions">
      <h2 id="versions">Versions</h2>
      <p>
        {countText(pkg)} <Hidden pkg={pkg} />
      </p>
      {isMany && <Finder here={here} from={from} isRead={from === '' || bound !== undefined} />}
      {page.versions.length === 0 ? (
        <NoVersions pkg={pkg} isEnd={bound !== undefined} />
      ) : (
        <VersionTable
          urls={visit.site.urls}
          displayId={pkg.displayId}
          caption={`Versions of ${pkg.displayId}`}
          versions={page.versions}
          currentKey={pkg.version.versionKey}
          now={visit.now}
          hasStatus={seesStatus(pkg)}
          isGrouped={isMany}
        />
      )}
      <KeysetPager
        label="versions"
        first={bound === undefined ? undefined : { text: 'Highest', href: withQuery(here, tab) }}
        next={
          page.next === undefined ? undefined : { text: 'Lower', href: withQuery(here, { ...tab, before: page.next }) }
        }
      />
    </section>
  );
}

function Finder({ here, from, isRead }: { readonly here: string; readonly from: string; readonly isRead: boolean }) {
  return (
    <FilterForm action={here} label="Which versions">
      <input type="hidden" name="tab" value="versions" />
      <div class="version-finder">
        <Field
          name="from"
          label="Begin at"
          hint="A version, or how it begins: 3.1"
          size="medium"
          isCode
          hidesOptional
          maxLength={64}
          value={from}
          error={isRead ? undefined : `${from.slice(0, 64)} is no version: write numbers with dots between them.`}
        />
        <Button>Show</Button>
      </div>
    </FilterForm>
  );
}

function NoVersions({ pkg, isEnd }: { readonly pkg: PackageInView; readonly isEnd: boolean }) {
  if (isEnd) return <Empty title="No version is this low">Those that there are stand on the pages before.</Empty>;
  return (
    <Empty title="No version is listed">
      {pkg.displayId} offers nothing at the moment. What builds use of it keeps being restored.
    </Empty>
  );
}

/** That there is more than is shown, and why. */
function Hidden({ pkg }: { readonly pkg: PackageInView }) {
  const { unlistedCount, mayManage } = pkg;
  if (seesStatus(pkg)) {
    const why = mayManage && pkg.viewerKind === 'manager' ? 'you manage this package' : 'you administer this gallery';
    return <span class="small muted">You see unlisted versions because {why}.</span>;
  }
  if (unlistedCount === 0) return null;
  const versions = unlistedCount === 1 ? '1 version is' : `${unlistedCount.toLocaleString('en')} versions are`;
  return <span class="small muted">{versions} unlisted: not shown here, but still restored by builds.</span>;
}

/** To whom unlisted versions are hidden, `Hidden` says how many there are. */
function countText(pkg: PackageInView): string {
  const { listedCount, unlistedCount, apartCount } = pkg;
  const parts = [
    `${listedCount.toLocaleString('en')} listed`,
    ...(unlistedCount === 0 || !seesStatus(pkg) ? [] : [`${unlistedCount.toLocaleString('en')} unlisted`]),
    ...(apartCount === 0 ? [] : [`${apartCount.toLocaleString('en')} under review or withdrawn`]),
  ];
  return `${parts.join(', ')}.`;
}

/** Whether unlisted versions are in sight, with the word for each. */
function seesStatus({ viewerKind }: PackageInView): boolean {
  return viewerKind !== 'anyone';
}

/** As many as the viewer's list of versions has rows. */
export function visibleCount(pkg: PackageInView): number {
  return seesStatus(pkg) ? pkg.listedCount + pkg.unlistedCount + pkg.apartCount : pkg.listedCount;
}
