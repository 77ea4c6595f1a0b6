import type { BenchedLode } from './lode.ts';
import { benchPackage, idOf, inParallel, push } from './packages.ts';
import { milliseconds, percentile, perSecond, type Report } from './report.ts';

/** How fast packages are taken in, files and rows fsynced. */
export async function benchPushes(report: Report, lode: BenchedLode, key: string): Promise<void> {
  const one = (id: string, version: string, kilobytes: number) =>
    push(lode.url, key, benchPackage(id, version, kilobytes));
  for (let at = 0; at < 30; at += 1) await one('Warm.Up', `1.0.${at}`, 100);

  const single: number[] = [];
  for (let at = 0; at < 200; at += 1) single.push(await one('Push.Single', `1.0.${at}`, 100));
  const p50 = percentile(single, 0.5);
  report.add({ what: '100 KB push, one writer, p50', ours: milliseconds(p50), target: '6 ms', isMet: p50 <= 6 });

  const packages = Array.from({ length: 3000 }, (_, at) =>
    benchPackage(`Push.Many${at % 300}`, `1.0.${Math.floor(at / 300)}`, 10),
  );
  const many: number[] = [];
  const started = performance.now();
  await inParallel(packages, 8, async (bytes) => void many.push(await push(lode.url, key, bytes)));
  const rate = packages.length / ((performance.now() - started) / 1000);
  const p99 = percentile(many, 0.99);
  report.add({ what: '10 KB pushes, 8 writers', ours: perSecond(rate), target: '500/s', isMet: rate >= 500 });
  report.add({ what: '10 KB pushes, 8 writers, p99', ours: milliseconds(p99), target: '60 ms', isMet: p99 <= 60 });
}

/** 20,000 versions: 5,000 and 500 of one id each, the rest over 2,000 ids. */
export async function seed(lode: BenchedLode, key: string): Promise<void> {
  const items = [
    ...Array.from({ length: 5000 }, (_, at) => ({
      id: 'Bench.Huge',
      version: `1.${Math.floor(at / 100)}.${at % 100}`,
    })),
    ...Array.from({ length: 500 }, (_, at) => ({ id: 'Bench.Big', version: `1.${Math.floor(at / 100)}.${at % 100}` })),
    ...Array.from({ length: 14_500 }, (_, at) => ({ id: idOf(at % 2000), version: `1.${Math.floor(at / 2000)}.0` })),
  ];
  await inParallel(items, 8, async ({ id, version }) => void (await push(lode.url, key, benchPackage(id, version))));
}

/** The same push to an id with 5,000 versions and to one with 5. */
export async function benchManyVersions(report: Report, lode: BenchedLode, key: string): Promise<void> {
  const few: number[] = [];
  const thousands: number[] = [];
  for (let at = 0; at < 300; at += 1) {
    few.push(await push(lode.url, key, benchPackage(idOf(at), `2.0.0`, 10)));
    thousands.push(await push(lode.url, key, benchPackage('Bench.Huge', `2.0.${at}`, 10)));
  }
  const ratio = percentile(thousands, 0.5) / percentile(few, 0.5);
  const ours = `${ratio.toFixed(2)} × (${milliseconds(percentile(thousands, 0.5))})`;
  report.add({
    what: 'push to an id of 5,000 versions against one of 5, p50',
    ours,
    target: '1.1 ×',
    isMet: ratio <= 1.1,
  });
}
