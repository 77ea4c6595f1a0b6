import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Source files by their path from the repository's root, with `/`. */
export type SourceTree = ReadonlyMap<string, string>;

/** Every TypeScript file below `folder` of `root`. */
export function readSourceTree(root: string, folder: string): SourceTree {
  const tree = new Map<string, string>();
  for (const entry of readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(ts|tsx)$/.test(entry.name)) continue;
    const file = path.join(entry.parentPath, entry.name);
    tree.set(path.relative(root, file).split(path.sep).join('/'), readFileSync(file, 'utf8'));
  }
  return tree;
}

/** The text with whole-line comments emptied; line numbers stay. Trailing comments stay too: they hold no imports. */
export function withoutComments(text: string): string {
  let inBlock = false;
  return text
    .split('\n')
    .map((line) => {
      const trimmed = line.trim();
      if (inBlock) {
        inBlock = !trimmed.includes('*/');
        return '';
      }
      if (trimmed.startsWith('//')) return '';
      if (!trimmed.startsWith('/*')) return line;
      inBlock = !trimmed.includes('*/');
      return '';
    })
    .join('\n');
}

/** What a file imports, re-exports, or loads at run time, in the words of the source. */
export function importsOf(text: string): string[] {
  const code = withoutComments(text);
  const statements = /(?:^|\n|;)\s*(?:import|export)\s(?:[^'";]*?\sfrom\s*)?['"]([^'"]+)['"]/g;
  const calls = /\b(?:import|require)\(\s*['"`]([^'"`]+)['"`]/g;
  const found = [...code.matchAll(statements), ...code.matchAll(calls)];
  return found.map((match) => match[1] ?? '');
}

/** The path a relative import leads to, from the repository's root. */
export function resolveImport(file: string, specifier: string): string {
  return path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier));
}
