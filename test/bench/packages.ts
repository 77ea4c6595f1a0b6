/** Packages for the benches: the same in each run, of a given size, with words that a search can find. */
import { randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';
import { buildPackage } from '../support/package-builder.ts';

const agent = new Agent({ keepAlive: true });

const WORDS =
  'http json client logging data cache queue mail image graph parser storage cloud test mock async stream crypto token schema yaml xml csv excel report chart map route auth identity event bus mapper validation scheduler worker retry policy config options host metrics trace'.split(
    ' ',
  );

export function word(at: number): string {
  return WORDS[at % WORDS.length] ?? 'http';
}

/** `Bench.Http.Json17` and the like: distinct for each number. */
export function idOf(at: number): string {
  const [a, b] = [word(at), word(at * 7 + 3)].map((text) => text.charAt(0).toUpperCase() + text.slice(1));
  return `Bench.${a}.${b}${at}`;
}

/** A package of about `kilobytes`; its filling does not compress. */
export function benchPackage(id: string, version: string, kilobytes = 0): Uint8Array {
  const at = Number(/\d+$/.exec(id)?.[0] ?? 0);
  return buildPackage({
    id,
    version,
    authors: 'Bench',
    description: `A ${word(at * 3 + 1)} and ${word(at * 5 + 2)} library for ${word(at * 11)} work, number ${at}.`,
    tags: `${word(at)} ${word(at + 1)} bench`,
    dependencies: [{ targetFramework: 'net8.0', dependencies: [{ id: 'Newtonsoft.Json', version: '13.0.1' }] }],
    files: { 'lib/net8.0/Bench.dll': randomBytes(Math.max(64, kilobytes * 1000 - 1500)) },
  });
}

/** Pushes one package the way the official client does, and gives the milliseconds until its answer. */
export async function push(url: string, key: string, bytes: Uint8Array): Promise<number> {
  const boundary = 'b5f0c8a2-0d6e-4a51-9a6d-6f4b0f1c2d3e';
  const head = `--${boundary}\r\nContent-Type: application/octet-stream\r\nContent-Disposition: form-data; name=package; filename=package.nupkg; filename*=utf-8''package.nupkg\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  const headers = {
    'x-nuget-apikey': key,
    'content-type': `multipart/form-data; boundary="${boundary}"`,
    'content-length': body.length,
  };
  const started = performance.now();
  await new Promise<void>((resolve, reject) => {
    const asked = request(`${url}/api/v2/package/`, { method: 'PUT', headers, agent }, (response) => {
      response.resume();
      response.once('end', () => {
        if (response.statusCode === 201) resolve();
        else reject(new Error(`a push was answered with ${response.statusCode} ${response.statusMessage}`));
      });
    });
    asked.once('error', reject);
    asked.end(body);
  });
  return performance.now() - started;
}

/** Runs `work` for every item, so many at a time. */
export async function inParallel<T>(
  items: Iterable<T>,
  writers: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const rest = items[Symbol.iterator]();
  const run = async () => {
    for (let next = rest.next(); next.done !== true; next = rest.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: writers }, run));
}
