/** Extra fields of zip records: parsed strictly, because readers that skip a broken one and readers that do not differ. */

const ZIP64 = 0x0001;
const UNICODE_PATH = 0x7075;
/** Version, CRC of the name, then the name. */
const UNICODE_PATH_HEADER_BYTES = 5;

export type ExtraFault = 'zip_extra' | 'zip_zip64' | 'zip_local_cd_mismatch';

/**
 * What is wrong with the extra fields of one record, or undefined.
 *
 * Any ZIP64 field is refused: it can give an entry a second size, and a package that has one can never be signed.
 * A Unicode path must say what the name says.
 */
export function checkExtraFields(extra: Buffer, name: Buffer): ExtraFault | undefined {
  let unicodePaths = 0;
  for (let at = 0; at < extra.length;) {
    if (at + 4 > extra.length) return 'zip_extra';
    const id = extra.readUInt16LE(at);
    const end = at + 4 + extra.readUInt16LE(at + 2);
    if (end > extra.length) return 'zip_extra';
    if (id === ZIP64) return 'zip_zip64';
    if (id === UNICODE_PATH) {
      unicodePaths += 1;
      if (unicodePaths > 1) return 'zip_extra';
      if (!extra.subarray(at + 4 + UNICODE_PATH_HEADER_BYTES, end).equals(name)) return 'zip_local_cd_mismatch';
    }
    at = end;
  }
  return undefined;
}
