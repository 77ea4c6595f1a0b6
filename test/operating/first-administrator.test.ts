import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { startLode } from '../support/server.ts';
import { siteVisitor } from '../support/site-visitor.ts';

describe('a gallery without an administrator', async () => {
  const server = await startLode({ database: 'sqlite' });
  after(() => server.stop());
  const links = () => [...server.log().matchAll(/becomes one: (\S+)/g)].map(([, link]) => link ?? '');
  /** What is printed comes a moment after the port answers. */
  const untilPrinted = async (count: number) => {
    for (let turn = 0; links().length < count && turn < 200; turn += 1) await new Promise((go) => setTimeout(go, 20));
    return links();
  };

  it('prints the same link at each start until somebody has used it', async () => {
    const [link = ''] = await untilPrinted(1);
    assert.ok(link.startsWith(`${server.url}/setup?token=`), link);
    await server.terminate();
    await server.start();
    assert.deepEqual(await untilPrinted(2), [link, link]);
    const visitor = siteVisitor(server.listens, server.url);
    const page = await (
      await visitor.get(link)
    ).submit('Create the administrator', {
      Username: 'root',
      'Email address': 'root@gallery.example',
      Password: 'lichen on wet rock',
    });
    assert.equal(page.flash, 'root administers this gallery.');
    assert.equal((await visitor.get('/Admin')).status, 200);
    assert.doesNotMatch(
      server.log().replaceAll(link, ''),
      new RegExp(link.slice(-43)),
      'the log has the link nowhere else',
    );
    await server.terminate();
    await server.start();
    assert.equal((await siteVisitor(server.listens, server.url).get(link)).status, 404);
    assert.equal(links().length, 2);
  });
});
