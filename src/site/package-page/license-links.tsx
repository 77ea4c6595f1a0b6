import { licenseExceptions, licenses } from '../../nuget/license-ids.ts';
import type { PackageManifest } from '../../nuget/manifest.ts';
import { parseWebUrl } from '../../nuget/web-url.ts';
import type { SiteUrls } from '../site-urls.ts';
import { STRANGERS_LINK } from './linked-text.tsx';

interface LicenseLinkProps {
  readonly urls: SiteUrls;
  readonly displayId: string;
  readonly version: string;
  readonly manifest: PackageManifest;
}

/** What old clients read in place of a licence that they cannot: no licence at all. */
const PLACEHOLDER = /^https?:\/\/(?:aka\.ms\/deprecateLicenseUrl|licenses\.nuget\.org\/)/iu;
const MAX_EXPRESSION = 500;

/** The licence in a word, with the way to its text; null where a package names none. */
export function licenseLink({ urls, displayId, version, manifest }: LicenseLinkProps) {
  const { license, licenseUrl } = manifest;
  const page = urls.packageLicense(displayId, version);
  if (license?.type === 'file') return <a href={page}>In the package</a>;
  if (license?.type === 'expression') return <ExpressionText expression={license.value} page={page} />;
  const url = licenseUrl === undefined || PLACEHOLDER.test(licenseUrl) ? undefined : parseWebUrl(licenseUrl);
  if (url === undefined) return null;
  return (
    <a href={url} rel={STRANGERS_LINK}>
      At {new URL(url).host}
    </a>
  );
}

/** An expression whose ids lead to what the licence page says of each. */
export function ExpressionText({ expression, page }: { readonly expression: string; readonly page: string }) {
  const words = expression.slice(0, MAX_EXPRESSION).split(/([A-Za-z0-9.-]+)/);
  return (
    <span>
      {words.map((word) => (isLicenseId(word) ? <a href={`${page}#${licenseAnchor(word)}`}>{word}</a> : word))}
    </span>
  );
}

export function isLicenseId(word: string): boolean {
  return licenses.has(word) || licenseExceptions.has(word);
}

/** Where the licence page speaks of an id. */
export function licenseAnchor(id: string): string {
  return `license-${id}`;
}

/** Its text at SPDX, which names licences. */
export function spdxUrl(id: string): string {
  return `https://spdx.org/licenses/${encodeURIComponent(id)}.html`;
}
