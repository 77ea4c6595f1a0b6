/**
 * A V3 feed out of plain data on 127.0.0.1, for tests of whoever reads feeds. Any of its URLs can be made to misbehave;
 * what Lode itself serves is tested with Lode itself.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface StaticVersion {
  readonly id: string;
  readonly version: string;
  readonly bytes: Uint8Array;
  readonly listed?: boolean;
  readonly published?: string;
  readonly created?: string;
  readonly deprecation?: object;
  /** What the catalog claims, where that is not true. */
  readonly claimedHash?: string;
  readonly claimedSize?: number;
  /** The catalog time of the version; without one, a second after the version before. */
  readonly commitTime?: string;
}

export type Answerer = (request: IncomingMessage, response: ServerResponse) => void;

export interface StaticFeed {
  readonly root: string;
  /** The service index. */
  readonly url: URL;
  /** Paths with query in the order in which they were asked for. */
  readonly asked: string[];
  /** Answers of a path (without query) instead of the feed's own; removed again by `undefined`. */
  answer(path: string, answerer: Answerer | undefined): void;
  publish(...versions: StaticVersion[]): void;
  close(): Promise<void>;
}

export interface StaticFeedOptions {
  readonly catalog?: boolean;
  readonly search?: boolean;
  readonly registrations?: boolean;
  readonly catalogPageSize?: number;
  /** Results that search shows at most, as some servers limit it. */
  readonly searchable?: number;
}

export async function startStaticFeed(
  versions: readonly StaticVersion[],
  options: StaticFeedOptions = {},
): Promise<StaticFeed> {
  const published = [...versions];
  const answers = new Map<string, Answerer>();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', root);
    asked.push(url.pathname + url.search);
    const special = answers.get(url.pathname);
    if (special !== undefined) special(request, response);
    else send(response, documentAt(url, { root, versions: published, options }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    root,
    url: new URL('/v3/index.json', root),
    asked,
    answer(path, answerer) {
      if (answerer === undefined) answers.delete(path);
      else answers.set(path, answerer);
    },
    publish: (...more) => void published.push(...more),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function send(response: ServerResponse, document: object | Uint8Array | undefined): void {
  if (document === undefined) response.writeHead(404).end();
  else if (document instanceof Uint8Array) response.writeHead(200).end(document);
  else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document));
}

interface Content {
  readonly root: string;
  readonly versions: readonly StaticVersion[];
  readonly options: StaticFeedOptions;
}

function documentAt(url: URL, content: Content): object | Uint8Array | undefined {
  const [, kind, ...rest] = url.pathname.slice('/v3'.length).split('/');
  if (kind === 'index.json') return serviceIndex(content);
  if (kind === 'flat') return flatContainer(rest, content);
  if (kind === 'reg') return registration(rest[0] ?? '', content);
  if (kind === 'query') return searchPage(url.searchParams, content);
  if (kind === 'catalog') return catalogDocument(rest, content);
  return undefined;
}

function serviceIndex({ root, options }: Content): object {
  const resource = (type: string, path: string) => ({ '@type': type, '@id': `${root}/v3/${path}` });
  return {
    version: '3.0.0',
    resources: [
      resource('PackageBaseAddress/3.0.0', 'flat/'),
      ...(options.registrations === false ? [] : [resource('RegistrationsBaseUrl/3.6.0', 'reg/')]),
      ...(options.catalog === true ? [resource('Catalog/3.0.0', 'catalog/index.json')] : []),
      ...(options.search === false ? [] : [resource('SearchQueryService/3.0.0-beta', 'query')]),
    ],
  };
}

function versionsOf(id: string, { versions }: Content): StaticVersion[] {
  return versions.filter((each) => each.id.toLowerCase() === id);
}

function flatContainer([id = '', file = '']: string[], content: Content): object | Uint8Array | undefined {
  const versions = versionsOf(id, content);
  if (versions.length === 0) return undefined;
  if (file === 'index.json') return { versions: versions.map((each) => each.version.toLowerCase()) };
  return versions.find((each) => each.version.toLowerCase() === file)?.bytes;
}

function registration(id: string, content: Content): object | undefined {
  const versions = versionsOf(id, content);
  if (versions.length === 0) return undefined;
  return {
    count: 1,
    items: [{ '@id': `${content.root}/v3/reg/${id}/page.json`, items: versions.map((each) => leafOf(each, content)) }],
  };
}

function leafOf(version: StaticVersion, content: Content): object {
  const index = content.versions.indexOf(version);
  return {
    '@id': `${content.root}/v3/reg/${version.id.toLowerCase()}/${version.version}.json`,
    packageContent: `${content.root}/v3/flat/${version.id.toLowerCase()}/${version.version}/x.nupkg`,
    catalogEntry: {
      '@id': `${content.root}/v3/catalog/leaf/${index}.json`,
      id: version.id,
      version: version.version,
      listed: version.listed ?? true,
      published:
        (version.listed ?? true) ? (version.published ?? '2020-01-02T03:04:05.123Z') : '1900-01-01T00:00:00+00:00',
      ...(version.deprecation === undefined ? {} : { deprecation: version.deprecation }),
    },
  };
}

function searchPage(query: URLSearchParams, { versions, options }: Content): object {
  const ids = [...new Set(versions.filter((each) => each.listed !== false).map((each) => each.id))];
  const skip = Number(query.get('skip') ?? 0);
  const shown = ids.slice(0, options.searchable);
  return {
    totalHits: ids.length,
    data: shown.slice(skip, skip + Number(query.get('take') ?? 20)).map((id) => ({ id })),
  };
}

function commitTime(content: Content, index: number): string {
  const own = content.versions[index]?.commitTime;
  return own ?? new Date(Date.UTC(2021, 0, 1, 0, 0, index)).toISOString().replace('Z', '0001Z');
}

function catalogDocument([name = '', leaf = '']: string[], content: Content): object | undefined {
  if (content.options.catalog !== true) return undefined;
  const size = content.options.catalogPageSize ?? 3;
  const items = content.versions.map((version, index) => ({
    '@id': `${content.root}/v3/catalog/leaf/${index}.json`,
    '@type': 'nuget:PackageDetails',
    commitTimeStamp: commitTime(content, index),
    'nuget:id': version.id,
    'nuget:version': version.version,
  }));
  if (name === 'leaf') return catalogLeaf(content.versions[Number.parseInt(leaf, 10)]);
  const pages = Array.from({ length: Math.ceil(items.length / size) }, (_, at) =>
    items.slice(at * size, (at + 1) * size),
  );
  if (name !== 'index.json') {
    const page = pages[Number(/^page(\d+)\.json$/.exec(name)?.[1])];
    return page === undefined ? undefined : { items: page };
  }
  const times = pages.map((page) => page.at(-1)?.commitTimeStamp ?? '');
  return {
    commitTimeStamp: times.at(-1) ?? '2021-01-01T00:00:00Z',
    // Out of order, as the real ones may be.
    items: times
      .map((time, at) => ({ '@id': `${content.root}/v3/catalog/page${at}.json`, commitTimeStamp: time }))
      .toReversed(),
  };
}

function catalogLeaf(version: StaticVersion | undefined): object | undefined {
  if (version === undefined) return undefined;
  return {
    id: version.id,
    version: version.version,
    created: version.created ?? '2019-12-31T23:59:59.5Z',
    published: (version.listed ?? true) ? (version.published ?? '2020-01-02T03:04:05.123Z') : '1900-01-01T00:00:00Z',
    listed: version.listed ?? true,
    packageHash: version.claimedHash ?? createHash('sha512').update(version.bytes).digest('base64'),
    packageHashAlgorithm: 'SHA512',
    packageSize: version.claimedSize ?? version.bytes.byteLength,
  };
}
