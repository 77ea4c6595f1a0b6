/** `:id/:version/:file` of the flat container: the nupkg and the files out of it, whole or in part. */
import { Problem } from '../../base/problem.ts';
import type { Download } from '../../downloads/count-downloads.ts';
import { CACHE_PACKAGE_FILE, planFile } from '../../http/caching.ts';
import type { FilePlan } from '../../http/caching.ts';
import type { HttpAnswer, HttpRequest } from '../../http/exchange.ts';
import { readImageHeader } from '../../nuget/image.ts';
import { lowerInvariant } from '../../nuget/lower-case.ts';
import type { PackageId } from '../../nuget/package-id.ts';
import type { NuGetVersion } from '../../nuget/version.ts';
import type { VersionFiles, VersionReads } from '../../packages/versions.queries.ts';
import { visibilityOf } from '../../packages/visibility.ts';
import type { PackagePart, PackageParts } from '../../nuget/manifest.ts';
import { nupkgBlobKey } from '../../storage/blob-keys.ts';
import type { StoredFiles } from './stored-files.ts';
import { fileParameter, requireId, requireVersion, unknownVersion } from '../path-parameters.ts';
import { withdrawn } from './withdrawal-notice.ts';

export interface PackageFilesDeps {
  readonly reads: VersionReads;
  readonly files: StoredFiles;
  readonly countDownload: (download: Download) => void;
}

/**
 * The version may be spelled in any way that means the same (`1.0`, `01.0.0`, `1.0.0+build`): every spelling is answered
 * alike, with the one package there is.
 */
export async function answerPackageFile(deps: PackageFilesDeps, request: HttpRequest): Promise<HttpAnswer> {
  const id = requireId(request);
  const version = requireVersion(id, request.params['version'] ?? '');
  const kind = fileKind(request, id, version);
  const row = kind === undefined ? undefined : await deps.reads.versionFiles(id.key, version.key);
  if (kind === undefined || row === undefined) throw unknownVersion(id, version);
  const visibility = visibilityOf('content', row, 'anyone');
  if (visibility === 'notice') throw withdrawn(row.displayId, row.normalizedVersion);
  if (visibility === 'hidden') throw unknownVersion(id, version);
  return kind === 'nupkg' ? answerNupkg(deps, request, row) : answerPart(deps, request, row, kind);
}

function fileKind(request: HttpRequest, id: PackageId, version: NuGetVersion): PackagePart | 'nupkg' | undefined {
  const file = fileParameter(request);
  if (file === 'icon' || file === 'readme' || file === 'license') return file;
  if (file === `${id.key}.nuspec`) return 'nuspec';
  const written = lowerInvariant(request.params['version'] ?? '');
  return file === `${id.key}.${version.key}.nupkg` || file === `${id.key}.${written}.nupkg` ? 'nupkg' : undefined;
}

async function answerNupkg(deps: PackageFilesDeps, request: HttpRequest, row: VersionFiles): Promise<HttpAnswer> {
  const plan = planFile(request, {
    etag: `"${row.sha512}"`,
    contentType: 'application/octet-stream',
    cacheControl: CACHE_PACKAGE_FILE,
    sizeBytes: row.sizeBytes,
    lastModified: new Date(row.createdAt / 1000),
  });
  const { status, headers, range } = plan;
  if (range === undefined) return { status, headers };
  const body = await deps.files.range(nupkgBlobKey(row.sha512), row.sizeBytes, range);
  if (isDownload(plan)) {
    const { versionId, registrationId } = row;
    deps.countDownload({ versionId, registrationId, userAgent: request.header('user-agent') });
  }
  return { status, headers, body };
}

/** A resumed download was counted when it began. */
function isDownload({ range }: FilePlan): boolean {
  return range?.start === 0;
}

/** What a stranger wrote must never run as a page of this site, whatever a browser makes of its type. */
const PART_HEADERS = { 'content-security-policy': "sandbox; default-src 'none'", 'x-content-type-options': 'nosniff' };

async function answerPart(
  deps: PackageFilesDeps,
  request: HttpRequest,
  row: VersionFiles,
  part: PackagePart,
): Promise<HttpAnswer> {
  const packed = (JSON.parse(row.parts) as PackageParts)[part];
  if (packed === undefined) {
    throw new Problem('not_found', `${row.displayId} ${row.normalizedVersion} has no ${part} of its own.`);
  }
  const bytes = await deps.files.part(nupkgBlobKey(row.sha512), packed);
  const { status, headers, range } = planFile(request, {
    etag: `"${row.sha512.slice(0, 32)}-${part}"`,
    cacheControl: CACHE_PACKAGE_FILE,
    sizeBytes: bytes.byteLength,
    lastModified: new Date(row.createdAt / 1000),
    ...typeOf(part, bytes),
  });
  return range === undefined ? { status, headers } : { status, headers, body: bytes.subarray(range.start, range.end) };
}

const textTypes = {
  nuspec: 'text/xml',
  readme: 'text/markdown; charset=utf-8',
  license: 'text/plain; charset=utf-8',
} as const;

/** Text is given its type and an icon the one that its bytes show; any other icon is saved and not shown. */
function typeOf(part: PackagePart, bytes: Uint8Array): { contentType: string; headers: Record<string, string> } {
  const contentType = part === 'icon' ? readImageHeader(bytes)?.type : textTypes[part];
  if (contentType !== undefined) return { contentType, headers: PART_HEADERS };
  const headers = { ...PART_HEADERS, 'content-disposition': 'attachment' };
  return { contentType: 'application/octet-stream', headers };
}
