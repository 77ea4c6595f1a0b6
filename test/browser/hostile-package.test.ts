/**
 * A package that wants to break whatever shows it: the longest id and version, a hundred tags, four thousand characters in
 * both directions, markup and scripts in every text. Each page that shows it stays whole, runs nothing of it, and can be read
 * at 320 pixels.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  accessibilityFaults,
  sidewaysFaults,
  startBrowser,
  type Person,
  type TestBrowser,
} from '../support/browser.ts';
import { forEachDatabase } from '../support/databases.ts';
import { freePort } from '../support/free-port.ts';
import { buildPackage } from '../support/package-builder.ts';
import { testApps } from '../support/test-app.ts';

const ID = `Acme.${'Extraordinarily'.repeat(6)}.Long`;
const VERSION = `2147483647.2147483647.2147483647-${'preview'.repeat(3)}`;
const SCRIPT = '<script>window.pwned = true</script><img src=x onerror="window.pwned = true">';
const TURNED = 'مرحبا بالعالم \u202Eevil\u202C \u200B\u2066x\u2069 שלום';
const README = [
  `# ${TURNED} ${SCRIPT}`,
  SCRIPT,
  '[a](javascript:window.pwned=true) <javascript:window.pwned=true> [b](data:text/html,<script>1</script>)',
  '![i](javascript:window.pwned=true) ![remote](https://elsewhere.example/pixel.png)',
  `${'>'.repeat(1_000)} deep`,
  `|${'a|'.repeat(200)}\n|${'-|'.repeat(200)}\n|${'b|'.repeat(200)}`,
  'w'.repeat(20_000),
  `\`\`\`html\n${SCRIPT}\n\`\`\``,
].join('\n\n');

forEachDatabase((database, open) => {
  if (database !== 'SQLite') return;
  describe('pages that show a hostile package', () => {
    const start = testApps(open);
    let browser: TestBrowser;
    let url: string;
    let session: string;

    before(async () => {
      const port = await freePort();
      url = `http://localhost:${port}`;
      const app = await start({ LODE_PORT: String(port), LODE_URL: url });
      await app.person('olga');
      const key = await app.key('olga');
      const hostile = {
        id: ID,
        title: `${TURNED} ${SCRIPT}`,
        authors: `${TURNED} ${SCRIPT}`,
        description: `${TURNED} ${SCRIPT} ${'schadenfreude'.repeat(300)}`.slice(0, 4_000),
        releaseNotes: `${SCRIPT}\n\njavascript:window.pwned=true https://gallery.example/x\n${TURNED}`,
        copyright: `${SCRIPT} ${TURNED}`,
        tags: Array.from({ length: 100 }, (_, at) => `tag-${at}-${'x'.repeat(at % 30)}`).join(' '),
        readme: README,
        projectUrl: 'https://gallery.example/?q=%3Cscript%3E',
        files: {
          'lib/net8.0/_._': '',
          'content/a"onload=x.txt': SCRIPT,
          [`content/${'deep/'.repeat(20)}x.txt`]: TURNED,
        },
        dependencies: { [`Other.${'Extraordinarily'.repeat(6)}`]: '[1.0.0-a, 2147483647.0.0-b]' },
      };
      for (const version of ['1.0.0', VERSION]) {
        const answer = await app.push(key, buildPackage({ ...hostile, version }));
        assert.equal(answer.status, 201, await answer.text());
      }
      session = await app.signIn('olga');
      browser = await startBrowser();
    });
    after(() => browser.close());

    const tabs = ['readme', 'versions', 'dependencies', 'frameworks', 'used-by', 'files', 'release-notes', 'history'];
    const publicPaths = [
      '/',
      '/packages',
      `/packages?q=${encodeURIComponent(SCRIPT + TURNED)}`,
      '/packages?q=schadenfreude',
      ...tabs.map((tab) => `/packages/${ID}/${VERSION}?tab=${tab}`),
      `/packages/${ID}/${VERSION}/license`,
      `/packages/${ID}/${VERSION}/file?path=${encodeURIComponent('content/a"onload=x.txt')}`,
      `/packages/${ID}/${VERSION}/compare?with=1.0.0`,
      `/stats/packages/${ID}`,
      '/stats',
      '/profiles/olga',
    ];
    const ownPaths = [
      `/packages/${ID}/${VERSION}/Manage`,
      `/packages/${ID}/${VERSION}/Manage/readme`,
      '/account/Packages',
    ];

    async function faultsOf({ page, complaints }: Person, path: string): Promise<string[]> {
      const before = complaints.length;
      const response = await page.goto(url + path);
      const faults = response?.status() === 200 ? [] : [`answers ${response?.status()}`];
      if (await page.evaluate(() => 'pwned' in globalThis)) faults.push('ran a script of the package');
      const armed = await page.evaluate(() =>
        [...document.querySelectorAll('*')].flatMap((each) =>
          [...each.attributes]
            .filter(({ name, value }) => name.startsWith('on') || /^\s*(javascript|data|vbscript):/i.test(value))
            .map(({ name, value }) => `${each.tagName} has ${name}=${value.slice(0, 80)}`),
        ),
      );
      faults.push(...armed, ...(await accessibilityFaults(page)));
      await page.setViewportSize({ width: 320, height: 640 });
      faults.push(...(await sidewaysFaults(page)).map((fault) => `320 px: ${fault}`));
      await page.setViewportSize({ width: 1280, height: 900 });
      return [...faults, ...complaints.slice(before)].map((fault) => `${path}: ${fault}`);
    }

    it('stay whole for somebody who is not signed in', async () => {
      const person = await browser.person();
      const faults: string[] = [];
      for (const path of publicPaths) faults.push(...(await faultsOf(person, path)));
      assert.deepEqual(faults, []);
      await person.close();
    });

    it('stay whole for its owner', async () => {
      const person = await browser.person();
      await person.context.addCookies([{ name: 'lode_session', value: session, url, httpOnly: true }]);
      const faults: string[] = [];
      for (const path of ownPaths) faults.push(...(await faultsOf(person, path)));
      assert.deepEqual(faults, []);
      await person.close();
    });
  });
});
