import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { BrowserContextOptions } from 'playwright-core';
import {
  accessibilityFaults,
  sidewaysFaults,
  smallTargets,
  startBrowser,
  type TestBrowser,
} from '../support/browser.ts';
import { forEachDatabase } from '../support/databases.ts';
import { freePort } from '../support/free-port.ts';
import { buildPackage, onePixelPng } from '../support/package-builder.ts';
import { testApps, type TestApp } from '../support/test-app.ts';

/** The longest that an id may be, with few places to break a line. */
const LONG = `Acme.${'Extraordinarily'.repeat(6)}.Long`;
const UPLOAD = '/packages/manage/upload';

forEachDatabase((name, open) => {
  // What a browser shows does not depend on the database.
  if (name !== 'SQLite') return;

  describe('publishing by page, in a browser', () => {
    const start = testApps(open);
    const folder = mkdtempSync(path.join(os.tmpdir(), 'lode-upload-'));
    let browser: TestBrowser;
    let app: TestApp;
    let url: string;
    before(async () => {
      const port = await freePort();
      url = `http://localhost:${port}`;
      app = await start({ LODE_PORT: String(port), LODE_URL: url, LODE_MAX_PACKAGE: '2MB' });
      await app.person('olga');
      browser = await startBrowser();
    });
    after(async () => {
      await browser.close();
      rmSync(folder, { recursive: true });
    });

    async function olga(options: BrowserContextOptions = {}) {
      const person = await browser.person(options);
      await person.context.addCookies([{ name: 'lode_session', value: await app.signIn('olga'), url, httpOnly: true }]);
      await person.page.goto(url + UPLOAD);
      return person;
    }

    function fileOf(description: Parameters<typeof buildPackage>[0]): string {
      const file = path.join(folder, `${description.id}.${description.version}.nupkg`);
      writeFileSync(file, buildPackage(description));
      return file;
    }

    it('goes from the file to the package by keyboard', async () => {
      const { page, complaints, ...person } = await olga();
      const field = page.getByLabel('Package file');
      await field.setInputFiles(fileOf({ id: 'Acme.Keys', version: '1.0.0', icon: onePixelPng, readme: '# Keys' }));
      await field.focus();
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Publish Acme.Keys 1.0.0' }).waitFor();
      assert.deepEqual(await accessibilityFaults(page), []);
      await page.getByRole('button', { name: 'Publish' }).press('Enter');
      await page.getByText('Acme.Keys 1.0.0 is published.').waitFor();
      assert.equal(new URL(page.url()).pathname, '/packages/Acme.Keys/1.0.0');
      assert.deepEqual(complaints, []);
      await person.close();
    });

    it('takes a package that is dropped', async () => {
      const { page, ...person } = await olga();
      const bytes = Buffer.from(buildPackage({ id: 'Acme.Dropped', version: '1.0.0' })).toString('latin1');
      const transfer = await page.evaluateHandle((text) => {
        const data = new DataTransfer();
        data.items.add(new File([Uint8Array.from(text, (each) => each.charCodeAt(0))], 'Acme.Dropped.1.0.0.nupkg'));
        return data;
      }, bytes);
      await page.dispatchEvent('.drop', 'dragover', { dataTransfer: transfer });
      await page.dispatchEvent('.drop', 'drop', { dataTransfer: transfer });
      await page.getByRole('heading', { name: 'Publish Acme.Dropped 1.0.0' }).waitFor();
      await page.getByRole('button', { name: 'Cancel' }).click();
      await page.getByText('The upload is cancelled.').waitFor();
      await person.close();
    });

    it('says in place what is wrong, and goes on from there', async () => {
      const { page, ...person } = await olga();
      await page.getByRole('button', { name: 'Upload' }).click();
      await page.getByRole('alert').filter({ hasText: 'No file was chosen' }).waitFor();
      const large = path.join(folder, 'large.nupkg');
      writeFileSync(large, Buffer.alloc(2_100_000));
      await page.getByLabel('Package file').setInputFiles(large);
      await page.getByRole('button', { name: 'Upload' }).click();
      await page.getByText('large.nupkg is larger than this gallery takes.').waitFor();
      await page.getByLabel('Package file').setInputFiles(fileOf({ id: 'Acme.Bad', version: '1.0.0', readme: '' }));
      await page.getByRole('button', { name: 'Upload' }).click();
      await page.getByRole('alert').filter({ hasText: 'Acme.Bad 1.0.0 cannot be published' }).waitFor();
      assert.deepEqual(await accessibilityFaults(page), []);
      await page.getByLabel('Package file').setInputFiles(fileOf({ id: 'Acme.Mended', version: '1.0.0' }));
      await page.getByRole('button', { name: 'Upload' }).click();
      await page.getByRole('heading', { name: 'Publish Acme.Mended 1.0.0' }).waitFor();
      await page.getByRole('button', { name: 'Cancel' }).click();
      await person.close();
    });

    it('fits a phone, in the dark, without script, with the longest id', async () => {
      const options = { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true } as const;
      const { page, ...person } = await olga({ ...options, colorScheme: 'dark', javaScriptEnabled: false });
      await page.getByLabel('Package file').setInputFiles(fileOf({ id: LONG, version: '1.0.0', license: null }));
      await page.getByRole('button', { name: 'Upload' }).click();
      await page.getByRole('heading', { name: 'Publish' }).waitFor();
      const verify = page.url();
      await person.close();
      const again = await olga({ ...options, colorScheme: 'dark' });
      for (const address of [url + UPLOAD, verify, `${url}/docs`, `${url}/docs/api`, `${url}/policies/About`]) {
        await again.page.goto(address);
        assert.deepEqual(await accessibilityFaults(again.page), [], address);
        assert.deepEqual(await sidewaysFaults(again.page), [], address);
        assert.deepEqual(await smallTargets(again.page, 44), [], address);
      }
      await again.close();
    });
  });
});
