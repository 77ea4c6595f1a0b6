import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FeedFault } from './feed-fault.ts';
import { isPublicAddress, lookupFor, requireAllowedUrl } from './outgoing-address.ts';

describe('isPublicAddress', () => {
  it('knows what is not of the public internet', () => {
    // prettier-ignore
    const inside = [
      '127.0.0.1', '127.255.255.254', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.0.1',
      '169.254.169.254', '100.64.0.1', '192.0.0.8', '198.18.0.1', '224.0.0.1', '255.255.255.255',
      '::', '::1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', 'fd00::1', 'fe80::1', 'ff02::1', '64:ff9b::a00:1',
      '2002:7f00:1::', '2001:0:7f00:1::', '2001:db8::1', 'not an address', '',
    ];
    for (const address of inside) assert.equal(isPublicAddress(address), false, address);
    for (const address of ['8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450::1']) {
      assert.equal(isPublicAddress(address), true, address);
    }
  });
});

function faultOf(url: string, named: string): string | undefined {
  try {
    requireAllowedUrl(new URL(url), new URL(named));
    return undefined;
  } catch (error) {
    assert.ok(error instanceof FeedFault);
    return error.code;
  }
}

describe('requireAllowedUrl', () => {
  it('goes wherever the operator said, also on this machine', () => {
    assert.equal(faultOf('http://127.0.0.1:8080/x', 'http://127.0.0.1:8080/v3/index.json'), undefined);
    assert.equal(faultOf('http://127.0.0.1:9/x', 'http://127.0.0.1:8080/v3/index.json'), undefined);
  });

  it('follows other hosts to the public internet only, however the address is written', () => {
    const named = 'http://gallery.example/v3/index.json';
    assert.equal(faultOf('https://cdn.gallery.example/x', named), undefined);
    for (const host of [
      '127.0.0.1',
      '2130706433',
      '0x7f.1',
      '127.1',
      '①②⑦.0.0.1',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '169.254.169.254',
    ]) {
      assert.equal(faultOf(`http://${host}/x`, named), 'url_private', host);
    }
  });

  it('refuses other protocols, credentials, ports of other services, and a step down from https', () => {
    const named = 'https://gallery.example/v3/index.json';
    assert.equal(faultOf('file:///etc/passwd', named), 'url_scheme');
    assert.equal(faultOf('gopher://gallery.example/', named), 'url_scheme');
    assert.equal(faultOf('https://olga:secret@gallery.example/', named), 'url_credentials');
    assert.equal(faultOf('http://gallery.example/', named), 'url_insecure');
    assert.equal(faultOf('https://other.example:22/', named), 'url_port');
    assert.equal(faultOf('https://other.example:8443/', named), undefined);
  });
});

const codeOf = (error: unknown) => (error instanceof FeedFault ? error.code : String(error));

describe('lookupFor', () => {
  const resolve = (host: string, named: string) =>
    new Promise<string>((done) => {
      const lookup = lookupFor(new URL(`http://${host}/`), new URL(named));
      lookup(host, { all: false }, (error, address) => {
        done(error === null && typeof address === 'string' ? address : codeOf(error));
      });
    });

  it('refuses a name that leads inside, unless the operator gave that name', async () => {
    assert.equal(await resolve('localhost', 'http://gallery.example/'), 'url_private');
    assert.match(await resolve('localhost', 'http://localhost/'), /^(127\.0\.0\.1|::1)$/);
  });
});
