/**
 * The style sheet and the scripts, read once at the start. Their URLs hold a hash of their bytes, so that browsers keep
 * them for a year and a new one is asked for at once.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { Problem } from '../base/problem.ts';
import { answerDocument, CACHE_REVALIDATE, documentETag, type CacheableDocument } from '../http/caching.ts';
import type { HttpAnswer, HttpRequest } from '../http/exchange.ts';

const CACHE_IMMUTABLE = 'public, max-age=31536000, immutable';
const folder = path.join(import.meta.dirname, 'assets');

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

interface Asset {
  readonly hash: string;
  readonly document: CacheableDocument;
}

export interface Assets {
  /** The path of an asset by its file's name; throws where there is no such file. */
  url(name: string): string;
  find(name: string): Asset | undefined;
}

export const ASSET_PATH = '/assets/:hash/:name';

/** The one style sheet: the tokens and components first, then what only some pages need, a file an area. */
export function readStyleSheet(): string {
  const parts = readdirSync(path.join(folder, 'areas')).sort();
  return ['lode.css', ...parts.map((name) => `areas/${name}`)]
    .map((name) => readFileSync(path.join(folder, name), 'utf8'))
    .join('\n');
}

/** `prefix` is the public root's path. */
export function readAssets(prefix: string): Assets {
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  const assets = new Map(names.map(({ name }) => [name, readAsset(name)]));
  return {
    find: (name) => assets.get(name),
    url(name) {
      const asset = assets.get(name);
      if (asset === undefined) throw new TypeError(`there is no asset ${name}`);
      return `${prefix}/assets/${asset.hash}/${name}`;
    },
  };
}

function readAsset(name: string): Asset {
  const body = name === 'lode.css' ? Buffer.from(readStyleSheet()) : readFileSync(path.join(folder, name));
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 16);
  const contentType = types[path.extname(name)] ?? 'application/octet-stream';
  const etag = documentETag(hash);
  return { hash, document: { etag, contentType, cacheControl: CACHE_IMMUTABLE, body, gzip: gzipSync(body) } };
}

/**
 * An asset. Under a hash of other bytes, as while nodes of two versions serve side by side, it answers what it has and
 * lets nobody keep it.
 */
export function answerAsset(assets: Assets, request: HttpRequest): HttpAnswer {
  const asset = assets.find(request.params['name'] ?? '');
  if (asset === undefined) throw new Problem('not_found', 'There is no such file.');
  const isCurrent = request.params['hash'] === asset.hash;
  return answerDocument(request, isCurrent ? asset.document : { ...asset.document, cacheControl: CACHE_REVALIDATE });
}
