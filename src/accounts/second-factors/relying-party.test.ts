import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { relyingPartyOf } from './relying-party.ts';

describe('whom passkeys belong to', () => {
  const cases: readonly [url: string, party: { readonly id: string; readonly origin: string } | undefined][] = [
    ['https://gallery.example', { id: 'gallery.example', origin: 'https://gallery.example' }],
    ['https://gallery.example:8443/nuget', { id: 'gallery.example', origin: 'https://gallery.example:8443' }],
    ['http://localhost:8080', { id: 'localhost', origin: 'http://localhost:8080' }],
    ['https://localhost', { id: 'localhost', origin: 'https://localhost' }],
    ['http://lode.localhost:8080', { id: 'lode.localhost', origin: 'http://lode.localhost:8080' }],
    ['http://gallery.example', undefined],
    ['http://127.0.0.1:8080', undefined],
    ['https://192.0.2.7', undefined],
    ['https://[2001:db8::1]', undefined],
    ['http://localhost.example', undefined],
  ];
  for (const [url, party] of cases) {
    it(`says of ${url}: ${party === undefined ? 'nobody' : party.id}`, () => {
      assert.deepEqual(relyingPartyOf(url, 'Lode'), party === undefined ? undefined : { ...party, name: 'Lode' });
    });
  }
});
