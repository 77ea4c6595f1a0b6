/** What a private gallery costs: the same reads of the same data, first by everybody, then with a key each. */
import type { BenchedLode } from './lode.ts';
import { idOf } from './packages.ts';
import { perSecond, type Report } from './report.ts';
import { wrk } from './wrk.ts';

const SHARE = 0.7;

export async function benchPrivateReads(report: Report, lode: BenchedLode): Promise<void> {
  const key = await lode.lode('key', 'create', '--owner', 'bench', '--name', 'reader', '--scopes', 'read');
  const authorization = `Basic ${Buffer.from(`bench:${key}`).toString('base64')}`;
  const ids = Array.from({ length: 200 }, (_each, at) => idOf(at).toLowerCase());
  const kinds = {
    'flat container': ids.map((id) => `/v3/flatcontainer/${id}/index.json`),
    'registration index': ids.map((id) => `/v3/registration-gz-semver2/${id}/index.json`),
    nupkg: ids.map((id) => `/v3/flatcontainer/${id}/1.0.0/${id}.1.0.0.nupkg`),
  };
  const ofAll: Record<string, number> = {};
  for (const [kind, paths] of Object.entries(kinds)) ofAll[kind] = (await wrk(lode.url, paths)).requestsPerSecond;
  await lode.stop();
  await lode.start({ LODE_READ: 'private' });
  for (const [kind, paths] of Object.entries(kinds)) {
    const theirs = ofAll[kind] ?? 0;
    const ours = (await wrk(lode.url, paths, { authorization })).requestsPerSecond;
    const ratio = ours / theirs;
    report.add({
      what: `private reads, ${kind}`,
      ours: `${perSecond(ours)} (${ratio.toFixed(2)} × public, ${perSecond(theirs)})`,
      target: `${SHARE} × public`,
      isMet: ratio >= SHARE,
    });
  }
  await lode.stop();
  await lode.start();
}
