/** Reads a feed as a stranger does: by its service index, following the URLs that its documents hold. */
import type { LodeServer } from './server.ts';

export type Json = Record<string, unknown>;

export async function fetchJson(url: string): Promise<Json> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Json;
}

/** The URL that the service index gives for a type. */
export async function resourceUrl(server: Pick<LodeServer, 'feed'>, type: string): Promise<string> {
  const index = (await fetchJson(server.feed)) as { resources?: readonly { '@id': string; '@type': string }[] };
  const resource = index.resources?.find((entry) => entry['@type'] === type);
  if (resource === undefined) throw new Error(`${server.feed} announces no ${type}`);
  return resource['@id'];
}

/** Every version that restore may see, or undefined when the id is unknown. */
export async function flatContainerVersions(
  server: Pick<LodeServer, 'feed'>,
  lowerId: string,
): Promise<readonly string[] | undefined> {
  const response = await fetch(`${await resourceUrl(server, 'PackageBaseAddress/3.0.0')}${lowerId}/index.json`);
  if (response.status === 404) return undefined;
  return ((await response.json()) as { versions: string[] }).versions;
}

export interface CatalogItem {
  readonly url: string;
  readonly type: string;
  readonly id: string;
  readonly version: string;
  readonly at: string;
}

/** The whole catalog in the order of its commits, as a replicator that starts from nothing sees it. */
export async function catalogEntries(server: Pick<LodeServer, 'feed'>): Promise<CatalogItem[]> {
  const index = await fetchJson(await resourceUrl(server, 'Catalog/3.0.0'));
  const entries: CatalogItem[] = [];
  for (const page of index['items'] as readonly Json[]) {
    const { items } = (await fetchJson(String(page['@id']))) as { items: readonly Json[] };
    for (const item of items) {
      entries.push({
        url: String(item['@id']),
        type: String(item['@type']),
        id: String(item['nuget:id']),
        version: String(item['nuget:version']),
        at: String(item['commitTimeStamp']),
      });
    }
  }
  return entries.sort((a, b) => (a.at < b.at ? -1 : 1));
}
