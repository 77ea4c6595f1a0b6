import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createClientFolder, projectFile, type ClientFolder } from '../support/dotnet-client.ts';
import { fetchRealPackages, realPackagesProject } from '../support/real-packages.ts';
import type { BenchedLode } from './lode.ts';
import type { StaticServer } from './nginx.ts';
import { idOf } from './packages.ts';
import { percentile, type Report } from './report.ts';

const ROUNDS = 3;

/** Cold restores by the real client: every cache is wiped before each. The two servers take turns. */
export async function benchRestores(report: Report, lode: BenchedLode, nginx: StaticServer): Promise<void> {
  const { folder, files } = await fetchRealPackages();
  await lode.lode('import', folder);
  await mirrorFeed(lode, nginx, [...new Set(files.map((file) => file.replace(/\.\d+(\.\d+)+.*$/, '')))]);
  const made = Array.from({ length: 60 }, (_, at) => idOf(at).toLowerCase());
  await mirrorFeed(lode, nginx, made);
  const projects = Array.from({ length: 10 }, (_, at) => ({
    file: `p${at}/p${at}.csproj`,
    text: projectFile(made.slice(at * 6, at * 6 + 6).map((id) => `${id} 1.0.0`)),
  }));
  const solution = `<Solution>\n${projects.map(({ file }) => `  <Project Path="${file}" />`).join('\n')}\n</Solution>\n`;
  await compareRestores(
    report,
    'cold restore of 10 projects',
    [lode, nginx],
    [...projects, { file: 'all.slnx', text: solution }],
  );
  await compareRestores(
    report,
    'cold restore of a real graph',
    [lode, nginx],
    [{ file: 'real.csproj', text: realPackagesProject('graph') }],
  );
}

/** What restore reads of these ids: versions and packages, under a service index of nginx's own. */
async function mirrorFeed(lode: BenchedLode, nginx: StaticServer, ids: readonly string[]): Promise<void> {
  const base = { '@id': `${nginx.url}/v3/flatcontainer/`, '@type': 'PackageBaseAddress/3.0.0' };
  nginx.put('/v3/index.json', Buffer.from(JSON.stringify({ version: '3.0.0', resources: [base] })));
  for (const id of ids) {
    const answer = await fetch(`${lode.url}/v3/flatcontainer/${id}/index.json`);
    if (!answer.ok) continue;
    const text = await answer.text();
    nginx.put(`/v3/flatcontainer/${id}/index.json`, Buffer.from(text));
    for (const version of (JSON.parse(text) as { versions: string[] }).versions) {
      const name = `/v3/flatcontainer/${id}/${version}/${id}.${version}.nupkg`;
      nginx.put(name, Buffer.from(await (await fetch(lode.url + name)).arrayBuffer()));
    }
  }
}

async function compareRestores(
  report: Report,
  what: string,
  servers: readonly { readonly url: string }[],
  files: readonly { file: string; text: string }[],
): Promise<void> {
  const clients = await Promise.all(servers.map(({ url }) => createClientFolder({ feed: `${url}/v3/index.json` })));
  try {
    const times: number[][] = servers.map(() => []);
    await Promise.all(clients.flatMap((client) => files.map(({ file, text }) => client.write(file, text))));
    for (let turn = 0; turn < (ROUNDS + 1) * clients.length; turn += 1) {
      const at = turn % clients.length;
      const client = clients[at];
      const seconds = client === undefined ? 0 : await coldRestore(client);
      // The first round warms the machine.
      if (turn >= clients.length) times[at]?.push(seconds);
    }
    const [ours = 0, theirs = 1] = times.map((seconds) => percentile(seconds, 0.5));
    report.add({
      what,
      ours: `${ours.toFixed(2)} s (${(ours / theirs).toFixed(2)} ×)`,
      nginx: `${theirs.toFixed(2)} s`,
      target: '1.1 × nginx',
      isMet: ours <= 1.1 * theirs,
    });
  } finally {
    for (const client of clients) await client.remove();
  }
}

async function coldRestore(client: ClientFolder): Promise<number> {
  await client.wipeCaches();
  const started = performance.now();
  const { code, output } = await client.dotnet(['restore', '--force', '-nodeReuse:false', '--disable-build-servers']);
  if (code !== 0) throw new Error(`a restore failed:\n${output}`);
  return (performance.now() - started) / 1000;
}

/** The folder of this file's own machine, for the report's head. */
export function machine(): string {
  const model =
    /model name\s*:\s*(.*)/.exec(readFileSync(path.join('/proc', 'cpuinfo'), 'utf8'))?.[1] ?? 'unknown processor';
  return `${model}, ${navigator.hardwareConcurrency} cores, Node ${process.versions.node}`;
}
