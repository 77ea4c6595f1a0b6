/** What a private gallery costs: the same reads of the same packages, of one that is public and of one that is not. */
import { BenchedLode } from './lode.ts';
import { benchPackage, idOf, inParallel, push } from './packages.ts';
import { percentile, perSecond, type Report } from './report.ts';
import { wrk } from './wrk.ts';

const SHARE = 0.7;
const PACKAGES = 200;
/** They take turns, so that whatever else the machine does meets both. */
const ROUNDS = 7;
const SECONDS_OF_A_ROUND = 1;

export async function benchPrivateReads(report: Report): Promise<void> {
  const [open, closed] = [new BenchedLode(), new BenchedLode()];
  try {
    await fill(open, {});
    const key = await fill(closed, { LODE_READ: 'private' });
    const authorization = `Basic ${Buffer.from(`bench:${key}`).toString('base64')}`;
    const ids = Array.from({ length: PACKAGES }, (_each, at) => idOf(at).toLowerCase());
    const kinds = {
      'flat container': ids.map((id) => `/v3/flatcontainer/${id}/index.json`),
      'registration index': ids.map((id) => `/v3/registration-gz-semver2/${id}/index.json`),
      'small nupkg': ids.map((id) => `/v3/flatcontainer/${id}/1.0.0/${id}.1.0.0.nupkg`),
    };
    for (const [kind, paths] of Object.entries(kinds)) {
      const [byAll, byKey] = await inTurns(
        () => rateOf(open, paths, {}),
        () => rateOf(closed, paths, { authorization }),
      );
      report.add({
        what: `private reads, ${kind}`,
        ours: `${perSecond(byKey)} (${(byKey / byAll).toFixed(2)} × public, ${perSecond(byAll)})`,
        target: `${SHARE} × public`,
        isMet: byKey >= SHARE * byAll,
      });
    }
  } finally {
    await open.remove();
    await closed.remove();
  }
}

/** The median of each; the first round only warms up. */
async function inTurns(
  one: () => Promise<number>,
  other: () => Promise<number>,
): Promise<[one: number, other: number]> {
  await one();
  await other();
  const rates: [ones: number[], others: number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    rates[0].push(await one());
    rates[1].push(await other());
  }
  return [percentile(rates[0], 0.5), percentile(rates[1], 0.5)];
}

async function rateOf(lode: BenchedLode, paths: readonly string[], headers: Record<string, string>): Promise<number> {
  return (await wrk(lode.url, paths, headers, SECONDS_OF_A_ROUND)).requestsPerSecond;
}

/** Starts a gallery and gives it packages and a key that reads. */
async function fill(lode: BenchedLode, settings: Record<string, string>): Promise<string> {
  await lode.start(settings);
  await lode.lode('user', 'add', 'bench', '--email', 'bench@gallery.example');
  const key = await lode.lode('key', 'create', '--owner', 'bench', '--name', 'bench', '--scopes', 'push,read');
  const packages = Array.from({ length: PACKAGES }, (_each, at) => benchPackage(idOf(at), '1.0.0'));
  await inParallel(packages, 4, async (bytes) => void (await push(lode.url, key, bytes)));
  return key;
}
