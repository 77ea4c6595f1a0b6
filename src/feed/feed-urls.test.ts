import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createFeedUrls } from './feed-urls.ts';

describe('createFeedUrls', () => {
  it('puts everything below the public root, its path included', () => {
    const urls = createFeedUrls('https://gallery.example/nuget');
    assert.equal(urls.serviceIndex, 'https://gallery.example/nuget/v3/index.json');
    assert.equal(urls.packagePublish, 'https://gallery.example/nuget/api/v2/package');
    assert.equal(
      urls.nupkg('acme.tools', '1.0.0-beta'),
      'https://gallery.example/nuget/v3/flatcontainer/acme.tools/1.0.0-beta/acme.tools.1.0.0-beta.nupkg',
    );
    assert.equal(
      urls.registrationPage('gz-semver2', 'acme.tools', { lowerKey: '1.0.0', upperKey: '2.0.0' }),
      'https://gallery.example/nuget/v3/registration-gz-semver2/acme.tools/page/1.0.0/2.0.0.json',
    );
  });

  it('keeps the braces of templates, and encodes what an id beyond ASCII needs', () => {
    const urls = createFeedUrls('https://gallery.example');
    assert.ok(urls.readmeTemplate.endsWith('/{lower_id}/{lower_version}/readme'));
    assert.equal(urls.icon('größe', '1.0.0'), 'https://gallery.example/v3/flatcontainer/gr%C3%B6%C3%9Fe/1.0.0/icon');
    assert.equal(new URL(urls.registrationIndex('semver1', 'größe')).pathname.split('/').length, 5);
  });

  it('has a tag that is the same for the same root only', () => {
    const tag = createFeedUrls('https://gallery.example').tag;
    assert.equal(createFeedUrls('https://gallery.example').tag, tag);
    assert.notEqual(createFeedUrls('https://gallery.example/nuget').tag, tag);
  });
});
