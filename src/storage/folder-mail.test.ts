import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { readMail } from '../../test/support/mail.ts';
import { openFolderMail } from './folder-mail.ts';
import type { MailMessage } from './mail-transport.ts';

const message: MailMessage = {
  id: 'a1b2c3',
  atMilliseconds: Date.UTC(2026, 10, 22, 14, 3, 0, 5),
  from: { name: 'Lode', address: 'lode@gallery.example' },
  to: 'olga@gallery.example',
  replyTo: undefined,
  subject: '[Lode] Hello',
  text: 'Hello olga',
  html: '<p>Hello olga</p>',
  settingsUrl: undefined,
};

describe('a mail into a folder', () => {
  const root = mkdtempSync(path.join(os.tmpdir(), 'lode-mail-'));
  after(() => rmSync(root, { recursive: true }));

  it('is a file that its owner alone may read, named by time and Message-ID, whole or not there', async () => {
    const folder = path.join(root, 'data', 'mail');
    const mail = openFolderMail(folder);
    assert.deepEqual(await mail.send(message), { kind: 'sent' });
    assert.deepEqual(readdirSync(folder), ['20261122T140300.005Z-a1b2c3.eml']);
    const file = path.join(folder, '20261122T140300.005Z-a1b2c3.eml');
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    const read = await readMail(readFileSync(file));
    assert.equal(read.to, 'olga@gallery.example');
    assert.equal(read.subject, '[Lode] Hello');
    assert.equal(read.parsed.replyTo, undefined);
    assert.equal(read.parsed.headers.get('list-unsubscribe'), undefined);
  });

  it('takes the place of itself when it comes twice', async () => {
    const folder = path.join(root, 'twice');
    const mail = openFolderMail(folder);
    await mail.send(message);
    await mail.send(message);
    assert.equal(readdirSync(folder).length, 1);
  });

  it('waits while the folder cannot be written', async () => {
    const file = path.join(root, 'no-folder');
    writeFileSync(file, '');
    const outcome = await openFolderMail(file).send(message);
    assert.equal(outcome.kind, 'unreachable');
  });
});
