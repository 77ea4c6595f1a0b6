import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { render } from 'preact-render-to-string';
import { parseHtml, textOf } from '../../../test/support/html-document.ts';
import type { AccountLabel } from '../../accounts/history/history-entry.ts';
import { eventKinds } from '../../log/event-kinds.ts';
import { createSiteUrls } from '../site-urls.ts';
import { describeEvent } from './describe-event.tsx';
import { credentialText } from './history-table.tsx';

const person = (name: string, publicId: string): AccountLabel => ({
  publicId,
  name,
  kind: 'person',
  isDeleted: false,
  isAdministrator: false,
});
const words = {
  urls: createSiteUrls('https://gallery.example'),
  labels: new Map([
    ['P1', person('olga', 'P1')],
    ['P2', person('pavel', 'P2')],
    ['O1', { ...person('Acme', 'O1'), kind: 'organization' as const }],
    ['D1', { ...person('gone', 'D1'), isDeleted: true }],
  ]),
};

function html(kind: string, subject: string, data: object = {}): string {
  return render(<p>{describeEvent({ kind, subject, data: { ...data } }, words)}</p>);
}

function said(kind: string, subject: string, data: object = {}): string {
  return textOf(parseHtml(html(kind, subject, data)));
}

describe('describeEvent', () => {
  it('says every kind of the log, also where data has nothing', () => {
    for (const kind of eventKinds) {
      for (const subject of ['package:acme.http', 'version:acme.http/1.0.0', 'account:P1', 'key:K1', 'gallery', '']) {
        const text = said(kind, subject);
        assert.ok(text.length > 5, `${kind}: ${text}`);
        assert.doesNotMatch(text, /undefined|null|NaN|\[object|\.$|: *$/, `${kind} of ${subject}`);
      }
    }
  });

  it('takes members that are something else than they should be for absent', () => {
    const odd = {
      name: 7,
      changed: 'x',
      role: {},
      person: [],
      account: 1,
      how: null,
      keys: [1, null, {}],
      left: 'two',
    };
    for (const kind of eventKinds) assert.doesNotMatch(said(kind, 'account:P1', odd), /undefined|NaN|\[object/, kind);
  });

  it('names accounts as they are called now, packages with their versions', () => {
    const told = {
      'pavel was invited to become an owner of acme.http': said('owner_invited', 'package:acme.http', {
        account: 'P2',
      }),
      'The invitation of pavel to own acme.http expired': said('owner_invitation_ended', 'package:acme.http', {
        account: 'P2',
        how: 'expired',
      }),
      'gone (deleted) was removed from the owners of acme.http': said('owner_removed', 'package:acme.http', {
        account: 'D1',
      }),
      'acme.http 1.0.0 was unlisted: broken on Linux': said('version_unlisted', 'version:acme.http/1.0.0', {
        reason: 'broken on Linux',
      }),
      'acme.http 1.0.0 is deprecated no more': said('version_deprecated', 'version:acme.http/1.0.0', {
        deprecation: null,
      }),
      'pavel joined Acme as administrator': said('member_added', 'account:O1', { person: 'P2', role: 'administrator' }),
      'The API key “CI” of Acme was created: may push and unlist for Acme.*': said('key_created', 'key:K1', {
        owner: 'O1',
        person: null,
        name: 'CI',
        scopes: ['push', 'unlist'],
        packages: ['Acme.*'],
      }),
      'Signed in with a passkey, in a browser that was not used before': said('signed_in', 'account:P1', {
        how: 'passkey',
        isNewDevice: true,
      }),
      '2 sessions: each was signed out, because the password changed': said('session_ended', 'account:P1', {
        sessions: ['a', 'b'],
        how: 'password',
      }),
      'olga was locked': said('account_changed', 'account:P1', { changed: ['status'], status: 'locked' }),
      'The setting key-days was changed from its default to 90': said('setting_changed', 'setting:key-days', {
        from: null,
        to: '90',
      }),
    };
    for (const [expected, text] of Object.entries(told)) assert.equal(text, expected);
  });

  it('links to the history of a package, to the page of an organization and to the profile of a person', () => {
    assert.match(html('owner_added', 'package:acme.http', { account: 'O1' }), /href="\/organization\/Acme"/);
    assert.match(html('owner_added', 'package:acme.http', { account: 'O1' }), /href="\/packages\/acme\.http\/history"/);
    assert.match(html('owner_added', 'package:acme.http', { account: 'P2' }), /href="\/profiles\/pavel"/);
  });

  it('does not say the id once more on the page of the package', () => {
    const here = { ...words, packageKey: 'acme.http' };
    const saidHere = (kind: string, subject: string) =>
      render(<>{describeEvent({ kind, subject, data: { account: 'P2' } }, here)}</>);
    assert.match(saidHere('owner_added', 'package:acme.http'), /pavel<\/a> became an owner of the package$/);
    assert.equal(saidHere('version_published', 'version:acme.http/1.0.0'), '1.0.0 was published');
    assert.match(saidHere('version_published', 'version:acme.http.core/1.0.0'), /acme\.http\.core<\/a> 1\.0\.0 was/);
  });

  it('says what a newer version wrote as well as it can', () => {
    assert.equal(said('package_praised', 'package:acme.http'), 'package praised: package:acme.http');
    assert.equal(said('constructor', 'package:acme.http'), 'constructor: package:acme.http');
  });

  it('lets no text of a stranger become markup', () => {
    const hostile = '<script>alert(1)</script>"\'&';
    const data = { reason: hostile, name: hostile, source: hostile, label: hostile, scopes: [hostile] };
    for (const kind of eventKinds) {
      for (const subject of [`package:${hostile}`, `version:${hostile}/${hostile}`, `import:${hostile}`]) {
        const rendered = html(kind, subject, data);
        assert.ok(!rendered.includes('<script'), rendered);
        assert.ok(!/href="[^"]*[<>']/.test(rendered), rendered);
      }
    }
  });
});

describe('credentialText', () => {
  it('names a key by its name, and anything else by its kind', () => {
    assert.equal(credentialText('key:K1', new Map([['K1', 'CI']])), 'The API key “CI”');
    assert.equal(credentialText('key:K2', new Map([['K1', 'CI']])), 'An API key');
    assert.equal(credentialText('session:S1'), 'The site');
    assert.equal(credentialText('cli'), 'The command line');
    assert.equal(credentialText('link:T1'), 'A link from a mail');
    assert.equal(credentialText('system'), '–');
  });
});
