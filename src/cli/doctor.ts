import { statfs } from 'node:fs/promises';
import { isLoopback } from '../base/loopback.ts';
import { readConfig, type Config } from '../config.ts';
import { openStorage, type Storage } from '../storage/open-storage.ts';
import type { Command, Terminal } from './command.ts';
import { diagnoseMail, diagnosePeople, diagnoseSecret, diagnoseSignIn } from './diagnose-people.ts';
import type { Diagnosis, Verdict } from './diagnosis.ts';
import { parseOptions } from './words.ts';

const LOW_DISK_BYTES = 2_000_000_000;

export const doctor: Command = {
  summary: 'Check settings, secret, database, storage, mail, and the address that clients use',
  usage: `lode doctor [--json]

Ends with 1 when something does not work; warnings do not count. Connects to the database, to LODE_URL, and to the mail
server and the issuer of single sign-on where the settings name them; sends no mail.`,
  async run(words, terminal) {
    const values = parseOptions(words, { json: { type: 'boolean' } });
    const { config } = readConfig();
    const diagnoses = [
      ofNode(),
      ofUrl(config),
      await ofDisk(config),
      ...(await diagnoseSecret(config)),
      ...(await ofStorage(config)),
      ...(await diagnoseMail(config)),
      ...(await diagnoseSignIn(config)),
      ...(await ofServer(config)),
    ];
    for (const diagnosis of diagnoses) show(terminal, diagnosis, values.json === true);
    return diagnoses.some(({ verdict }) => verdict === 'failed') ? 1 : 0;
  },
};

function show(terminal: Terminal, diagnosis: Diagnosis, json: boolean): void {
  const { check, verdict, detail } = diagnosis;
  terminal.out(json ? JSON.stringify(diagnosis) : `${verdict.padEnd(8)}${check}: ${detail}`);
}

function ofNode(): Diagnosis {
  return {
    check: 'node',
    verdict: 'ok',
    detail: `Node ${process.versions.node} with SQLite ${process.versions['sqlite'] ?? 'unknown'}`,
  };
}

function ofUrl({ url, hosts }: Config): Diagnosis {
  const { protocol, hostname } = new URL(url);
  if (isLoopback(hostname)) {
    const isOpen = hosts.some((host) => !['127.0.0.1', '::1', 'localhost'].includes(host));
    const detail = `${url} only works on this machine${isOpen ? ', although Lode listens for others: set LODE_URL' : ''}.`;
    return { check: 'url', verdict: isOpen ? 'warning' : 'ok', detail };
  }
  if (protocol === 'https:') return { check: 'url', verdict: 'ok', detail: url };
  return {
    check: 'url',
    verdict: 'warning',
    detail: `${url} is plain http: clients refuse it unless the source says allowInsecureConnections, whoever listens on the way can take over sessions, and there are no passkeys.`,
  };
}

async function ofDisk({ dataFolder }: Config): Promise<Diagnosis> {
  try {
    const { bavail, bsize } = await statfs(dataFolder);
    const freeBytes = bavail * bsize;
    const verdict = freeBytes < LOW_DISK_BYTES ? 'warning' : 'ok';
    return {
      check: 'disk',
      verdict,
      detail: `${(freeBytes / 1_000_000_000).toFixed(1)} GB are free in ${dataFolder}.`,
    };
  } catch {
    return { check: 'disk', verdict: 'warning', detail: `${dataFolder} does not exist yet: lode serve makes it.` };
  }
}

async function ofStorage(config: Config): Promise<Diagnosis[]> {
  let storage: Storage;
  try {
    storage = await openStorage(config);
  } catch (error) {
    return [{ check: 'database', verdict: 'failed', detail: (error as Error).message }];
  }
  try {
    const database = await check('database', `${storage.database.dialect} answers.`, () => storage.database.ping());
    const blobs = await check('storage', `${config.blobFolder} can be written.`, () => storage.blobs.ping());
    return [database, blobs, ...(await diagnosePeople(storage.database))];
  } finally {
    await storage.close();
  }
}

async function check(name: string, detail: string, work: () => Promise<void>): Promise<Diagnosis> {
  try {
    await work();
    return { check: name, verdict: 'ok', detail };
  } catch (error) {
    return { check: name, verdict: 'failed', detail: (error as Error).message };
  }
}

/** Whether what clients are told to ask is answered by this gallery. */
async function ofServer({ url }: Config): Promise<Diagnosis[]> {
  const feed = `${url}/v3/index.json`;
  const of = (verdict: Verdict, detail: string): Diagnosis => ({ check: 'server', verdict, detail });
  try {
    const answer = await ask(feed);
    const text = await answer.text();
    if (!answer.ok || !text.includes(`"${url}/`)) {
      return [of('warning', `${feed} answered ${answer.status}, and not as this gallery would.`)];
    }
    const { notices } = (await (await ask(`${url}/health/ready`)).json()) as { notices: readonly string[] };
    return [of('ok', `${feed} answers.`), ...notices.map((notice) => of('warning', notice))];
  } catch {
    return [of('warning', `${feed} does not answer: nothing runs there, or this machine cannot reach it.`)];
  }
}

function ask(url: string): Promise<Response> {
  return fetch(url, { signal: AbortSignal.timeout(5_000), redirect: 'manual' });
}
