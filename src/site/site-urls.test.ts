import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSiteUrls, withQuery } from './site-urls.ts';

describe('the URLs of pages', () => {
  const urls = createSiteUrls('https://gallery.example/nuget');

  it('begin with the path of the public root', () => {
    assert.equal(urls.home, '/nuget/');
    assert.equal(urls.apiKeys, '/nuget/account/apikeys');
    assert.equal(urls.feed, 'https://gallery.example/nuget/v3/index.json');
    assert.equal(urls.absolute(urls.signIn), 'https://gallery.example/nuget/signin');
    assert.equal(urls.local('/account'), '/nuget/account');
    assert.equal(createSiteUrls('http://localhost:8080').signIn, '/signin');
  });

  it('hold names as they are, encoded', () => {
    assert.equal(urls.organization('Acme'), '/nuget/organization/Acme');
    assert.equal(urls.packageOwners('Acme.Http'), '/nuget/packages/Acme.Http/owners');
    assert.equal(urls.organization('../admin?x=1#"<$&'), '/nuget/organization/..%2Fadmin%3Fx%3D1%23%22%3C%24%26');
  });

  it('take a query, without what is empty', () => {
    assert.equal(withQuery(urls.apiKeys, {}), '/nuget/account/apikeys');
    assert.equal(withQuery('/a', { page: 2, q: 'a b&c', none: undefined, empty: '' }), '/a?page=2&q=a+b%26c');
  });
});
