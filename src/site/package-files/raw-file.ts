/**
 * A file of a package as it is. What a stranger wrote must never run as a page of this site, whatever a browser makes of it:
 * four kinds of images, told by their own bytes, are shown, and everything else is saved; and each comes with a policy under
 * which nothing runs at all.
 */
import { Problem } from '../../base/problem.ts';
import { CACHE_PACKAGE_FILE, planFile } from '../../http/caching.ts';
import type { HttpAnswer } from '../../http/exchange.ts';
import type { ContentFile, FileHead } from '../../packages/contents/package-contents.ts';
import { IMAGE_HEAD_BYTES, readShownImage } from '../../packages/contents/shown-image.ts';
import type { PackageInView } from '../../packages/view/package-in-view.ts';
import type { Visit } from '../visit.ts';
import type { PackageFilesPageDeps } from './package-files-deps.ts';

/** What is inflated for one request; who wants larger files has the package itself. */
export const MAX_RAW_BYTES = 64 * 1024 * 1024;

const HEADERS = {
  'content-security-policy': "sandbox; default-src 'none'",
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
};

export async function answerRawFile(
  { contents }: Pick<PackageFilesPageDeps, 'contents'>,
  visit: Visit,
  { version }: PackageInView,
  file: ContentFile,
): Promise<HttpAnswer> {
  if (file.length > MAX_RAW_BYTES) {
    throw new Problem(
      'too_large',
      `Files of more than ${MAX_RAW_BYTES / 1024 / 1024} MB are not sent by themselves: download the package.`,
    );
  }
  const head = await contents.head(version, file, IMAGE_HEAD_BYTES);
  // Files are inflated as they go out, so none is sent in part.
  const request = {
    method: visit.request.method,
    header: (name: string) => (name === 'range' ? undefined : visit.request.header(name)),
  };
  const isForAll = version.state === 'available' && !visit.site.isPrivate;
  const { status, headers, range } = planFile(request, {
    etag: `"${version.sha512.slice(0, 32)}-${file.headerOffset}"`,
    cacheControl: isForAll ? CACHE_PACKAGE_FILE : 'private, no-store',
    sizeBytes: file.length,
    ...typeOf(head, file),
  });
  const { 'accept-ranges': _, ...sent } = headers;
  if (range === undefined) return { status, headers: sent };
  return { status, headers: sent, body: head.isWhole ? head.bytes : contents.stream(version, file) };
}

function typeOf({ bytes }: FileHead, file: ContentFile): { contentType: string; headers: Record<string, string> } {
  const image = readShownImage(bytes, file.length);
  if (image !== undefined) return { contentType: image.type, headers: HEADERS };
  return {
    contentType: 'application/octet-stream',
    headers: { ...HEADERS, 'content-disposition': `attachment; filename="${saveName(file.path)}"` },
  };
}

/** Letters that every system takes, and no way out of the folder that it is saved in. */
function saveName(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/[^A-Za-z0-9._-]/g, '_');
  return name.replace(/^\.+/, '').slice(-100) || 'file';
}
