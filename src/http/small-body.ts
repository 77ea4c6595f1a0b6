import { Problem } from '../base/problem.ts';
import type { HttpRequest } from './exchange.ts';

/** A body that is read whole into memory, or `too_large`. */
export async function readSmallBody(
  request: Pick<HttpRequest, 'header' | 'body'>,
  { maxBytes, what }: { readonly maxBytes: number; readonly what: string },
): Promise<Buffer> {
  const tooLarge = () => new Problem('too_large', `${what} may have ${maxBytes} bytes.`);
  if (Number(request.header('content-length') ?? 0) > maxBytes) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of request.body) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
