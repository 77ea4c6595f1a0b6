import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { requestWith } from '../../test/support/exchange.ts';
import { pathOfVisit, safeReturnPath } from './return-path.ts';
import { createSiteUrls } from './site-urls.ts';

describe('a path to return to', () => {
  const good = [
    '/',
    '/account/apikeys',
    '/Account/ApiKeys?page=2&q=a%20b',
    '/packages/Acme.Http/3.0.1-beta.1+build',
    '/account#create',
    '/signin?return=%2Faccount',
    '/a/%2F%2Fevil.example',
    '/@evil.example',
    '/:80',
  ];
  for (const path of good) it(`may be ${path}`, () => assert.equal(safeReturnPath(path), path));

  const bad = [
    '',
    'account',
    'evil.example',
    'https://evil.example/',
    'https:evil.example',
    'HTTP://evil.example',
    '//evil.example',
    '///evil.example',
    '////evil.example/%2f..',
    '/\\evil.example',
    '\\/evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/\r\nset-cookie:x=y',
    '\t//evil.example',
    ' //evil.example',
    '/ /evil.example',
    '/.//evil.example',
    '/..//evil.example',
    '/account//evil.example',
    '/\u0000',
    '/\u007f',
    '/\u2028/evil.example',
    '/\u3002evil.example',
    '/ｅvil.example',
    '/\ud800',
    'javascript:alert(1)',
    'data:text/html,x',
    '?return=/x',
    '#x',
    `/${'a'.repeat(1_000)}`,
  ];
  for (const path of bad)
    it(`is not ${JSON.stringify(path.slice(0, 40))}`, () => assert.equal(safeReturnPath(path), undefined));

  it('may be missing', () => {
    assert.equal(safeReturnPath(null), undefined);
    assert.equal(safeReturnPath(undefined), undefined);
  });
});

describe('where a person is', () => {
  const urls = createSiteUrls('https://gallery.example/nuget');
  const at = (method: string, url: string, referer?: string) =>
    pathOfVisit({ ...requestWith({ method, headers: referer === undefined ? {} : { referer } }), method, url }, urls);

  it('is the page that was asked for, without the path of the public root', () => {
    assert.equal(at('GET', '/account?a=b'), '/account?a=b');
    assert.equal(at('HEAD', '/account'), '/account');
    assert.equal(at('GET', '//evil.example'), undefined);
  });

  it('is the page whose form was sent, as long as it is one of ours', () => {
    assert.equal(at('POST', '/x', 'https://gallery.example/nuget/account?a=b'), '/account?a=b');
    for (const referrer of [
      undefined,
      'https://evil.example/nuget/account',
      'https://gallery.example.evil.example/nuget/',
      'https://gallery.example/nugetx/account',
      'https://gallery.example/nuget//evil.example',
      'https://gallery.example/account',
    ]) {
      assert.equal(at('POST', '/x', referrer), undefined, String(referrer));
    }
  });
});
