import type { PackageInView } from '../../packages/view/package-in-view.ts';
import { withQuery, type SiteUrls } from '../site-urls.ts';
import { cutText } from '../ui/cut-text.ts';
import type { PageTab } from './page-tabs.ts';

const MAX_DESCRIPTION = 300;

interface PageMetaProps {
  readonly name: string;
  readonly urls: SiteUrls;
  readonly pkg: PackageInView;
  readonly tab: PageTab;
}

/** What others show of the page when it is linked, and where search engines find it. */
export function PageMeta({ name, urls, pkg, tab }: PageMetaProps) {
  const { displayId, normalizedVersion, manifest, visibility } = pkg.version;
  const canonical = urls.absolute(canonicalPath(urls, pkg, tab));
  const description = cutText(manifest.description ?? manifest.summary ?? '', MAX_DESCRIPTION);
  return (
    <>
      {visibility !== 'shown' && <meta name="robots" content="noindex" />}
      <link rel="canonical" href={canonical} />
      {description !== '' && <meta name="description" content={description} />}
      <meta property="og:type" content="website" />
      <meta property="og:site_name" content={name} />
      <meta property="og:title" content={`${displayId} ${normalizedVersion}`} />
      {description !== '' && <meta property="og:description" content={description} />}
      <meta property="og:url" content={canonical} />
      {visibility === 'shown' && <meta property="og:image" content={urls.absolute(urls.packagePicture(displayId))} />}
      <link
        rel="alternate"
        type="application/atom+xml"
        title={`Versions of ${pkg.displayId}`}
        href={urls.packageAtom(displayId)}
      />
    </>
  );
}

/** Parts that are the same for every version, and the version that the id offers, stand under the id alone. */
function canonicalPath(urls: SiteUrls, { version, offeredVersionKey }: PackageInView, tab: PageTab): string {
  const { displayId, normalizedVersion, versionKey } = version;
  const isForAll = tab === 'versions' || tab === 'history' || versionKey === offeredVersionKey;
  const page = isForAll ? urls.package(displayId) : urls.packageVersion(displayId, normalizedVersion);
  return withQuery(page, { tab: tab === 'readme' ? undefined : tab });
}
