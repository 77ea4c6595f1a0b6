/** URLs that a package names or brings along, as every document of V3 writes them. */
import type { PackageManifest } from '../../nuget/manifest.ts';
import type { FeedUrls } from '../feed-urls.ts';

/** The keys of one version. */
export interface VersionKeys {
  readonly idKey: string;
  readonly versionKey: string;
}

/** The file out of the package where there is one. */
export function iconUrl(urls: FeedUrls, { idKey, versionKey }: VersionKeys, manifest: PackageManifest) {
  return manifest.icon === undefined ? absoluteUrl(manifest.iconUrl) : urls.icon(idKey, versionKey);
}

/** The file out of the package where there is one: the URL that packing writes beside it leads to a general page. */
export function licenseUrl(urls: FeedUrls, { idKey, versionKey }: VersionKeys, manifest: PackageManifest) {
  return manifest.license?.type === 'file' ? urls.license(idKey, versionKey) : absoluteUrl(manifest.licenseUrl);
}

/** Older clients throw on a URL that is relative or none. */
export function absoluteUrl(text: string | undefined): string | undefined {
  return text !== undefined && /^https?:\/\//i.test(text) && URL.canParse(text) ? text : undefined;
}
