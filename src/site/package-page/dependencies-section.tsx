import type { ComponentChildren } from 'preact';
import { lowerInvariant } from '../../nuget/lower-case.ts';
import type { ManifestDependency, ManifestDependencyGroup, PackageManifest } from '../../nuget/manifest.ts';
import { idsWithPages } from '../../packages/view/existing-ids.queries.ts';
import type { SiteUrls } from '../site-urls.ts';
import { Badge } from '../ui/badge.tsx';
import { Empty } from '../ui/empty.tsx';
import { IdText } from '../ui/id-text.tsx';
import { Table } from '../ui/table.tsx';
import type { SectionFacts } from './package-page-deps.ts';
import { rangeWords } from './range-words.ts';

/** What a page shows at most; a package with more has a nuspec that says all. */
const MAX_GROUPS = 60;
const MAX_DEPENDENCIES = 500;

/** `?tab=dependencies`: for each framework, what else comes along. */
export async function readDependenciesSection({ deps, visit, pkg }: SectionFacts): Promise<ComponentChildren> {
  const { manifest, displayId, normalizedVersion } = pkg.version;
  const groups = shownGroups(manifest);
  const keys = groups.flatMap(({ dependencies }) => dependencies.map(({ id }) => lowerInvariant(id)));
  const here = await idsWithPages(deps.database, keys);
  const name = `${displayId} ${normalizedVersion}`;
  return (
    <section aria-labelledby="dependencies">
      <h2 id="dependencies">Dependencies</h2>
      {groups.length === 0 ? (
        <Empty title="No dependencies">{name} needs no other package.</Empty>
      ) : (
        groups.map((group) => <Group group={group} known={here} urls={visit.site.urls} />)
      )}
      <Truncation manifest={manifest} />
    </section>
  );
}

/** Without a framework's name: any. */
function Group(props: {
  readonly group: ManifestDependencyGroup;
  readonly known: ReadonlySet<string>;
  readonly urls: SiteUrls;
}) {
  const { targetFramework, dependencies } = props.group;
  const title = targetFramework ?? 'Any framework';
  return (
    <>
      <h3>{targetFramework === undefined ? title : <Badge kind="code">{targetFramework}</Badge>}</h3>
      {dependencies.length === 0 ? (
        <p class="muted">No dependencies.</p>
      ) : (
        <Table
          caption={`Dependencies for ${title}`}
          isCaptionHidden
          rows={dependencies}
          columns={[
            { title: 'Package', isRowTitle: true, cell: (dependency) => <DependencyName {...props} of={dependency} /> },
            { title: 'Versions', cell: ({ range }) => rangeWords(range) },
            { title: 'Range', cell: ({ range }) => <code>{range}</code> },
          ]}
        />
      )}
    </>
  );
}

/** A link where the package is here; this gallery need not be the only source of a build. */
function DependencyName(props: {
  readonly of: ManifestDependency;
  readonly known: ReadonlySet<string>;
  readonly urls: SiteUrls;
}) {
  const { id } = props.of;
  if (!props.known.has(lowerInvariant(id))) {
    return (
      <>
        <IdText text={id} /> <span class="small muted">not in this gallery</span>
      </>
    );
  }
  return (
    <a href={props.urls.package(id)}>
      <IdText text={id} />
    </a>
  );
}

function Truncation({ manifest }: { readonly manifest: PackageManifest }) {
  const [all, shown] = [countOf(manifest.dependencyGroups), countOf(shownGroups(manifest))];
  if (all === shown) return null;
  return <p class="muted">{(all - shown).toLocaleString('en')} more stand in its nuspec, which the package holds.</p>;
}

function shownGroups({ dependencyGroups }: PackageManifest): ManifestDependencyGroup[] {
  let room = MAX_DEPENDENCIES;
  return dependencyGroups.slice(0, MAX_GROUPS).map((group) => {
    const dependencies = group.dependencies.slice(0, room);
    room -= dependencies.length;
    return { ...group, dependencies };
  });
}

function countOf(groups: readonly ManifestDependencyGroup[]): number {
  return groups.reduce((sum, { dependencies }) => sum + dependencies.length, 0);
}

/** How many packages it needs, each counted once whatever the framework. */
export function dependencyCount({ dependencyGroups }: PackageManifest): number {
  return new Set(dependencyGroups.flatMap(({ dependencies }) => dependencies.map(({ id }) => lowerInvariant(id)))).size;
}
