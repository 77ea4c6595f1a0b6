/**
 * A real browser: Debian's Chromium, which only speaks to this machine. Where it is missing and may be installed, it is;
 * elsewhere the tests that need it fail with one line that says so.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';
const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
];

/** What a test waits for is there within milliseconds; a test that waits longer has a mistake. */
const TIMEOUT_MILLISECONDS = 8_000;

export interface TestBrowser {
  /** A window of its own, with no cookies: a person at another machine. */
  person(options?: BrowserContextOptions): Promise<Person>;
  close(): Promise<void>;
}

export interface Person {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the pages so far have complained about: errors of scripts, of the console, of the policy. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** Starts the browser; once a test file is enough. */
export async function startBrowser(): Promise<TestBrowser> {
  requireChromium();
  const isRoot = process.getuid?.() === 0;
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: isRoot ? [...FLAGS, '--no-sandbox'] : FLAGS,
  });
  return { person: (options) => newPerson(browser, options), close: () => browser.close() };
}

function requireChromium(): void {
  if (existsSync(CHROMIUM)) return;
  if (process.getuid?.() === 0) {
    execFileSync('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { stdio: 'ignore' });
  }
  if (!existsSync(CHROMIUM)) throw new Error(`${CHROMIUM} is missing: apt-get install chromium`);
}

async function newPerson(browser: Browser, options: BrowserContextOptions = {}): Promise<Person> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(TIMEOUT_MILLISECONDS);
  const complaints: string[] = [];
  context.on('weberror', (error) => complaints.push(`script: ${error.error().message}`));
  context.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`console: ${message.text()}`);
  });
  context.on('requestfailed', (request) => {
    const error = request.failure()?.errorText;
    // Whoever goes on before a page is whole has given the rest of it up.
    if (error !== 'net::ERR_ABORTED') complaints.push(`request: ${request.url()} ${error}`);
  });
  const page = await context.newPage();
  return { page, context, complaints, close: () => context.close() };
}

/**
 * What axe finds wrong with the page, one line each: by the rules of WCAG 2.2 AA and good practice, or by those of `rules`
 * alone.
 */
export async function accessibilityFaults(page: Page, rules?: string[]): Promise<string[]> {
  const axe = new AxeBuilder({ page });
  const { violations } = await (rules === undefined ? axe : axe.withRules(rules)).analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(
      (node) => `${id}: ${help}: ${node.html.slice(0, 200)} ${(node.failureSummary ?? '').replace(/\s+/g, ' ')}`,
    ),
  );
}

/** What sticks out of a page to the right; empty where nothing scrolls sideways. */
export async function sidewaysFaults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const wide = [...document.querySelectorAll('body *')].filter(
      (each) => each.getBoundingClientRect().right > clientWidth,
    );
    return wide.map(
      (each) => `${each.tagName.toLowerCase()}.${each.className} ends at ${each.getBoundingClientRect().right}`,
    );
  });
}

/** What can be clicked and is smaller than it should be; links inside a sentence may be as small as their text. */
export async function smallTargets(page: Page, leastPixels: number): Promise<string[]> {
  return page.evaluate((least) => {
    const isInText = (each: Element) => each.tagName === 'A' && getComputedStyle(each).display === 'inline';
    // A label belongs to its box: either may be hit.
    const heightOf = (each: Element) => {
      const own = each.getBoundingClientRect().height;
      const label = each.closest('label') ?? document.querySelector(`label[for="${CSS.escape(each.id || ' ')}"]`);
      const isTick = each.matches('[type=checkbox], [type=radio]');
      return isTick && label !== null ? Math.max(own, label.getBoundingClientRect().height) : own;
    };
    return [...document.querySelectorAll('a, button, summary, input:not([type=hidden]), select, textarea')]
      .filter((each) => each.checkVisibility() && !isInText(each) && heightOf(each) < least && !each.closest('.skip'))
      .map((each) => `${each.outerHTML.slice(0, 120)} is ${heightOf(each)} px high`);
  }, leastPixels);
}
