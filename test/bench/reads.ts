import { gunzipSync } from 'node:zlib';
import type { BenchedLode } from './lode.ts';
import type { StaticServer } from './nginx.ts';
import { benchPackage, idOf, push, word } from './packages.ts';
import { megabytes, milliseconds, perSecond, type Report } from './report.ts';
import { wrk } from './wrk.ts';

interface Servers {
  readonly lode: BenchedLode;
  readonly nginx: StaticServer;
}

const GZIP = { 'Accept-Encoding': 'gzip' };

/** Copies what Lode serves under these paths into nginx's folder: as plain files, and compressed where Lode compresses. */
async function mirror({ lode, nginx }: Servers, paths: readonly string[]): Promise<void> {
  for (const urlPath of paths) {
    const plain = Buffer.from(
      await (await fetch(lode.url + urlPath, { headers: { 'accept-encoding': 'identity' } })).arrayBuffer(),
    );
    const bytes = plain[0] === 0x1f && plain[1] === 0x8b ? gunzipSync(plain) : plain;
    nginx.put(urlPath, bytes, await compressedBytes(lode.url + urlPath));
  }
}

/** The compressed body as it goes over the wire: what fetch gives has been inflated. */
async function compressedBytes(url: string): Promise<Buffer | undefined> {
  const { request } = await import('node:http');
  return new Promise((resolve, reject) => {
    const asked = request(url, { headers: { 'accept-encoding': 'gzip' } }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        resolve(response.headers['content-encoding'] === 'gzip' ? Buffer.concat(parts) : undefined),
      );
    });
    asked.on('error', reject);
    asked.end();
  });
}

interface Comparison {
  readonly what: string;
  readonly paths: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Share of nginx's requests a second that is wanted, and a number that must be reached besides. */
  readonly share: number;
  readonly floor?: number;
}

async function compare(
  report: Report,
  servers: Servers,
  { what, paths, headers = {}, share, floor = 0 }: Comparison,
): Promise<void> {
  await mirror(servers, paths);
  const theirs = await wrk(servers.nginx.url, paths, headers);
  const ours = await wrk(servers.lode.url, paths, headers);
  const ratio = ours.requestsPerSecond / theirs.requestsPerSecond;
  report.add({
    what,
    ours: `${perSecond(ours.requestsPerSecond)} (${ratio.toFixed(2)} ×)`,
    nginx: perSecond(theirs.requestsPerSecond),
    target: `${share} × nginx${floor === 0 ? '' : `, ${perSecond(floor)}`}`,
    isMet: ratio >= share && ours.requestsPerSecond >= floor,
  });
}

/** Documents and packages, each against nginx with the same bytes. */
export async function benchReads(report: Report, servers: Servers, key: string): Promise<void> {
  const { lode } = servers;
  const ids = Array.from({ length: 200 }, (_, at) => idOf(at).toLowerCase());
  const each = (of: (id: string) => string) => ids.map(of);
  const hive = '/v3/registration-gz-semver2';
  const plainHive = '/v3/registration-semver1';
  await compare(report, servers, {
    what: 'registration index, plain',
    paths: each((id) => `${plainHive}/${id}/index.json`),
    share: 0.5,
    floor: 22_000,
  });
  await compare(report, servers, {
    what: 'registration index, gzip',
    paths: each((id) => `${hive}/${id}/index.json`),
    headers: GZIP,
    share: 0.5,
    floor: 22_000,
  });
  await compare(report, servers, {
    what: 'registration leaf, gzip',
    paths: each((id) => `${hive}/${id}/1.0.0.json`),
    headers: GZIP,
    share: 0.5,
  });
  await compare(report, servers, {
    what: 'flat container, plain',
    paths: each((id) => `/v3/flatcontainer/${id}/index.json`),
    share: 0.5,
    floor: 24_800,
  });
  await compare(report, servers, {
    what: 'flat container, gzip',
    paths: each((id) => `/v3/flatcontainer/${id}/index.json`),
    headers: GZIP,
    share: 0.5,
    floor: 24_800,
  });
  await compare(report, servers, {
    what: 'registration index of 500 versions, gzip',
    paths: [`${hive}/bench.big/index.json`],
    headers: GZIP,
    share: 0.5,
  });

  for (const kilobytes of [12, 1000])
    await push(lode.url, key, benchPackage(`Bench.Size${kilobytes}`, '1.0.0', kilobytes));
  const nupkg = (kilobytes: number) => [
    `/v3/flatcontainer/bench.size${kilobytes}/1.0.0/bench.size${kilobytes}.1.0.0.nupkg`,
  ];
  await compare(report, servers, { what: '12 KB nupkg', paths: nupkg(12), share: 0.4 });
  await compareBytes(report, servers, nupkg(1000));
}

async function compareBytes(report: Report, servers: Servers, paths: readonly string[]): Promise<void> {
  await mirror(servers, paths);
  const theirs = await wrk(servers.nginx.url, paths);
  const ours = await wrk(servers.lode.url, paths);
  const ratio = ours.bytesPerSecond / theirs.bytesPerSecond;
  report.add({
    what: '1 MB nupkg',
    ours: `${megabytes(ours.bytesPerSecond)}/s (${ratio.toFixed(2)} ×)`,
    nginx: `${megabytes(theirs.bytesPerSecond)}/s`,
    target: '0.5 × nginx',
    isMet: ratio >= 0.5,
  });
}

/** Searches of one word over 2,000 ids. */
export async function benchSearch(report: Report, lode: BenchedLode): Promise<void> {
  const query = (q: string) => `/v3/query?q=${encodeURIComponent(q)}&skip=0&take=20&prerelease=true&semVerLevel=2.0.0`;
  const repeating = await wrk(
    lode.url,
    Array.from({ length: 10 }, (_, at) => query(word(at))),
  );
  report.add({
    what: 'search, repeating queries',
    ours: perSecond(repeating.requestsPerSecond),
    target: '5,000/s',
    isMet: repeating.requestsPerSecond >= 5000,
  });
  const different = await wrk(
    lode.url,
    Array.from({ length: 500 }, (_, at) => query(at < 40 ? word(at) : `${word(at * 7 + 3)}${at}`)),
  );
  report.add({
    what: 'search, 500 different queries',
    ours: perSecond(different.requestsPerSecond),
    target: '1,000/s',
    isMet: different.requestsPerSecond >= 1000,
  });
  report.add({
    what: 'search, 500 different queries, p99',
    ours: milliseconds(different.p99Milliseconds),
    target: '20 ms',
    isMet: different.p99Milliseconds <= 20,
  });
}
