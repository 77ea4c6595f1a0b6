/** What a browser on this machine makes of the main pages: how soon something is seen, and whether it moves or stops. */
import type { Page } from 'playwright-core';
import { startBrowser, type Person } from '../support/browser.ts';
import { mainPages, startSeededGallery } from '../support/seeded-gallery.ts';
import { milliseconds, percentile, type Report } from './report.ts';

const VISITS = 5;
const FIRST_PAINT_MILLISECONDS = 200;
/** What the browser itself calls a long task. */
const LONG_TASK_MILLISECONDS = 50;
const PAGE_BYTES = 60_000;
/** Long enough for a script of ours to have moved what it would move. */
const SETTLE_MILLISECONDS = 300;

interface Seen {
  readonly firstPaint: number;
  readonly longestTask: number;
  readonly shift: number;
  readonly bytes: number;
}

export async function benchPaint(report: Report): Promise<void> {
  const gallery = await startSeededGallery();
  const browser = await startBrowser();
  try {
    const [visitor, owner] = [await browser.person(), await browser.person()];
    const { url } = gallery.server;
    await owner.context.addCookies([{ name: 'lode_session', value: gallery.session, url, httpOnly: true }]);
    for (const person of [visitor, owner]) await person.page.addInitScript(observe);
    for (const { name, path, isSignedIn } of mainPages) {
      addFigures(report, name, await visits(isSignedIn ? owner : visitor, url + path));
    }
  } finally {
    await browser.close();
    await gallery.stop();
  }
}

async function visits({ page }: Person, url: string): Promise<Seen[]> {
  const all: Seen[] = [];
  for (let visit = 0; visit <= VISITS; visit += 1) {
    const response = await page.goto(url, { waitUntil: 'load' });
    if (response?.status() !== 200) throw new Error(`${url} answers ${response?.status()}`);
    await page.waitForTimeout(SETTLE_MILLISECONDS);
    // The first one starts the browser's own parts too.
    if (visit > 0) all.push(await seen(page));
  }
  return all;
}

/** Runs in the page before anything of it does. */
function observe(): void {
  const found = { longestTask: 0, shift: 0 };
  Object.assign(globalThis, { lodeFound: found });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) found.longestTask = Math.max(found.longestTask, entry.duration);
  }).observe({ type: 'longtask', buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) found.shift += (entry as unknown as { value: number }).value;
  }).observe({ type: 'layout-shift', buffered: true });
}

function seen(page: Page): Promise<Seen> {
  return page.evaluate(() => {
    const { lodeFound } = globalThis as unknown as { lodeFound: { longestTask: number; shift: number } };
    const [paint] = performance.getEntriesByName('first-contentful-paint');
    const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
    return {
      ...lodeFound,
      firstPaint: paint?.startTime ?? Number.NaN,
      bytes: navigation?.encodedBodySize ?? Number.NaN,
    };
  });
}

function addFigures(report: Report, name: string, all: readonly Seen[]): void {
  const most = (of: (each: Seen) => number) => Math.max(...all.map(of));
  const paint = percentile(
    all.map(({ firstPaint }) => firstPaint),
    0.5,
  );
  const [task, shift, bytes] = [
    most((each) => each.longestTask),
    most((each) => each.shift),
    most((each) => each.bytes),
  ];
  report.add({
    what: `${name} in a browser: first paint p50 (longest task, layout shift, bytes sent)`,
    ours: `${milliseconds(paint)} (${task === 0 ? 'none' : milliseconds(task)}, ${shift.toFixed(3)}, ${bytes.toLocaleString('en-US')})`,
    target: `${FIRST_PAINT_MILLISECONDS} ms (none over ${LONG_TASK_MILLISECONDS} ms, 0, ${PAGE_BYTES.toLocaleString('en-US')})`,
    isMet: paint <= FIRST_PAINT_MILLISECONDS && task <= LONG_TASK_MILLISECONDS && shift === 0 && bytes <= PAGE_BYTES,
  });
}
