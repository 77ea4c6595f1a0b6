const strict = new TextDecoder('utf-8', { fatal: true });

/** The text of a file in UTF-8, without its byte order mark; undefined when the bytes are something else. */
export function parseUtf8(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Whether a text has characters that no text file has: controls other than tab, line ends and form feed. */
export function hasBinaryCharacters(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- controls are what is looked for
  return /[\u0000-\u0008\u000b\u000e-\u001f\u007f]/u.test(text);
}
