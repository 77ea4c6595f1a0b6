/** Every key under which bytes are stored, in one place. Keys are made here and nowhere else. */

declare const blobKey: unique symbol;
export type BlobKey = string & { readonly [blobKey]: true };

/** A package by the SHA-512 of its bytes, in hex: equal bytes are stored once. */
export function nupkgBlobKey(sha512Hex: string): BlobKey {
  return `nupkg/${sha512Hex.slice(0, 2)}/${sha512Hex}.nupkg` as BlobKey;
}

const KEY = /^nupkg\/([0-9a-f]{2})\/(\1[0-9a-f]{126})\.nupkg$/;

/** Tells a key from a stray file when a storage is listed. */
export function parseBlobKey(text: string): BlobKey | undefined {
  return KEY.test(text) ? (text as BlobKey) : undefined;
}

/** The SHA-512 that a key was made of, in hex. */
export function sha512OfBlobKey(key: BlobKey): string {
  return KEY.exec(key)?.[2] ?? '';
}
