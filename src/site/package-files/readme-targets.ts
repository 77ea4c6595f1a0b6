/**
 * Where the links and images of a readme lead: to files of the package that holds it, else to its repository, where that is
 * a host whose addresses we know. Images of other hosts are shown only where administrators allow the host, since whoever
 * serves an image learns who reads.
 */
import type { PackageManifest } from '../../nuget/manifest.ts';
import { hasImageName } from '../../packages/contents/shown-image.ts';
import type { MarkdownImage, MarkdownOptions } from '../markdown/markdown-options.ts';
import { withQuery, type SiteUrls } from '../site-urls.ts';

export interface ReadmeSurroundings {
  readonly urls: SiteUrls;
  readonly displayId: string;
  readonly normalizedVersion: string;
  /** The readme's own path in the package, from which its relative links begin. */
  readonly path: string;
  /** Every path of the package. */
  readonly files: readonly string[];
  readonly repository: PackageManifest['repository'];
  readonly imageHosts: readonly string[];
}

export interface ReadmeTargets extends MarkdownOptions {
  readonly shownHosts: Set<string>;
  readonly linkedHosts: Set<string>;
}

export function createReadmeTargets(of: ReadmeSurroundings): ReadmeTargets {
  const shownHosts = new Set<string>();
  const linkedHosts = new Set<string>();
  const inPackage = packagePaths(of.files);
  const page = of.urls.packageFile(of.displayId, of.normalizedVersion);
  const repository = repositoryUrls(of.repository);
  const elsewhere = (url: URL): MarkdownImage => {
    const isShown = of.imageHosts.includes(url.host);
    (isShown ? shownHosts : linkedHosts).add(url.host);
    if (isShown) url.protocol = 'https:';
    return { url: url.href, isShown };
  };
  return {
    shownHosts,
    linkedHosts,
    link(target) {
      const path = resolvePath(of.path, target);
      if (path === undefined) return undefined;
      const file = inPackage.find(path);
      if (file !== undefined) return withQuery(page, { path: file });
      if (inPackage.hasFolder(path)) {
        const version = of.urls.packageVersion(of.displayId, of.normalizedVersion);
        return withQuery(version, { tab: 'files', folder: path });
      }
      return repository?.file(path);
    },
    image(target) {
      if (URL.canParse(target)) return elsewhere(new URL(target));
      const path = resolvePath(of.path, target);
      const file = path === undefined ? undefined : inPackage.find(path);
      if (file !== undefined) {
        const isShown = hasImageName(file);
        return { url: withQuery(page, { path: file, raw: isShown ? 1 : undefined }), isShown };
      }
      const url = path === undefined ? undefined : repository?.raw(path);
      return url === undefined ? undefined : elsewhere(new URL(url));
    },
  };
}

function packagePaths(files: readonly string[]) {
  const exact = new Set(files);
  const alike = new Map(files.map((file) => [file.toLowerCase(), file]));
  return {
    find: (path: string) => (exact.has(path) ? path : alike.get(path.toLowerCase())),
    hasFolder: (path: string) => path !== '' && files.some((file) => file.startsWith(`${path}/`)),
  };
}

const MAX_TARGET_LENGTH = 1_000;

/** The path that a relative target names; undefined where it leads out of the package. */
export function resolvePath(from: string, target: string): string | undefined {
  if (target.length > MAX_TARGET_LENGTH) return undefined;
  const written = decoded(target.replace(/[?#].*$/s, ''));
  if (written === undefined || written === '') return undefined;
  const folder = from.includes('/') ? from.slice(0, from.lastIndexOf('/')) : '';
  const segments = written.startsWith('/') ? written.split('/') : [...folder.split('/'), ...written.split('/')];
  const path: string[] = [];
  for (const segment of segments) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') path.push(segment);
    else if (path.pop() === undefined) return undefined;
  }
  return path.join('/');
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

interface RepositoryUrls {
  file(path: string): string;
  raw(path: string): string;
}

const hosts: Readonly<Record<string, (root: string, ref: string) => { file: string; raw: string }>> = {
  'github.com': (root, ref) => ({
    file: `https://github.com${root}/blob/${ref}/`,
    raw: `https://raw.githubusercontent.com${root}/${ref}/`,
  }),
  'gitlab.com': (root, ref) => ({
    file: `https://gitlab.com${root}/-/blob/${ref}/`,
    raw: `https://gitlab.com${root}/-/raw/${ref}/`,
  }),
  'bitbucket.org': (root, ref) => ({
    file: `https://bitbucket.org${root}/src/${ref}/`,
    raw: `https://bitbucket.org${root}/raw/${ref}/`,
  }),
};

function repositoryUrls(repository: PackageManifest['repository']): RepositoryUrls | undefined {
  const { url = '', commit, branch } = repository ?? {};
  const match = /^https:\/\/([a-z.]+)((?:\/[\w.-]{1,100}){2,4})\/?$/i.exec(url);
  const [, host = '', path = ''] = match ?? [];
  const root = path.replace(/\.git$/, '');
  const key = host.toLowerCase();
  const make = Object.hasOwn(hosts, key) ? hosts[key] : undefined;
  if (make === undefined || /\/\.{1,2}(?:\/|$)/.test(root)) return undefined;
  const ref = [commit, branch].find((each) => each !== undefined && isRef(each)) ?? 'HEAD';
  const { file, raw } = make(root, ref);
  return { file: (path) => file + escaped(path), raw: (path) => raw + escaped(path) };
}

function isRef(text: string): boolean {
  return /^[\w][\w./-]{0,99}$/.test(text) && !text.includes('..');
}

function escaped(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

const MAX_HOSTS = 100;

/** The hosts of the setting `readme-image-hosts`; a line that is none is no host. */
export function parseImageHosts(text: string): string[] {
  const lines = text.split('\n').map((line) => line.trim().toLowerCase());
  return lines
    .filter((line) => /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?$/.test(line))
    .slice(0, MAX_HOSTS);
}
