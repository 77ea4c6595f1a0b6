import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { requestWith } from '../../test/support/exchange.ts';
import { cookieValue, createCookies, MAX_COOKIE_LENGTH } from './cookies.ts';

describe('cookies of an https gallery', () => {
  const cookies = createCookies('https://gallery.example/nuget');

  it('are bound to the host and to https, and no script reads them', () => {
    const line = '__Host-lode_session=abc; Path=/; HttpOnly; SameSite=Lax; Secure';
    assert.equal(cookies.set('lode_session', 'abc'), line);
    assert.equal(cookies.set('lode_session', 'abc', 60), `${line}; Max-Age=60`);
  });

  it('are taken away under the name that they were set with', () => {
    assert.equal(
      cookies.clear('lode_session'),
      '__Host-lode_session=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0',
    );
  });

  it('are read by that name alone, since any subdomain could set the plain one', () => {
    const headers = { cookie: 'lode_session=evil; __Host-lode_session=good' };
    assert.equal(cookies.read(requestWith({ headers }), 'lode_session'), 'good');
    assert.equal(cookies.read(requestWith({ headers: { cookie: 'lode_session=evil' } }), 'lode_session'), undefined);
  });
});

describe('cookies of a plain http gallery', () => {
  const cookies = createCookies('http://gallery.example');

  it('have their plain names and are not Secure, since browsers would drop them', () => {
    assert.equal(cookies.set('lode_session', 'abc'), 'lode_session=abc; Path=/; HttpOnly; SameSite=Lax');
    assert.equal(cookies.read(requestWith({ headers: { cookie: 'lode_session=abc' } }), 'lode_session'), 'abc');
  });
});

describe('a cookie', () => {
  const cookies = createCookies('https://gallery.example');

  it('that could end its line, or be two, is not made', () => {
    for (const value of ['a;b', 'a b', 'a,b', 'a"b', 'a\r\nset-cookie: x=y', 'ä', 'a\\b']) {
      assert.throws(() => cookies.set('lode_flash', value), TypeError, value);
    }
    assert.throws(() => cookies.set('x; Domain=example', 'a'), TypeError);
  });

  it('that a browser would drop for its length is not made, and not read', () => {
    const long = 'a'.repeat(MAX_COOKIE_LENGTH + 1);
    assert.throws(() => cookies.set('lode_flash', long), TypeError);
    const request = requestWith({ headers: { cookie: `__Host-lode_flash=${long}` } });
    assert.equal(cookies.read(request, 'lode_flash'), undefined);
  });

  const headers: [header: string | undefined, value: string | undefined][] = [
    [undefined, undefined],
    ['', undefined],
    ['a', undefined],
    ['a=1', '1'],
    ['b=2; a=1', '1'],
    ['b=a=2;a=1', '1'],
    [' a = 1 ;b=2', '1'],
    ['a=1; a=2', '1'],
    ['aa=1; ba=2', undefined],
    ['A=1', undefined],
    ['a=x=y', 'x=y'],
  ];
  for (const [header, value] of headers) {
    it(`is found in ${JSON.stringify(header)}: ${value}`, () => assert.equal(cookieValue(header, 'a'), value));
  }
});
