/**
 * Every URL that a document or a header of the feed contains, made from `LODE_URL` alone and never from a request.
 *
 * Ids and versions are given as keys (lower case), which is what clients build their own URLs from.
 */
import { createHash } from 'node:crypto';

/** A complete set of registration documents. Links stay inside the hive. */
export type RegistrationHive = 'semver1' | 'gz-semver1' | 'gz-semver2';

export const registrationHives: readonly RegistrationHive[] = ['semver1', 'gz-semver1', 'gz-semver2'];

export interface FeedUrls {
  /** Differs whenever the root does: part of every ETag, since documents hold absolute URLs. */
  readonly tag: string;
  readonly serviceIndex: string;
  readonly flatContainer: string;
  readonly search: string;
  readonly autocomplete: string;
  readonly packagePublish: string;
  readonly catalogIndex: string;
  readonly readmeTemplate: string;
  registrationBase(hive: RegistrationHive): string;
  registrationIndex(hive: RegistrationHive, idKey: string): string;
  registrationPage(hive: RegistrationHive, idKey: string, bounds: PageBounds): string;
  registrationLeaf(hive: RegistrationHive, idKey: string, versionKey: string): string;
  nupkg(idKey: string, versionKey: string): string;
  icon(idKey: string, versionKey: string): string;
  license(idKey: string, versionKey: string): string;
  catalogPage(page: number): string;
  /** `time` is the leaf's commit time as `catalogLeafTime` writes it. */
  catalogLeaf(time: string, idKey: string, versionKey: string): string;
}

/** Keys of the first and last version that a page held when its URL was written. */
export interface PageBounds {
  readonly lowerKey: string;
  readonly upperKey: string;
}

/** `root` is `LODE_URL`: absolute, without a slash at its end. */
export function createFeedUrls(root: string): FeedUrls {
  const v3 = `${root}/v3`;
  const flat = `${v3}/flatcontainer/`;
  const catalog = `${v3}/catalog`;
  const segment = encodeURIComponent;
  const registrationBase = (hive: RegistrationHive) => `${v3}/registration-${hive}/`;
  const registration = (hive: RegistrationHive, idKey: string) => `${registrationBase(hive)}${segment(idKey)}/`;
  const version = (idKey: string, versionKey: string) => `${flat}${segment(idKey)}/${segment(versionKey)}/`;
  return {
    tag: createHash('sha256').update(root).digest('hex').slice(0, 8),
    serviceIndex: `${v3}/index.json`,
    flatContainer: flat,
    search: `${v3}/query`,
    autocomplete: `${v3}/autocomplete`,
    packagePublish: `${root}/api/v2/package`,
    catalogIndex: `${catalog}/index.json`,
    readmeTemplate: `${flat}{lower_id}/{lower_version}/readme`,
    registrationBase,
    registrationIndex: (hive, idKey) => `${registration(hive, idKey)}index.json`,
    registrationPage: (hive, idKey, { lowerKey, upperKey }) =>
      `${registration(hive, idKey)}page/${segment(lowerKey)}/${segment(upperKey)}.json`,
    registrationLeaf: (hive, idKey, versionKey) => `${registration(hive, idKey)}${segment(versionKey)}.json`,
    nupkg: (idKey, versionKey) => `${version(idKey, versionKey)}${segment(`${idKey}.${versionKey}`)}.nupkg`,
    icon: (idKey, versionKey) => `${version(idKey, versionKey)}icon`,
    license: (idKey, versionKey) => `${version(idKey, versionKey)}license`,
    catalogPage: (page) => `${catalog}/page${page}.json`,
    catalogLeaf: (time, idKey, versionKey) => `${catalog}/data/${time}/${segment(`${idKey}.${versionKey}`)}.json`,
  };
}
