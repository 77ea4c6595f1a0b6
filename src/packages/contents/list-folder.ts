import type { ContentFile } from './package-contents.ts';

export interface FolderEntry {
  /** Of the folder itself, without what stands before. */
  readonly name: string;
  readonly path: string;
  readonly files: number;
  readonly length: number;
  readonly compressedLength: number;
}

export interface FolderListing {
  readonly folders: readonly FolderEntry[];
  readonly files: readonly (ContentFile & { readonly name: string })[];
}

/**
 * What lies in one folder of a package: `` for the outermost. Undefined when there is no such folder. Sorted by name as people
 * look for names: without regard to case, numbers by value.
 */
export function listFolder(all: readonly ContentFile[], folder: string): FolderListing | undefined {
  const prefix = folder === '' ? '' : `${folder}/`;
  const folders = new Map<string, FolderEntry>();
  const files: (ContentFile & { name: string })[] = [];
  for (const file of all) {
    if (!file.path.startsWith(prefix)) continue;
    const rest = file.path.slice(prefix.length);
    const end = rest.indexOf('/');
    if (end === -1) files.push({ ...file, name: rest });
    else addTo(folders, prefix, rest.slice(0, end), file);
  }
  if (folders.size + files.length === 0 && folder !== '') return undefined;
  const byName = (a: { name: string }, b: { name: string }) => names.compare(a.name, b.name);
  return { folders: [...folders.values()].sort(byName), files: files.sort(byName) };
}

const names = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

function addTo(folders: Map<string, FolderEntry>, prefix: string, name: string, file: ContentFile): void {
  const known = folders.get(name);
  folders.set(name, {
    name,
    path: `${prefix}${name}`,
    files: (known?.files ?? 0) + 1,
    length: (known?.length ?? 0) + file.length,
    compressedLength: (known?.compressedLength ?? 0) + file.compressedLength,
  });
}
