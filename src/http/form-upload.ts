/**
 * Reads a form with one file (`multipart/form-data`), as a browser sends it: the form's texts stand before its file, so
 * that whether the form may do anything at all is decided before the first byte of the file is kept.
 */
import type { Readable } from 'node:stream';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import type { HttpRequest } from './exchange.ts';
import {
  copyPart,
  feed,
  invalid,
  MAX_PART_HEADER_BYTES,
  MAX_PART_HEADERS,
  paced,
  receiveFile,
  type FileSink,
  type UploadedFile,
  type UploadLimits,
} from './upload.ts';

export interface UploadedForm extends UploadedFile {
  /** As the browser says it, without folders; empty where it says none. A stranger's text. */
  readonly fileName: string;
}

/** What forms with a file have beside it: a token and little more. */
const MAX_TEXTS = 8;
const MAX_TEXT_BYTES = 1_024;

/**
 * Makes the file and gives it, or throws a Problem and leaves none behind. `accept` gets the texts that stand before the
 * file; where it throws, nothing of the file is kept.
 */
export async function receiveForm(
  request: HttpRequest,
  temporaryPath: string,
  limits: UploadLimits,
  accept: (text: (name: string) => string) => void,
): Promise<UploadedForm> {
  const form = new ArrivingForm(accept);
  const file = await receiveFile(request, temporaryPath, limits, (sink) => form.read(request, sink));
  return { ...file, fileName: form.fileName };
}

class ArrivingForm {
  readonly #accept: (text: (name: string) => string) => void;
  readonly #texts = new Map<string, string>();
  #file: Promise<void> | undefined;
  fileName = '';

  constructor(accept: (text: (name: string) => string) => void) {
    this.#accept = accept;
  }

  async read(request: HttpRequest, sink: FileSink): Promise<void> {
    const parser = parserOf(request.header('content-type') ?? '');
    parser.on('field', (name: string, text: string) => void this.#texts.set(name, this.#texts.get(name) ?? text));
    parser.on('file', (_field: string, stream: Readable, name: string | undefined) => {
      if (this.#file === undefined) this.#file = this.#take(stream, name ?? '', sink, parser);
      else stream.on('error', () => undefined).resume();
    });
    await feed(paced(request.body), parser);
    if (this.#file === undefined) throw nothingChosen();
    await this.#file;
    if (sink.sizeBytes === 0 && this.fileName === '') throw nothingChosen();
  }

  async #take(stream: Readable, name: string, sink: FileSink, parser: BusboyInstance): Promise<void> {
    try {
      this.#accept((text) => this.#texts.get(text) ?? '');
      this.fileName = name;
      await copyPart(stream, sink);
    } catch (error) {
      stream.on('error', () => undefined).resume();
      parser.destroy(error as Error);
    }
  }
}

function parserOf(contentType: string): BusboyInstance {
  if (!/^multipart\/form-data\s*;/i.test(contentType.trim())) {
    throw invalid('This URL takes a form with a file: multipart/form-data.');
  }
  try {
    return new Busboy({
      headers: { 'content-type': contentType },
      isPartAFile: (_field, _type, fileName) => fileName !== undefined,
      limits: {
        files: 2,
        fields: MAX_TEXTS,
        fieldSize: MAX_TEXT_BYTES,
        parts: MAX_TEXTS + 2,
        headerPairs: MAX_PART_HEADERS,
        headerSize: MAX_PART_HEADER_BYTES,
      },
    });
  } catch (error) {
    throw invalid(`The form cannot be read: ${(error as Error).message}.`);
  }
}

function nothingChosen() {
  return invalid('No file was chosen: choose a package, and send it again.');
}
