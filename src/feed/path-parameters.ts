/** Ids and versions in paths. Case, leading zeros, missing numbers and metadata are the caller's: keys decide. */
import { Problem } from '../base/problem.ts';
import { lowerInvariant } from '../nuget/lower-case.ts';
import { parsePackageId } from '../nuget/package-id.ts';
import type { PackageId } from '../nuget/package-id.ts';
import { parseVersion } from '../nuget/version.ts';
import type { NuGetVersion } from '../nuget/version.ts';
import type { HttpRequest } from '../http/exchange.ts';

/** What cannot be an id names nothing, so it is answered as an unknown one: 404. */
export function requireId(request: HttpRequest): PackageId {
  const id = parsePackageId(request.params['id'] ?? '');
  if (id === undefined) throw new Problem('not_found', 'There is no package of this name: it is not a package id.');
  return id;
}

export function requireVersion(id: PackageId, text: string): NuGetVersion {
  const version = parseVersion(text);
  if (version === undefined) throw new Problem('not_found', `${id.display} has no such version: it is not a version.`);
  return version;
}

/** A path's last segment in lower case, `''` when the route has none. */
export function fileParameter(request: HttpRequest, name = 'file'): string {
  return lowerInvariant(request.params[name] ?? '');
}

/** The name without `.json`, or undefined where it does not end so. */
export function withoutJson(file: string): string | undefined {
  return file.endsWith('.json') ? file.slice(0, -'.json'.length) : undefined;
}

export function unknownPackage(id: PackageId): Problem {
  return new Problem('not_found', `There is no package named ${id.display}.`);
}

export function unknownVersion(id: PackageId, version: NuGetVersion): Problem {
  return new Problem('not_found', `${id.display} has no version ${version.normalized}.`);
}
