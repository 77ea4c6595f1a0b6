/** The bytes of an XML document as text, in the few encodings that mean the same to every reader. */

export interface XmlText {
  readonly text: string;
  /** What the document may declare; undefined stands for "nothing that says otherwise". */
  readonly mayDeclare: RegExp;
}

const UTF8 = /^utf-8$/iu;
const UTF16 = /^(?:utf-16(?:le|be)?|unicode|ucs-2|iso-10646-ucs-2)$/iu;
/** Encodings in which plain ASCII bytes mean ASCII: a document that has no others reads the same in all of them. */
const ASCII_COMPATIBLE = /^(?:utf-8|us-ascii|ascii|iso-8859-1|latin1|windows-1252)$/iu;

/**
 * UTF-8 with or without a byte order mark, or UTF-16 with one. Undefined for everything that is not valid in the
 * encoding that its first bytes choose.
 */
export function decodeXml(bytes: Uint8Array): XmlText | undefined {
  const [first, second] = bytes;
  try {
    if (first === 0xff && second === 0xfe) return { text: strict('utf-16le', bytes), mayDeclare: UTF16 };
    if (first === 0xfe && second === 0xff) return { text: strict('utf-16be', bytes), mayDeclare: UTF16 };
    const isAscii = bytes.every((byte) => byte < 0x80);
    return { text: strict('utf-8', bytes), mayDeclare: isAscii ? ASCII_COMPATIBLE : UTF8 };
  } catch {
    return undefined;
  }
}

/** Throws a TypeError on invalid bytes, lone surrogates included. */
function strict(encoding: 'utf-8' | 'utf-16le' | 'utf-16be', bytes: Uint8Array): string {
  return new TextDecoder(encoding, { fatal: true }).decode(bytes);
}
