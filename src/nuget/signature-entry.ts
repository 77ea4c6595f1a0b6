/**
 * The form of a package's signature entry. Clients refuse a signature that is stored in any other way (NU3005), and
 * ignore one whose name differs, so that such a package would pass for unsigned here and for signed elsewhere.
 */
import { finding } from './finding.ts';
import type { Finding } from './finding.ts';
import { ZIP_FLAG_UTF8, ZIP_STORED } from './zip-directory.ts';
import { entryKey } from './zip-names.ts';
import type { ZipEntry } from './zip.ts';

const SIGNATURE_NAME = '.signature.p7s';
const signatureKey = entryKey(SIGNATURE_NAME);

/** Whether clients will look for a signature: the exact name, not marked as UTF-8. */
export function isSigned(entries: readonly ZipEntry[]): boolean {
  return entries.some(({ rawName, flags }) => rawName === SIGNATURE_NAME && (flags & ZIP_FLAG_UTF8) === 0);
}

export function checkSignatureEntry(entries: readonly ZipEntry[]): Finding[] {
  return entries
    .filter(({ path }) => entryKey(path) === signatureKey)
    .filter((entry) => !isWellFormed(entry))
    .map((entry) => {
      const detail =
        'The signature entry must be called .signature.p7s and be stored without flags: sign the package again with NuGet.';
      return finding('safety', 'signature_entry', detail, entry.rawName);
    });
}

/** Equal in the local record, which has been held against the directory. */
function isWellFormed({ rawName, flags, method, externalAttributes }: ZipEntry): boolean {
  return rawName === SIGNATURE_NAME && flags === 0 && method === ZIP_STORED && externalAttributes === 0;
}
