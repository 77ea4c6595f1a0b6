import {
  MOST_COUNTED_PACKAGES,
  type ManagedPackage,
  type ManagedPackages,
} from '../../packages/owners/managed-packages.ts';
import type { PackageStanding } from '../../packages/owners/owned-packages.queries.ts';
import { Badge } from '../ui/badge.tsx';
import { ButtonLink } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';
import { RowCheckBox } from '../ui/choices.tsx';
import { IdText } from '../ui/id-text.tsx';
import { KeysetPager } from '../ui/keyset-pager.tsx';
import { TabLinks } from '../ui/tab-links.tsx';
import { Table, type Column } from '../ui/table.tsx';
import type { Visit } from '../visit.ts';
import { CHANGE_PACKAGES_FORM } from './change-owners-section.tsx';
import { packagesUrl, type PackageFilter } from './package-filter.ts';

const captions: Readonly<Record<PackageStanding, string>> = {
  published: 'Published packages',
  unlisted: 'Unlisted packages',
  review: 'Packages with a version under review',
};

interface PackageListProps {
  readonly visit: Visit;
  readonly filter: PackageFilter;
  readonly found: ManagedPackages;
  /** Keys of ids that were ticked before. */
  readonly ticked: readonly string[];
}

/** One page of packages, with the way to the others and to those that are not listed. */
export function PackageList({ visit, filter, found, ticked }: PackageListProps) {
  const { urls } = visit.site;
  const { packages, previous, next } = found;
  const page = (place: { readonly after?: string; readonly before?: string }) => packagesUrl(urls, filter, place);
  return (
    <section aria-label="Packages">
      <ListingTabs visit={visit} filter={filter} found={found} />
      {packages.length === 0 ? (
        <NoPackages filter={filter} />
      ) : (
        <Table caption={captions[filter.standing]} isCaptionHidden columns={columnsOf(visit, ticked)} rows={packages} />
      )}
      <KeysetPager
        label="packages"
        first={previous === undefined ? undefined : { text: 'Previous', href: page({ before: previous }) }}
        next={next === undefined ? undefined : { text: 'Next', href: page({ after: next }) }}
      />
    </section>
  );
}

function ListingTabs({ visit, filter, found }: Omit<PackageListProps, 'ticked'>) {
  const { urls } = visit.site;
  const tab = (label: string, standing: PackageStanding) => {
    const count = found.counts?.[standing];
    return {
      label: count !== undefined && count > MOST_COUNTED_PACKAGES ? `${label} more than` : label,
      href: packagesUrl(urls, { ...filter, standing }),
      isCurrent: filter.standing === standing,
      ...(count === undefined ? {} : { count: Math.min(count, MOST_COUNTED_PACKAGES) }),
    };
  };
  const tabs = [tab('Published', 'published'), tab('Unlisted', 'unlisted'), tab('Under review', 'review')];
  return <TabLinks label="Packages by how they stand" tabs={tabs} />;
}

function NoPackages({ filter: { search, standing } }: Pick<PackageListProps, 'filter'>) {
  if (search !== '') return <Empty title="No id matches.">Ids match a part of them, or a pattern such as Acme.*</Empty>;
  if (standing === 'review') return <Empty title="No version waits for review." />;
  if (standing === 'unlisted') return <Empty title="Every package has a listed version." />;
  return (
    <Empty title="No package has a listed version.">
      Packages appear here once a version of them is published and listed.
    </Empty>
  );
}

function columnsOf(visit: Visit, ticked: readonly string[]): Column<ManagedPackage>[] {
  const { urls } = visit.site;
  return [
    {
      title: 'Choose',
      isTitleHidden: true,
      cell: ({ idKey, displayId }) => (
        <RowCheckBox
          name="id"
          value={idKey}
          label={displayId}
          form={CHANGE_PACKAGES_FORM}
          isChecked={ticked.includes(idKey)}
        />
      ),
    },
    {
      title: 'Package',
      isRowTitle: true,
      cell: ({ displayId, lockedAt }) => (
        <>
          <a href={urls.package(displayId)}>
            <IdText text={displayId} />
          </a>
          {lockedAt !== null && (
            <>
              {' '}
              <Badge kind="red">Locked</Badge>
            </>
          )}
        </>
      ),
    },
    { title: 'Owners', cell: ({ owners }) => (owners.length === 0 ? 'Nobody' : owners.join(', ')) },
    { title: 'Versions', isNumber: true, cell: ({ versions }) => versions.toLocaleString('en') },
    { title: 'Latest version', cell: ({ latest }) => (latest === null ? '–' : <span class="code">{latest}</span>) },
    { title: 'Downloads', isNumber: true, cell: ({ downloads }) => downloads.toLocaleString('en') },
    {
      title: 'More',
      isTitleHidden: true,
      cell: ({ displayId }) => (
        <ButtonLink href={urls.manage(displayId)} isSmall>
          Manage package<span class="visually-hidden"> {displayId}</span>
        </ButtonLink>
      ),
    },
  ];
}
