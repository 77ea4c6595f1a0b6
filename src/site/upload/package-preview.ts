import type { PackagePart } from '../../nuget/manifest.ts';
import { readPackedFile } from '../../packages/read-packed-file.ts';
import type { UploadInView } from '../../packages/uploads/view-upload.ts';
import { nupkgBlobKey } from '../../storage/blob-keys.ts';
import type { Blobs } from '../../storage/blobs.ts';

/** What of a package is shown before it is published, besides its manifest. */
export interface PackagePreview {
  /** A `data:` URL, since nothing of an upload has a URL of its own. */
  readonly icon: string | undefined;
  /** Undefined where there is none, or where it is too long to be shown here. */
  readonly readme: string | undefined;
}

/** A page should not weigh more than what it tells. */
const MAX_ICON_BYTES = 32 * 1024;
const MAX_README_BYTES = 100 * 1024;
const PNG_FIRST_BYTE = 0x89;

const utf8 = new TextDecoder('utf-8');

export async function readPreview(
  { blobs }: { readonly blobs: Blobs },
  { upload, package_ }: UploadInView,
): Promise<PackagePreview> {
  const key = nupkgBlobKey(upload.sha512Hex);
  const read = async (part: PackagePart, mostBytes: number) => {
    const packed = package_.parts[part];
    return packed === undefined ? undefined : readPackedFile(blobs, key, packed, mostBytes);
  };
  const [icon, readme] = [await read('icon', MAX_ICON_BYTES), await read('readme', MAX_README_BYTES)];
  return {
    icon: icon === undefined ? undefined : dataUrl(icon),
    readme: readme === undefined ? undefined : utf8.decode(readme),
  };
}

/** An icon is one of two kinds of picture: that was checked by its bytes. */
function dataUrl(bytes: Uint8Array): string {
  const type = bytes[0] === PNG_FIRST_BYTE ? 'image/png' : 'image/jpeg';
  return `data:${type};base64,${Buffer.from(bytes).toString('base64')}`;
}
