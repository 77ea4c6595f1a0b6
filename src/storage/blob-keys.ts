/** Every key under which bytes are stored, in one place. Keys are made here and nowhere else. */

declare const blobKey: unique symbol;
export type BlobKey = string & { readonly [blobKey]: true };

/** Files out of a package that are served by themselves. They belong to one version and are never shared. */
export type PackagePart = 'nuspec' | 'icon' | 'readme' | 'license';

/** A package by the SHA-512 of its bytes, in hex: equal bytes are stored once. */
export function nupkgBlobKey(sha512Hex: string): BlobKey {
  return `nupkg/${sha512Hex.slice(0, 2)}/${sha512Hex}.nupkg` as BlobKey;
}

export function partBlobKey(versionPublicId: string, part: PackagePart): BlobKey {
  return `parts/${versionPublicId.slice(0, 2)}/${versionPublicId}/${part}` as BlobKey;
}

const KEY =
  /^(?:nupkg\/([0-9a-f]{2})\/\1[0-9a-f]{126}\.nupkg|parts\/([0-9A-Za-z]{2})\/\2[0-9A-Za-z]{20}\/(?:nuspec|icon|readme|license))$/;

/** Tells a key from a stray file when a storage is listed. */
export function parseBlobKey(text: string): BlobKey | undefined {
  return KEY.test(text) ? (text as BlobKey) : undefined;
}

export type BlobContent =
  { readonly kind: 'nupkg'; readonly sha512Hex: string } | { readonly kind: 'part'; readonly versionPublicId: string };

/** What a key was made of. */
export function contentOfBlobKey(key: BlobKey): BlobContent {
  const [folder, , name = ''] = key.split('/');
  return folder === 'nupkg'
    ? { kind: 'nupkg', sha512Hex: name.slice(0, -'.nupkg'.length) }
    : { kind: 'part', versionPublicId: name };
}
