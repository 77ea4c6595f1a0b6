/** An index filled by hand, for tests of what it finds and in which order. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import type { PackageManifest } from '../../src/nuget/manifest.ts';
import { IndexFile } from '../../src/search/index-file.queries.ts';
import { type NewestVersion, packageDocuments } from '../../src/search/package-documents.ts';
import { parseQuery, type SearchQuery } from '../../src/search/parse-query.ts';
import { prepareSearch } from '../../src/search/search-file.queries.ts';
import type { ViewIndex } from '../../src/search/search-view.ts';
import { bareManifest } from './bare-manifest.ts';

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function newFile(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'lode-search-'));
  folders.push(folder);
  return path.join(folder, 'search', 'index.sqlite');
}

export interface IndexSeed extends Partial<PackageManifest> {
  readonly downloads?: number;
  readonly views?: readonly ViewIndex[];
  readonly ownerIds?: readonly number[];
  readonly publishedAt?: number;
  readonly isDeprecated?: boolean;
}

function newestVersion(views: readonly ViewIndex[], manifest: PackageManifest): NewestVersion {
  return { views, versionKey: '1.0.0', manifest, publishedAt: 0, isDeprecated: false };
}

/** An index without rows behind it. Registrations are numbered from 1 in the order of the ids. */
export class IndexGallery {
  readonly file: string;
  readonly ids: string[] = [];
  index: IndexFile;

  constructor(file = newFile()) {
    this.file = file;
    this.index = new IndexFile(file);
  }

  add(id: string, seed: IndexSeed = {}): number {
    const registrationId = this.ids.push(id);
    this.put(registrationId, id, seed);
    return registrationId;
  }

  /** Very many plain packages at once. */
  addAll(ids: readonly string[]): void {
    const packages = ids.map((id) => {
      const manifest = bareManifest(id, '1.0.0');
      const newest = [newestVersion([0, 1, 2, 3], manifest)];
      const registrationId = this.ids.push(id);
      return packageDocuments({ registrationId, idKey: id.toLowerCase(), displayId: id, ownerIds: [], newest });
    });
    this.index.apply(packages, undefined);
  }

  put(registrationId: number, id: string, seed: IndexSeed = {}): void {
    const { downloads, views = [0, 1, 2, 3], ownerIds = [], publishedAt = 0, isDeprecated = false, ...manifest } = seed;
    const said = bareManifest(id, '1.0.0', manifest);
    const newest = views.length === 0 ? [] : [{ ...newestVersion(views, said), publishedAt, isDeprecated }];
    if (downloads !== undefined) this.index.setDownloads([{ registrationId, downloads }], 1);
    this.index.apply(
      [packageDocuments({ registrationId, idKey: id.toLowerCase(), displayId: id, ownerIds, newest })],
      undefined,
    );
  }

  ask(query: SearchQuery, view: ViewIndex = 0, limit = 4000) {
    const { total, registrationIds } = prepareSearch(this.index)({ query, view, limit });
    return { total, ids: [...registrationIds].map((id) => this.ids[id - 1] ?? '?') };
  }

  find(text: string, view: ViewIndex = 0): string[] {
    const query = parseQuery(text);
    if ('code' in query) throw new Error(query.detail);
    return this.ask(query, view).ids;
  }
}
