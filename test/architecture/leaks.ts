/**
 * What must not be in the repository: places of one machine, hosts of package registries, numbers of a tracker, dead
 * links. Each would be true for one person and false for everyone who clones it.
 */
import path from 'node:path';

/** Tracked files by path from the root; binary files are given as undefined. */
export type TrackedFiles = ReadonlyMap<string, string | undefined>;

// Written in pieces, since this file is one of those that are read.
const registryHosts = [
  ['registry', 'npmjs', 'org'],
  ['registry', 'npmjs', 'com'],
  ['registry', 'yarnpkg', 'com'],
  ['registry', 'npmmirror', 'com'],
  ['npm', 'pkg', 'github', 'com'],
  ['api', 'nuget', 'org'],
  ['globalcdn', 'nuget', 'org'],
  ['proxy', 'golang', 'org'],
  ['files', 'pythonhosted', 'org'],
].map((labels) => labels.join('.'));

const personalFolders = ['home', 'root', 'Users', 'work'].map((name) => `(?<![\\w.])/${name}/[\\w.]`);

const leaks: readonly { readonly pattern: RegExp; readonly what: string }[] = [
  { pattern: new RegExp([...personalFolders, '[A-Z]:\\\\{1,2}Users'].join('|')), what: 'a path of one machine' },
  { pattern: new RegExp(registryHosts.join('|').replaceAll('.', '\\.'), 'i'), what: 'the host of a package registry' },
  { pattern: /\bissue #?\d/i, what: "a tracker's number" },
];

/** One sentence for each leak and each dead link, with file and line. */
export function findLeaks(files: TrackedFiles): string[] {
  const faults: string[] = [];
  for (const [file, text] of files) {
    if (text === undefined) continue;
    for (const [index, line] of text.split('\n').entries()) {
      const found = leaks.filter((leak) => leak.pattern.test(line));
      faults.push(...found.map((leak) => `${file}:${index + 1}: ${leak.what}: ${line.trim().slice(0, 120)}`));
    }
    if (file === 'package-lock.json' && text.includes('"resolved"')) {
      faults.push(`${file}: names where packages were fetched from; .npmrc has omit-lockfile-registry-resolved`);
    }
  }
  return [...faults, ...findDeadLinks(files), ...findDeadPaths(files)];
}

/** Pages of the gallery: what they lead to is asked of a gallery, by their own test. */
const SERVED_PAGES = 'src/site/docs/pages/';

/** Relative links of Markdown files whose file is not tracked, or whose heading is not there. */
export function findDeadLinks(files: TrackedFiles): string[] {
  const folders = new Set([...files.keys()].flatMap(foldersOf));
  const faults: string[] = [];
  for (const [file, text] of files) {
    if (text === undefined || !file.endsWith('.md') || file.startsWith(SERVED_PAGES)) continue;
    for (const link of linksOf(text)) {
      const [target = '', anchor] = link.split('#');
      const resolved = target === '' ? file : path.posix.join(path.posix.dirname(file), decodeURI(target));
      const found = resolved.replace(/\/$/, '');
      if (!files.has(found) && !folders.has(found)) {
        faults.push(`${file}: the link ${link} leads nowhere`);
      } else if (anchor !== undefined && !headingsOf(files.get(found) ?? '').has(anchor)) {
        faults.push(`${file}: ${found} has no heading for the link ${link}`);
      }
    }
  }
  return faults;
}

/** Source files that a document names in passing, as `nuget/zip.ts` or `src/app.ts`, and that are not there. */
export function findDeadPaths(files: TrackedFiles): string[] {
  const faults: string[] = [];
  for (const [file, text] of files) {
    if (text === undefined || !file.endsWith('.md')) continue;
    const named = [...text.matchAll(/`((?:[a-z0-9-]+\/)+[a-z0-9.-]+\.tsx?)`/g)].map((match) => match[1] ?? '');
    const dead = named.filter((name) => !files.has(name) && !files.has(`src/${name}`));
    faults.push(...dead.map((name) => `${file}: there is no file ${name}`));
  }
  return faults;
}

function foldersOf(file: string): string[] {
  const segments = file.split('/').slice(0, -1);
  return segments.map((_, index) => segments.slice(0, index + 1).join('/'));
}

function withoutCode(text: string): string {
  return text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, 'code');
}

function linksOf(text: string): string[] {
  const links = [...withoutCode(text).matchAll(/\]\(\s*<?([^)>\s]+)>?[^)]*\)/g)].map((match) => match[1] ?? '');
  return links.filter((link) => !/^([a-z][a-z0-9+.-]*:|\/\/)/i.test(link));
}

/** Anchors as code hosts make them: lower case, spaces to dashes, punctuation dropped. */
function headingsOf(text: string): Set<string> {
  const outside = text.replace(/^```[\s\S]*?^```/gm, '');
  const headings = [...outside.matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)].map((match) => match[1] ?? '');
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replace(/\s/g, '-'),
    ),
  );
}
