/** The three registration hives: `{id}/index.json`, `{id}/page/{lower}/{upper}.json`, `{id}/{version}.json`. */
import { Problem } from '../../base/problem.ts';
import type { HttpAnswer, HttpRequest } from '../../http/exchange.ts';
import type { PackageId } from '../../nuget/package-id.ts';
import { versionSortKey } from '../../nuget/version-sort-key.ts';
import type { NuGetVersion } from '../../nuget/version.ts';
import { registrationVersions, registrationVersionSlice } from '../../packages/versions.queries.ts';
import type {
  RegistrationHead,
  RegistrationScope,
  RegistrationVersion,
  VersionPosition,
  VersionReads,
} from '../../packages/versions.queries.ts';
import type { Database } from '../../storage/database.ts';
import type { RegistrationHive } from '../feed-urls.ts';
import {
  fileParameter,
  requireId,
  requireVersion,
  unknownPackage,
  unknownVersion,
  withoutJson,
} from '../path-parameters.ts';
import {
  inlinedIndexDocument,
  leafDocument,
  MAX_VERSIONS_OF_RANGE,
  pageDocument,
  pagedIndexDocument,
  VERSIONS_OF_PAGED_INDEX,
  VERSIONS_PER_PAGE,
} from './registration-documents.ts';
import type { RegistrationPlace } from './registration-documents.ts';
import { answerAtRevision } from './revisioned-document.ts';
import type { DocumentDeps, Rendering } from './revisioned-document.ts';

export interface RegistrationDeps extends DocumentDeps {
  readonly database: Database;
  readonly reads: VersionReads;
}

/** `:id/:file`: `index.json`, or a version's leaf. No version is called `index`, so the two never meet. */
export async function answerRegistration(
  deps: RegistrationDeps,
  hive: RegistrationHive,
  request: HttpRequest,
): Promise<HttpAnswer> {
  const id = requireId(request);
  const name = withoutJson(fileParameter(request));
  if (name === undefined) throw unknownPackage(id);
  return name === 'index' ? answerIndex(deps, hive, id, request) : answerLeaf(deps, hive, { id, name }, request);
}

async function answerIndex(
  deps: RegistrationDeps,
  hive: RegistrationHive,
  id: PackageId,
  request: HttpRequest,
): Promise<HttpAnswer> {
  const head = await requireHead(deps, id);
  return answerAtRevision(deps, request, {
    key: `registration/${hive}/${head.id}`,
    revision: head.revision,
    alwaysGzip: isAlwaysGzip(hive),
    missing: () => unknownPackage(id),
    render: () => renderIndex(deps, scopeOf(hive, head), { urls: deps.urls, hive, idKey: id.key }),
  });
}

/**
 * A page's URL names a range, and is answered with whatever lies in it now: an index that a client kept still works. A
 * range of anybody's own making, which could span thousands of versions, is 404.
 */
export async function answerRegistrationPage(
  deps: RegistrationDeps,
  hive: RegistrationHive,
  request: HttpRequest,
): Promise<HttpAnswer> {
  const id = requireId(request);
  const lower = requireVersion(id, fileParameter(request, 'lower'));
  const upper = requireVersion(id, withoutJson(fileParameter(request, 'upper')) ?? '');
  const head = await requireHead(deps, id);
  const bounds = { lowerKey: lower.key, upperKey: upper.key };
  return answerAtRevision(deps, request, {
    key: `registration-page/${hive}/${head.id}/${lower.key}/${upper.key}`,
    revision: head.revision,
    alwaysGzip: isAlwaysGzip(hive),
    missing: () => unknownVersion(id, lower),
    async render() {
      const versions = await versionsBetween(deps, scopeOf(hive, head), lower, upper);
      const place = { urls: deps.urls, hive, idKey: id.key };
      return versions.length === 0 ? undefined : { document: pageDocument(place, bounds, versions) };
    },
  });
}

async function answerLeaf(
  deps: RegistrationDeps,
  hive: RegistrationHive,
  { id, name }: { id: PackageId; name: string },
  request: HttpRequest,
): Promise<HttpAnswer> {
  const version = requireVersion(id, name);
  const head = await requireHead(deps, id);
  return answerAtRevision(deps, request, {
    key: `registration-leaf/${hive}/${head.id}/${version.key}`,
    revision: head.revision,
    alwaysGzip: isAlwaysGzip(hive),
    missing: () => unknownVersion(id, version),
    async render() {
      const here = positionOf(version);
      const slice = { from: here, to: here, limit: 1 };
      const [row] = await registrationVersionSlice(deps.database, scopeOf(hive, head), slice);
      return row === undefined ? undefined : { document: leafDocument({ urls: deps.urls, hive, idKey: id.key }, row) };
    },
  });
}

/** Few versions stand inside the index; of many, the index needs no more than where its pages begin and end. */
async function renderIndex(
  { database }: RegistrationDeps,
  scope: RegistrationScope,
  place: RegistrationPlace,
): Promise<Rendering | undefined> {
  const versions = await registrationVersions(database, scope);
  if (versions.length === 0) return undefined;
  if (versions.length >= VERSIONS_OF_PAGED_INDEX) return { document: pagedIndexDocument(place, versions) };
  const whole = await registrationVersionSlice(database, scope, { limit: VERSIONS_OF_PAGED_INDEX });
  return { document: inlinedIndexDocument(place, whole) };
}

/** In steps of a page, so that a wide range does not hold up everybody else. */
async function versionsBetween(
  { database }: RegistrationDeps,
  scope: RegistrationScope,
  lower: NuGetVersion,
  upper: NuGetVersion,
): Promise<RegistrationVersion[]> {
  const to = positionOf(upper);
  const versions = await registrationVersionSlice(database, scope, {
    from: positionOf(lower),
    to,
    limit: VERSIONS_PER_PAGE,
  });
  for (let last = versions.at(-1), step = versions.length; last !== undefined && step === VERSIONS_PER_PAGE;) {
    const more = await registrationVersionSlice(database, scope, { after: last, to, limit: VERSIONS_PER_PAGE });
    versions.push(...more);
    if (versions.length > MAX_VERSIONS_OF_RANGE) throw rangeTooWide();
    step = more.length;
    last = more.at(-1);
  }
  return versions;
}

function rangeTooWide(): Problem {
  return new Problem(
    'not_found',
    `No page spans more than ${MAX_VERSIONS_OF_RANGE} versions: read index.json, which names the pages there are.`,
  );
}

async function requireHead({ reads }: RegistrationDeps, id: PackageId): Promise<RegistrationHead> {
  const head = await reads.registrationHead(id.key);
  if (head === undefined) throw unknownPackage(id);
  return head;
}

function positionOf(version: NuGetVersion): VersionPosition {
  return { sortKey: versionSortKey(version), versionKey: version.key };
}

function scopeOf(hive: RegistrationHive, head: RegistrationHead): RegistrationScope {
  return { registrationId: head.id, semVerLevel: hive === 'gz-semver2' ? 2 : 1 };
}

function isAlwaysGzip(hive: RegistrationHive): boolean {
  return hive !== 'semver1';
}
