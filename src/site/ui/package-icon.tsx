import type { SiteUrls } from '../site-urls.ts';

interface PackageIconProps {
  readonly urls: Pick<SiteUrls, 'local'>;
  readonly idKey: string;
  readonly versionKey: string;
  /** Whether the package holds an icon; any other has the gallery's own. */
  readonly hasIcon: boolean;
}

/** The icon of a version out of its own bytes. It says nothing that does not stand beside it. */
export function PackageIcon({ urls, idKey, versionKey, hasIcon }: PackageIconProps) {
  if (!hasIcon) {
    return (
      <svg class="package-icon package-icon-none" viewBox="0 0 40 40" aria-hidden="true">
        <path d="M20 9 31 20 20 31 9 20Z" opacity=".28" />
        <path d="m20 14 6 6-6 6-6-6Z" />
      </svg>
    );
  }
  const path = `/v3/flatcontainer/${encodeURIComponent(idKey)}/${encodeURIComponent(versionKey)}/icon`;
  return <img class="package-icon" src={urls.local(path)} width="40" height="40" alt="" loading="lazy" />;
}
