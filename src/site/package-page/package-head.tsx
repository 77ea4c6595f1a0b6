import type { PackageInView } from '../../packages/view/package-in-view.ts';
import { packageFrameworks } from '../../nuget/framework-generations.ts';
import type { SiteUrls } from '../site-urls.ts';
import { Badge } from '../ui/badge.tsx';
import { cutText } from '../ui/cut-text.ts';
import { IdText } from '../ui/id-text.tsx';
import { PackageIcon } from '../ui/package-icon.tsx';
import { VerifiedMark } from '../ui/verified-mark.tsx';
import { withQuery } from '../site-urls.ts';

/** The first screen says what it is; a longer description stands whole below the readme. */
export const MAX_SHORT_DESCRIPTION = 300;
const MAX_FRAMEWORKS = 12;

interface PackageHeadProps {
  readonly urls: SiteUrls;
  readonly pkg: PackageInView;
}

/** What is it, and can it be trusted. Of what is withdrawn, its name alone. */
export function PackageHead({ urls, pkg }: PackageHeadProps) {
  const { idKey, isVerified, version } = pkg;
  const { displayId, normalizedVersion, versionKey, manifest, parts } = version;
  const description = cutText(manifest.description ?? manifest.summary ?? '', MAX_SHORT_DESCRIPTION);
  return (
    <header class="package-head">
      <PackageIcon urls={urls} idKey={idKey} versionKey={versionKey} hasIcon={parts.icon !== undefined} />
      <div class="package-head-text">
        <h1>
          <IdText text={displayId} />{' '}
          <span class="package-version">
            <IdText text={normalizedVersion} />
          </span>
        </h1>
        {description !== '' && (
          <p class="package-description">
            <bdi>{description}</bdi>
          </p>
        )}
        <div class="row">
          {isVerified && <VerifiedMark />}
          <FrameworkBadges urls={urls} pkg={pkg} />
        </div>
        {manifest.minClientVersion !== undefined && (
          <p class="small muted">Needs NuGet {manifest.minClientVersion.slice(0, 32)} or later.</p>
        )}
      </div>
    </header>
  );
}

function FrameworkBadges({ urls, pkg }: PackageHeadProps) {
  const { displayId, normalizedVersion, manifest } = pkg.version;
  const frameworks = packageFrameworks(manifest);
  if (frameworks.length === 0) return null;
  const others = frameworks.length - MAX_FRAMEWORKS;
  return (
    <span class="badges">
      {frameworks.slice(0, MAX_FRAMEWORKS).map((name) => (
        <Badge kind="code">{name}</Badge>
      ))}
      {others > 0 && (
        <a class="small" href={withQuery(urls.packageVersion(displayId, normalizedVersion), { tab: 'frameworks' })}>
          and {others} more
        </a>
      )}
    </span>
  );
}
