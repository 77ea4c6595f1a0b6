/**
 * Mends the end of a multipart body as NuGet 2.x sends it away from Windows: it writes the system's line end before the
 * closing delimiter, so `LF--boundary--` where the standard, and every parser, wants `CRLF--boundary--`.
 */

/** The same chunks, with the missing CR put in before the closing delimiter. Holds back the last few hundred bytes. */
export async function* withStandardEnd(
  body: AsyncIterable<Uint8Array>,
  contentType: string,
): AsyncIterable<Uint8Array> {
  const end = Buffer.from(`\n--${boundaryOf(contentType)}--`, 'latin1');
  // What may follow the delimiter, and the CR that should stand before it.
  const held = end.length + '\r'.length + '\r\n'.length;
  let tail: Uint8Array = new Uint8Array(0);
  for await (const chunk of body) {
    // Chunks are much longer than what is held back, so nearly nothing is copied.
    const all = chunk.length > held ? chunk : Buffer.concat([tail, chunk]);
    if (chunk.length > held) yield tail;
    const passed = Math.max(0, all.length - held);
    if (passed > 0) yield all.subarray(0, passed);
    tail = all.subarray(passed);
  }
  yield mended(Buffer.from(tail), end);
}

function mended(tail: Buffer, end: Buffer): Buffer {
  const at = tail.lastIndexOf(end);
  const isStandard = at === -1 || at === 0 || tail[at - 1] === 0x0d;
  return isStandard ? tail : Buffer.concat([tail.subarray(0, at), Buffer.from('\r'), tail.subarray(at)]);
}

function boundaryOf(contentType: string): string {
  const match = /;\s*boundary\s*=\s*(?:"([^"]*)"|([^;\s]+))/i.exec(contentType);
  return match?.[1] ?? match?.[2] ?? '';
}
