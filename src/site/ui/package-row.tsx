import { lowestFrameworks, packageFrameworks } from '../../nuget/framework-generations.ts';
import type { PackageSummary } from '../../packages/summaries/package-summaries.ts';
import { withQuery, type SiteUrls } from '../site-urls.ts';
import type { Visit } from '../visit.ts';
import { VerifiedMark } from './verified-mark.tsx';
import { Badge } from './badge.tsx';
import { cutText } from './cut-text.ts';
import { IdText } from './id-text.tsx';
import { PackageIcon } from './package-icon.tsx';
import { Time } from './time.tsx';

/** Longer ones are cut: the package's own page has all of it. */
const MAX_DESCRIPTION_LENGTH = 210;
const MAX_TAGS = 10;
const MAX_TAG_LENGTH = 32;
const MAX_OWNERS = 3;

interface PackageRowProps {
  readonly visit: Visit;
  readonly pkg: PackageSummary;
  /** Whether its id is what was searched for. */
  readonly isExactMatch?: boolean;
  /** Of the heading, the id: one below that of the list. */
  readonly level?: 2 | 3;
  /** Without frameworks and tags, where two lists stand side by side. */
  readonly isBrief?: boolean;
}

/** A list of packages, each as a `PackageRow`. */
export function PackageRows({
  packages,
  exactMatch,
  ...rest
}: Omit<PackageRowProps, 'pkg' | 'isExactMatch'> & {
  readonly packages: readonly PackageSummary[];
  /** The key of the id that was searched for. */
  readonly exactMatch?: string;
}) {
  return (
    <ul class="package-rows">
      {packages.map((pkg) => (
        <li>
          <PackageRow {...rest} pkg={pkg} isExactMatch={pkg.idKey === exactMatch} />
        </li>
      ))}
    </ul>
  );
}

/** A package in a list: what it is, whether it can be trusted, how much it is used. */
export function PackageRow({ visit, pkg, isExactMatch = false, level = 3, isBrief = false }: PackageRowProps) {
  const { urls } = visit.site;
  const { displayId, manifest, version } = pkg;
  const Heading = level === 2 ? 'h2' : 'h3';
  const description = cutText(manifest.description ?? manifest.summary ?? '', MAX_DESCRIPTION_LENGTH);
  return (
    <article class="package-row">
      <PackageIcon urls={urls} {...pkg} />
      <div class="package-row-text">
        <div class="package-row-head">
          <Heading class="package-row-id">
            <a href={urls.package(displayId)}>
              <bdi>
                <IdText text={displayId} />
              </bdi>
            </a>
          </Heading>{' '}
          <span class="package-row-version">{version}</span> {isExactMatch && <Badge kind="blue">Exact match</Badge>}
          {pkg.isVerified && <VerifiedMark />}
          {pkg.deprecation !== null && <Badge kind="amber">Deprecated</Badge>}
        </div>
        {description !== '' && (
          <p class="package-row-description">
            <bdi>{description}</bdi>
          </p>
        )}
        <PackageFacts visit={visit} pkg={pkg} isBrief={isBrief} />
        {!isBrief && <PackageTags urls={urls} tags={manifest.tags} />}
      </div>
    </article>
  );
}

function PackageFacts({ visit, pkg, isBrief }: Pick<PackageRowProps, 'visit' | 'pkg' | 'isBrief'>) {
  const { downloads, publishedAt, owners, manifest } = pkg;
  const frameworks = isBrief === true ? [] : lowestFrameworks(packageFrameworks(manifest));
  return (
    <ul class="package-facts">
      <li class="package-facts-number">
        {downloads === 1 ? '1 download' : `${downloads.toLocaleString('en')} downloads`}
      </li>
      <li>
        Updated <Time at={publishedAt} now={visit.now} />
      </li>
      {owners.length > 0 && (
        <li>
          by <OwnerNames urls={visit.site.urls} owners={owners} />
        </li>
      )}
      {frameworks.length > 0 && (
        <li class="badges">
          {frameworks.map((name) => (
            <Badge kind="code">{name}</Badge>
          ))}
        </li>
      )}
    </ul>
  );
}

function OwnerNames({ urls, owners }: { readonly urls: SiteUrls; readonly owners: PackageSummary['owners'] }) {
  const others = owners.length - MAX_OWNERS;
  return (
    <>
      {owners.slice(0, MAX_OWNERS).map(({ name }, index) => (
        <>
          {index > 0 && ', '}
          <a href={urls.profile(name)}>{name}</a>
        </>
      ))}
      {others > 0 && ` and ${others} ${others === 1 ? 'other' : 'others'}`}
    </>
  );
}

interface PackageTagsProps {
  readonly urls: SiteUrls;
  readonly tags: readonly string[];
  readonly most?: number;
}

/** What authors file a package under; hostile text, so cut. */
export function PackageTags({ urls, tags, most = MAX_TAGS }: PackageTagsProps) {
  const shown = tags.slice(0, most).filter((tag) => cutText(tag, MAX_TAG_LENGTH) !== '');
  if (shown.length === 0) return null;
  return (
    <ul class="tags" aria-label="Tags">
      {shown.map((tag) => (
        <li>
          <TagLink urls={urls} tag={tag} />
        </li>
      ))}
    </ul>
  );
}

/** Leads to the packages with the same tag; one that no query can name leads nowhere. */
function TagLink({ urls, tag }: { readonly urls: SiteUrls; readonly tag: string }) {
  const text = <bdi>{cutText(tag, MAX_TAG_LENGTH)}</bdi>;
  const isNameable = tag.length <= MAX_TAG_LENGTH && !tag.includes('"');
  return isNameable ? <a href={withQuery(urls.search, { q: `tags:"${tag}"` })}>{text}</a> : text;
}
