import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assert as assertProperty, asyncProperty, constantFrom, string } from 'fast-check';
import { createTransport } from 'nodemailer';
import { parse, type DefaultTreeAdapterTypes } from 'parse5';
import { readMail, type ReadMail } from '../../../test/support/mail.ts';
import { parseInstant } from '../../base/clock.ts';
import { Secret } from '../../base/secret.ts';
import { ServerSecret } from '../../base/server-secret.ts';
import { createSiteUrls } from '../../site/site-urls.ts';
import { composedOf } from '../../storage/mail-headers.ts';
import { composeMail, type Letterhead } from './compose-mail.ts';
import type { Happening } from './happening.ts';
import type { MailData } from './mail-data.ts';
import { createMailLinks } from './mail-links.ts';
import { templates, type TemplateName } from './templates.ts';

const names = Object.keys(templates) as TemplateName[];
const at = parseInstant('2026-11-22T14:03:00Z');
const secret = new ServerSecret(new Secret('a secret of the tests, the same in each run'));
const TOKEN = 'abcdefghijklmnopqrstuv';

function letterhead(name = 'Acme', url = 'https://gallery.example/nuget'): Letterhead {
  const links = createMailLinks(createSiteUrls(url), secret);
  return { name, support: 'support@gallery.example', from: 'lode@gallery.example', links };
}

/** Members of the data of every kind of event, in the words of one stranger. */
function dataOf(text: string): object {
  const tokens = ['confirmation', 'undo', 'reset', 'invitation', 'farewell'].map((name) => [name, TOKEN]);
  const texts = ['name', 'label', 'issuer', 'reason', 'where', 'how', 'role', 'to', 'factor'].map((name) => [
    name,
    text,
  ]);
  const lists = ['scopes', 'packages', 'changed'].map((name) => [name, [text]]);
  const keys = [at, at + 1].map((expiresAt) => ({ key: TOKEN, name: text, owner: text, expiresAt }));
  return { ...Object.fromEntries([...tokens, ...texts, ...lists]), left: 1, days: 90, before: at, keys };
}

/** Something of everything that can have happened. */
function happeningWith(text: string): Happening {
  const party = { name: text, kind: 'organization' } as const;
  return {
    seq: 1,
    at,
    by: { name: text, forWhom: text, with: 'key', keyName: text },
    account: party,
    others: { person: party, administrator: party, account: party, owner: party },
    package: text,
    version: text,
    key: { name: text, owner: party, isOwn: false },
    message: `${text}\n${text}`,
    data: dataOf(text),
  };
}

function dataWith(text: string, change: Partial<MailData> = {}): MailData {
  const reader = { name: text, as: 'member', through: text } as const;
  return { reader, happenings: [happeningWith(text)], count: 1, tellsOrigin: true, canBeMuted: true, ...change };
}

function messageOf(template: string, data: MailData, from = letterhead()) {
  const row = { id: 1, template, accountId: 1, attempts: 0, createdAt: at, address: 'olga@gallery.example' };
  const origin = { address: '192.0.2.7', userAgent: data.reader.name ?? '' };
  return composeMail(from, { ...row, messageKey: `1/${template}/x`, data: JSON.stringify(data) }, origin);
}

const composer = createTransport({ streamTransport: true, buffer: true });

/** Composed as every transport does, and read as a mail program reads it. */
async function sent(template: string, data: MailData, from?: Letterhead): Promise<ReadMail> {
  const { message } = await composer.sendMail(composedOf(messageOf(template, data, from)));
  assert.ok(Buffer.isBuffer(message));
  return readMail(message);
}

const HEADERS =
  'auto-submitted content-type date from list-unsubscribe message-id mime-version reply-to subject to x-auto-response-suppress'.split(
    ' ',
  );
const ELEMENTS = new Set(
  'html head meta title style body main footer p a table tbody tr th td ul li blockquote div wbr #text #document #documentType'.split(
    ' ',
  ),
);

function everyNode(node: DefaultTreeAdapterTypes.Node): DefaultTreeAdapterTypes.Node[] {
  return [node, ...('childNodes' in node ? node.childNodes.flatMap(everyNode) : [])];
}

/** Whatever a stranger wrote: one mail with its own headers, no markup but ours, no link but ours. */
function assertHarmless(mail: ReadMail): void {
  const lines = mail.parsed.headerLines.map(({ key }) => key);
  assert.deepEqual([...lines].sort(), HEADERS);
  assert.equal(mail.to, 'olga@gallery.example');
  assert.deepEqual(
    mail.parsed.from?.value.map(({ address }) => address),
    ['lode@gallery.example'],
  );
  assert.ok(mail.subject.length <= 200 && mail.subject.startsWith('[Acme] '), mail.subject);
  const all = `${mail.subject}${mail.text}${mail.html}`;
  assert.doesNotMatch(all, /[\p{Co}\p{Cn}\u202A-\u202E\u2066-\u2069\u200E\u200F\u061C\u2028\u2029]/u);
  assert.doesNotMatch(all.replace(/[\r\n]/g, ''), /\p{Cc}/u);
  for (const [url] of mail.text.matchAll(/(?:https?|ftp):\/\/\S*|\bwww\.[\p{L}\p{N}]\S*/giu)) {
    assert.ok(url.startsWith('https://gallery.example/nuget'), `the text has ${url}`);
  }
  const nodes = everyNode(parse(mail.html));
  assert.deepEqual(
    [...new Set(nodes.map(({ nodeName }) => nodeName))].filter((name) => !ELEMENTS.has(name)),
    [],
  );
  for (const node of nodes) {
    if (!('attrs' in node)) continue;
    const attributes = node.attrs.map(({ name }) => name).join(' ');
    assert.match(attributes, /^(|lang|charset|name content|href|scope)$/, node.tagName);
    const href = node.attrs.find(({ name }) => name === 'href')?.value ?? 'https://gallery.example/nuget/';
    assert.match(href, /^(https:\/\/gallery\.example\/nuget\/|mailto:support@gallery\.example$)/);
  }
}

const hostile = {
  'line ends and headers': 'x\r\nBcc: eve@evil.example\r\n\r\nHello\n.\nQUIT\u0085\u2028\u2029',
  markup: '</style></title><script>alert(1)</script><img src="https://evil.example/x" onerror=x>&amp;"\'',
  'addresses of pages':
    'https://evil.example/?a=b www.evil.example evil.example javascript:alert(1) HTTP://EVIL.EXAMPLE',
  'marks that turn text around': '\u202Egpj.exe\u2066\u200F\u061C olga',
  'what is no character': 'a\0b\u0007\uE000\uFFFE\uD800c',
  'encoded words': '=?utf-8?Q?=0D=0ABcc:_eve@evil.example?= <eve@evil.example>, "x" <y@evil.example>;',
  'one long word': 'w'.repeat(5_000),
  'many letters of all kinds': 'Ünï©ødé 名前 👩‍👩‍👧 '.repeat(200),
  nothing: '',
};

describe('every mail', () => {
  for (const [what, text] of Object.entries(hostile)) {
    it(`stays itself whatever is in it: ${what}`, async () => {
      for (const template of names) {
        assertHarmless(await sent(template, dataWith(text)));
        if (templates[template].many === undefined) continue;
        const many = [happeningWith(text), happeningWith(text)];
        assertHarmless(await sent(template, dataWith(text, { happenings: many, count: 5_000 })));
      }
    });
  }

  it('stays itself with any text at all', async () => {
    await assertProperty(
      asyncProperty(constantFrom(...names), string({ unit: 'binary', maxLength: 60 }), async (template, text) => {
        assertHarmless(await sent(template, dataWith(text)));
      }),
      { numRuns: 60 },
    );
  });

  it('says the same in text and in HTML, greets, says why it comes, and where questions go', async () => {
    for (const template of names) {
      const mail = await sent(template, dataWith('olga'));
      const html = everyNode(parse(mail.html))
        .map((node) => ('value' in node ? node.value : ' '))
        .join('');
      for (const text of [mail.text, html]) {
        assert.match(text, /Hello olga,/);
        assert.match(
          text.replace(/\s+/g, ' '),
          /You get this mail from Acme because you belong to the organization olga\./,
        );
        assert.match(text, /Questions go to\s+support@gallery\.example/);
        assert.doesNotMatch(text, /undefined|null|NaN|\[object|!|please|oops/i);
      }
      const letters = (text: string) => text.replace(/\u200C|https?:\S+|[^\p{L}\p{N}]+/gu, '');
      const words = letters(mail.text);
      for (const block of everyNode(parse(mail.html))) {
        if (block.nodeName !== 'p' && block.nodeName !== 'td' && block.nodeName !== 'li') continue;
        const said = everyNode(block)
          .map((node) => ('value' in node ? node.value : ''))
          .join('');
        assert.ok(words.includes(letters(said)), `${template}: the text lacks "${said}"`);
      }
    }
  });

  it('has a subject and at most one link that does something', async () => {
    for (const template of names) {
      const mail = await sent(template, dataWith('olga'));
      assert.match(mail.subject, /^\[Acme\] [A-Zo“\d]/, template);
      const links = [...mail.text.matchAll(/^https:\S+$/gm)];
      assert.ok(links.length <= 1, template);
      for (const [url] of mail.text.matchAll(/https:\S+/g)) {
        assert.ok(mail.html.includes(`href="${url.replaceAll('&', '&amp;')}"`), `${template}: ${url}`);
      }
    }
  });

  it('can be turned off from where it says so, and only then', async () => {
    const muted = await sent('version-published', dataWith('olga'));
    assert.match(muted.text, /Choose which mails come: https:\/\/gallery\.example\/nuget\/account#mail/);
    const always = messageOf('password-changed', dataWith('olga', { canBeMuted: false }));
    assert.equal(always.settingsUrl, undefined);
    assert.doesNotMatch(always.text, /Choose which/);
  });

  it('has the same Message-ID each time it is written, and another one for another reader', () => {
    const [one, two] = [dataWith('olga'), dataWith('erik')];
    assert.equal(messageOf('you-left', one).id, messageOf('you-left', two).id);
    assert.notEqual(messageOf('you-left', one).id, messageOf('you-joined', one).id);
    assert.match(messageOf('you-left', one).id, /^[0-9a-f]{32}$/);
  });

  it('names a gallery that calls itself something odd', async () => {
    const mail = await sent('you-left', dataWith('olga'), letterhead('Ünï, "Gallery" <x@evil.example>'));
    assert.deepEqual(mail.parsed.from?.value, [
      { name: 'Ünï, "Gallery" <x@evil.example>', address: 'lode@gallery.example' },
    ]);
    assert.ok(mail.subject.startsWith('[Ünï, "Gallery" <x@evil.example>] '));
  });

  it('tells of many one by one as far as there is room, and how many there are', async () => {
    const happenings = Array.from({ length: 50 }, (_, i) => ({ ...happeningWith('olga'), version: `1.0.${i}` }));
    const mail = await sent('version-published', dataWith('olga', { happenings, count: 300 }));
    assert.equal(mail.subject, '[Acme] 300 versions were published');
    assert.match(mail.text, /22 Nov 2026, 14:03 UTC: olga 1\.0\.49 \(olga for olga\)/);
    assert.match(mail.text, /and 250 more/);
  });
});
