import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSiteUrls } from '../site-urls.ts';
import { createReadmeTargets, parseImageHosts, resolvePath, type ReadmeSurroundings } from './readme-targets.ts';

const surroundings: ReadmeSurroundings = {
  urls: createSiteUrls('https://gallery.example/nuget'),
  displayId: 'Acme.Http',
  normalizedVersion: '1.0.0',
  path: 'docs/README.md',
  files: ['docs/README.md', 'docs/a b.md', 'docs/img/x.PNG', 'logo.svg', 'LICENSE'],
  repository: { url: 'https://github.com/acme/http.git', commit: 'abc' },
  imageHosts: ['img.shields.io', 'img.example:8443'],
};
const FILE = '/nuget/packages/Acme.Http/1.0.0/file?path=';

describe('where links and images of a readme lead', () => {
  const { link, image } = createReadmeTargets(surroundings);

  it('to files of the package, from where the readme lies, whatever their case', () => {
    assert.equal(link?.('a%20b.md#usage'), `${FILE}docs%2Fa+b.md`);
    assert.equal(link?.('../license'), `${FILE}LICENSE`);
    assert.equal(link?.('/LICENSE?x=1'), `${FILE}LICENSE`);
    assert.equal(link?.('img/'), '/nuget/packages/Acme.Http/1.0.0?tab=files&folder=docs%2Fimg');
    assert.deepEqual(image?.('./img/x.png'), { url: `${FILE}docs%2Fimg%2Fx.PNG&raw=1`, isShown: true });
    assert.deepEqual(image?.('../logo.svg'), { url: `${FILE}logo.svg`, isShown: false });
  });

  it('to the repository of a host that is known, else nowhere', () => {
    assert.equal(link?.('../src/a?b.cs'), 'https://github.com/acme/http/blob/abc/src/a');
    assert.deepEqual(image?.('no.png'), {
      url: 'https://raw.githubusercontent.com/acme/http/abc/docs/no.png',
      isShown: false,
    });
    const of = (url: string, more = {}) =>
      createReadmeTargets({ ...surroundings, repository: { url, ...more } }).link?.('x.md');
    assert.equal(of('https://gitlab.com/a/b/c', { branch: 'main' }), 'https://gitlab.com/a/b/c/-/blob/main/docs/x.md');
    assert.equal(of('https://bitbucket.org/a/b/'), 'https://bitbucket.org/a/b/src/HEAD/docs/x.md');
    assert.equal(of('https://github.com/a/b', { branch: '../../evil' }), 'https://github.com/a/b/blob/HEAD/docs/x.md');
    for (const url of [
      'http://github.com/a/b',
      'https://github.com.evil.example/a/b',
      'https://user@github.com/a/b',
      'https://github.com/a/..',
      'https://github.com/a/b?x=1',
      'https://constructor/a/b',
      'javascript:alert(1)//github.com/a/b',
      '',
    ]) {
      assert.equal(of(url), undefined, url);
    }
  });

  it('and images of other hosts are shown where the host is allowed, encrypted', () => {
    const targets = createReadmeTargets(surroundings);
    assert.deepEqual(targets.image?.('http://img.shields.io/x'), { url: 'https://img.shields.io/x', isShown: true });
    assert.deepEqual(targets.image?.('https://img.example:8443/x')?.isShown, true);
    assert.deepEqual(targets.image?.('https://img.example/x')?.isShown, false);
    assert.deepEqual(targets.image?.('https://sub.img.shields.io/x')?.isShown, false);
    assert.deepEqual([...targets.shownHosts], ['img.shields.io', 'img.example:8443']);
    assert.deepEqual([...targets.linkedHosts], ['img.example', 'sub.img.shields.io']);
  });
});

describe('resolvePath', () => {
  it('never leads out of the package', () => {
    assert.equal(resolvePath('a/b/c.md', '../x'), 'a/x');
    assert.equal(resolvePath('a.md', 'b//./c'), 'b/c');
    for (const target of ['../x', '../../x', '/../x', '%2e%2e/x', '', '#x', '?x', '%zz', 'x'.repeat(1_001)]) {
      assert.equal(resolvePath('a.md', target), undefined, target);
    }
  });
});

describe('parseImageHosts', () => {
  it('takes hosts and nothing that a policy would read otherwise', () => {
    assert.deepEqual(parseImageHosts('Img.Example\n a.example:8443 \n\n'), ['img.example', 'a.example:8443']);
    const others = [
      '*',
      '*.example',
      "'unsafe-inline'",
      'https://a.example',
      'a.example/x',
      'a.example; script-src *',
      'data:',
      '-a.example',
      'a b',
    ];
    assert.deepEqual(parseImageHosts(others.join('\n')), []);
  });
});
