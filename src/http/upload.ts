/**
 * Reads the one file of an upload into a temporary file, counting and hashing as it goes: memory does not grow with it.
 *
 * Clients differ. NuGet's own sends multipart with one part named `package`, unquoted; old ones name no file; others send
 * the package as the whole body. All are read here, and nothing of the multipart headers is ever used.
 */
import { createHash } from 'node:crypto';
import { open, rm, type FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import { Problem } from '../base/problem.ts';
import { withStandardEnd } from './closing-delimiter.ts';
import type { HttpRequest } from './exchange.ts';

export interface UploadLimits {
  readonly maxFileBytes: number;
}

/** A file that arrived whole; whoever has it must move or remove it. */
export interface UploadedFile {
  readonly temporaryPath: string;
  readonly sha512Hex: string;
  readonly sizeBytes: number;
}

/** What multipart may add to the file itself. */
const MAX_ENVELOPE_BYTES = 64 * 1024;
const MAX_BOUNDARY_LENGTH = 256;
export const MAX_PART_HEADERS = 32;
export const MAX_PART_HEADER_BYTES = 8 * 1024;
/** A caller that sends nothing for so long is given up. */
const STALL_MILLISECONDS = 60_000;
/** After the first minute an upload must have kept this pace on average, so that nobody holds a place for ever. */
const MIN_BYTES_PER_SECOND = 1_000;

/** Makes the file and gives it, or throws a Problem (`upload_invalid`, `too_large`) and leaves none behind. */
export function receiveUpload(
  request: HttpRequest,
  temporaryPath: string,
  limits: UploadLimits,
): Promise<UploadedFile> {
  return receiveFile(request, temporaryPath, limits, (sink) => readFile(request, sink));
}

/** The same for a body in another shape: `read` finds the file in it and writes it to the sink. */
export async function receiveFile(
  request: HttpRequest,
  temporaryPath: string,
  limits: UploadLimits,
  read: (sink: FileSink) => Promise<void>,
): Promise<UploadedFile> {
  const declared = Number(request.header('content-length') ?? 0);
  if (declared > limits.maxFileBytes + MAX_ENVELOPE_BYTES) throw tooLarge(limits);
  try {
    const file = await open(temporaryPath, 'wx', 0o600);
    try {
      const sink = new FileSink(file, limits);
      await read(sink);
      return { temporaryPath, ...(await sink.finish()) };
    } finally {
      await file.close();
    }
  } catch (error) {
    await rm(temporaryPath, { force: true });
    throw asProblem(error);
  }
}

async function readFile(request: HttpRequest, sink: FileSink): Promise<void> {
  const contentType = request.header('content-type') ?? '';
  const body = paced(request.body);
  if (!/^multipart\//i.test(contentType.trim())) {
    for await (const chunk of body) await sink.write(chunk);
    return;
  }
  await readMultipart(contentType, withStandardEnd(body, contentType), sink);
}

async function readMultipart(contentType: string, body: AsyncIterable<Uint8Array>, sink: FileSink): Promise<void> {
  if (contentType.length > MAX_BOUNDARY_LENGTH + 64)
    throw invalid('The Content-Type header is too long for a multipart upload.');
  const parser = multipartParser(contentType);
  const parts: Promise<void>[] = [];
  const refused: Problem[] = [];
  parser.on('file', (_field: string, stream: Readable) => {
    if (parts.length === 0) {
      parts.push(copyPart(stream, sink).catch((error: unknown) => void parser.destroy(error as Error)));
      return;
    }
    stream.on('error', () => undefined).resume();
    if (refused.length === 0) refused.push(invalid('The upload has several parts: send one package at a time.'));
  });
  await feed(body, parser);
  await Promise.all(parts);
  const [problem] = refused;
  if (problem !== undefined) throw problem;
  if (parts.length === 0) throw invalid('The multipart body has no part: send the package as its one part.');
}

export async function copyPart(stream: AsyncIterable<Uint8Array>, sink: FileSink): Promise<void> {
  for await (const chunk of stream) await sink.write(chunk);
}

function multipartParser(contentType: string): BusboyInstance {
  try {
    return new Busboy({
      headers: { 'content-type': contentType },
      isPartAFile: () => true,
      limits: { parts: 2, headerPairs: MAX_PART_HEADERS, headerSize: MAX_PART_HEADER_BYTES },
    });
  } catch (error) {
    throw invalid(`The multipart body cannot be read: ${(error as Error).message}.`);
  }
}

/** Gives every chunk to the parser at the parser's own pace, and settles when it has read the last boundary. */
export async function feed(body: AsyncIterable<Uint8Array>, parser: BusboyInstance): Promise<void> {
  const finished = new Promise<void>((resolve, reject) => {
    parser.once('finish', resolve);
    parser.on('error', (error: unknown) => reject(error as Error));
  });
  const fed = (async () => {
    for await (const chunk of body) {
      if (!parser.write(chunk)) await Promise.race([new Promise((resolve) => parser.once('drain', resolve)), finished]);
    }
    parser.end();
  })();
  await Promise.all([fed, finished]);
}

/** Ends a body that stalls or trickles. */
export async function* paced(body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const started = performance.now();
  let bytes = 0;
  let timer: NodeJS.Timeout | undefined;
  const source = body[Symbol.asyncIterator]();
  try {
    while (true) {
      const stalled = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => reject(invalid('The upload stopped arriving: send it again.')), STALL_MILLISECONDS);
      });
      const next = await Promise.race([source.next(), stalled]);
      clearTimeout(timer);
      if (next.done === true) return;
      bytes += next.value.byteLength;
      requirePace(bytes, performance.now() - started);
      yield next.value;
    }
  } finally {
    clearTimeout(timer);
    // Not awaited: while a caller stalls, its pending read would hold this back for ever.
    void source.return?.();
  }
}

function requirePace(bytes: number, elapsedMilliseconds: number): void {
  if (elapsedMilliseconds > STALL_MILLISECONDS && bytes < (elapsedMilliseconds / 1000) * MIN_BYTES_PER_SECOND) {
    throw invalid(`The upload arrives too slowly: it needs ${MIN_BYTES_PER_SECOND} bytes a second at least.`);
  }
}

/** Chunks are written together up to this size: most packages then cost one write. */
const WRITE_BYTES = 256 * 1024;

export class FileSink {
  readonly #file: FileHandle;
  readonly #limits: UploadLimits;
  readonly #hash = createHash('sha512');
  #sizeBytes = 0;
  #unwritten: Uint8Array[] = [];
  #unwrittenBytes = 0;

  constructor(file: FileHandle, limits: UploadLimits) {
    this.#file = file;
    this.#limits = limits;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.#sizeBytes += chunk.byteLength;
    if (this.#sizeBytes > this.#limits.maxFileBytes) throw tooLarge(this.#limits);
    this.#hash.update(chunk);
    this.#unwritten.push(chunk);
    this.#unwrittenBytes += chunk.byteLength;
    if (this.#unwrittenBytes >= WRITE_BYTES) await this.#writeOut();
  }

  async #writeOut(): Promise<void> {
    const bytes = Buffer.concat(this.#unwritten);
    this.#unwritten = [];
    this.#unwrittenBytes = 0;
    await this.#file.writeFile(bytes);
  }

  async finish(): Promise<{ sha512Hex: string; sizeBytes: number }> {
    await this.#writeOut();
    if (this.#sizeBytes === 0) throw invalid('The upload is empty: send the package as the body.');
    return { sha512Hex: this.#hash.digest('hex'), sizeBytes: this.#sizeBytes };
  }
}

function tooLarge(limits: UploadLimits): Problem {
  return new Problem(
    'too_large',
    `The package is larger than this gallery takes: the limit is ${Math.floor(limits.maxFileBytes / 1_000_000)} MB.`,
  );
}

export function invalid(detail: string): Problem {
  return new Problem('upload_invalid', detail);
}

/** What the parser and the socket throw is the caller's; what the disk throws keeps its own meaning. */
function asProblem(error: unknown): unknown {
  if (error instanceof Problem) return error;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (/^(ENOSPC|EROFS|EDQUOT|EFBIG)$/.test(code)) {
    return new Problem('storage_full', 'The gallery cannot store packages now: its disk is full or read-only.', {
      cause: error,
    });
  }
  if (/^E(IO|MFILE|NFILE|ACCES|PERM|NOENT)$/.test(code)) {
    return new Problem('storage_unavailable', 'The gallery cannot store packages now: its disk does not answer.', {
      cause: error,
    });
  }
  return invalid(`The upload broke off: ${(error as Error).message}.`);
}
