import type { ComponentChildren } from 'preact';
import type { DayCount } from '../../downloads/days.ts';
import type { PackageInView } from '../../packages/view/package-in-view.ts';
import { DayPlot } from '../ui/day-plot.tsx';
import { DefinitionList, type Definition } from '../ui/definition-list.tsx';
import { cutText } from '../ui/cut-text.ts';
import { Face } from '../ui/frame.tsx';
import { PackageTags } from '../ui/package-row.tsx';
import { sizeText } from '../ui/size-text.ts';
import { Time } from '../ui/time.tsx';
import type { Visit } from '../visit.ts';
import { licenseLink } from './license-links.tsx';
import { projectLink, sourceLink } from './source-links.tsx';

const MAX_TEXT = 200;
const MAX_TAGS = 30;

interface SidebarProps {
  readonly visit: Visit;
  readonly pkg: PackageInView;
  readonly days: readonly DayCount[];
}

/** Whose it is, how much it is used, and where to go from here. */
export function Sidebar({ visit, pkg, days }: SidebarProps) {
  const { urls } = visit.site;
  const { version } = pkg;
  const { manifest } = version;
  return (
    <aside class="package-side" aria-label={`About ${pkg.displayId}`}>
      <Downloads visit={visit} pkg={pkg} days={days} />
      <section>
        <h2>About</h2>
        <DefinitionList items={aboutOf(visit, pkg)} />
      </section>
      <Owners visit={visit} pkg={pkg} />
      <section>
        <h2 class="visually-hidden">What can be done</h2>
        <ul class="package-links">
          {linksOf(visit, pkg).map(({ label, href }) => (
            <li>
              <a href={href}>{label}</a>
            </li>
          ))}
        </ul>
      </section>
      {manifest.tags.length > 0 && (
        <section>
          <h2>Tags</h2>
          <PackageTags urls={urls} tags={manifest.tags} most={MAX_TAGS} />
        </section>
      )}
      {manifest.copyright !== undefined && (
        <p class="small muted">
          <bdi>{cutText(manifest.copyright, MAX_TEXT)}</bdi>
        </p>
      )}
    </aside>
  );
}

function Downloads({ visit, pkg, days }: SidebarProps) {
  const { downloads, displayId, version } = pkg;
  return (
    <section>
      <h2>Downloads</h2>
      <p class="package-total">{downloads.toLocaleString('en')}</p>
      <p class="small muted">
        {version.downloads.toLocaleString('en')} of this version, {perDay(days)} a day
      </p>
      {days.some(({ count }) => count > 0) && (
        <DayPlot days={days} label={`Downloads of the last ${days.length} days`} isSmall />
      )}
      <p class="small">
        <a href={visit.site.urls.packageStatistics(displayId)}>Statistics</a>
      </p>
    </section>
  );
}

/** The average of the days since the first download among these. */
function perDay(days: readonly DayCount[]): string {
  const first = days.findIndex(({ count }) => count > 0);
  if (first < 0) return '0';
  const sum = days.reduce((all, { count }) => all + count, 0);
  const average = sum / (days.length - first);
  return average < 10 ? average.toFixed(1).replace(/\.0$/, '') : Math.round(average).toLocaleString('en');
}

function aboutOf({ site: { urls }, now }: Visit, { version }: PackageInView): Definition[] {
  const { displayId, normalizedVersion, manifest, publishedAt, sizeBytes } = version;
  const facts: readonly [term: string, value: ComponentChildren][] = [
    ['Published', <Time at={publishedAt} now={now} />],
    ['Size', sizeText(sizeBytes)],
    ['Licence', licenseLink({ urls, displayId, version: normalizedVersion, manifest })],
    ['Source', sourceLink(manifest)],
    ['Project', projectLink(manifest)],
    ['Authors', manifest.authors === undefined ? null : <bdi>{cutText(manifest.authors, MAX_TEXT)}</bdi>],
  ];
  return facts.flatMap(([term, value]) => (value === null ? [] : [{ term, value }]));
}

function Owners({ visit, pkg }: Pick<SidebarProps, 'visit' | 'pkg'>) {
  if (pkg.owners.length === 0) return null;
  return (
    <section>
      <h2>Owners</h2>
      <ul class="package-owners">
        {pkg.owners.map(({ name }) => (
          <li>
            <Face name={name} />
            <a href={visit.site.urls.profile(name)}>{name}</a>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface SideLink {
  readonly label: string;
  readonly href: string;
}

/** Named only once they lead somewhere. */
function linksOf({ site: { urls } }: Visit, { version, mayManage, idKey }: PackageInView): SideLink[] {
  const { displayId, versionKey } = version;
  const download = `/api/v2/package/${encodeURIComponent(idKey)}/${encodeURIComponent(versionKey)}`;
  return [
    ...(mayManage ? [{ label: 'Manage package', href: urls.manage(displayId) }] : []),
    ...(version.state === 'available' ? [{ label: 'Download package', href: urls.local(download) }] : []),
    { label: 'Atom feed', href: urls.packageAtom(displayId) },
  ];
}
