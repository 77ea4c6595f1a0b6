/**
 * What an owner does on a package's pages, and what the real `dotnet` client makes of it: an unlisted version is gone from
 * search and stays restorable, a deprecated one is told to whoever uses it. Once on each database.
 */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { requireAccount } from '../../src/accounts/require-account.ts';
import { startSession } from '../../src/accounts/sessions/start-session.ts';
import { systemClock } from '../../src/base/clock.ts';
import { systemRandom } from '../../src/base/random.ts';
import { createClientFolder, projectFile, type ClientFolder } from '../support/dotnet-client.ts';
import { catalogEntries, fetchJson, flatContainerVersions } from '../support/feed-reader.ts';
import { buildPackage } from '../support/package-builder.ts';
import type { ProgramResult } from '../support/run-program.ts';
import { createKey, createOwner, startLode, type LodeServer } from '../support/server.ts';
import { siteVisitor, type SiteVisitor } from '../support/site-visitor.ts';

/** Somebody at the site who has just signed in. */
async function visitorOf(server: LodeServer, name: string): Promise<SiteVisitor> {
  const database = await server.openDatabase();
  const deps = { database, clock: systemClock, random: systemRandom };
  try {
    const account = await requireAccount(database, name);
    const origin = { address: '127.0.0.1', userAgent: 'tests' };
    const session = { account, how: 'password', hasSecondFactor: false, isNewDevice: false, origin } as const;
    const token = await database.mutation((tx) => startSession(deps, tx, session));
    const visitor = siteVisitor(server.url, server.url);
    visitor.setCookie('lode_session', token.reveal());
    return visitor;
  } finally {
    await database.close();
  }
}

function succeeded(result: ProgramResult): void {
  assert.equal(result.code, 0, result.output);
}

for (const database of ['sqlite', 'postgres'] as const) {
  describe(`managing a package, on ${database}`, () => {
    let server: LodeServer;
    let client: ClientFolder;
    let olga: SiteVisitor;
    before(async () => {
      server = await startLode({ database });
      client = await createClientFolder({ feed: server.feed });
      await createOwner(server, { name: 'olga' });
      const key = await createKey(server, { owner: 'olga' });
      for (const version of ['1.0.0', '1.1.0', '2.0.0']) {
        const file = join(client.folder, `Acme.Shared.${version}.nupkg`);
        await writeFile(file, buildPackage({ id: 'Acme.Shared', version }));
        succeeded(await client.dotnet(['nuget', 'push', file, '--source', 'lode', '--api-key', key]));
      }
      olga = await visitorOf(server, 'olga');
    });
    after(async () => {
      await server.stop();
      await client.remove();
    });

    const restored = async (name: string, reference: string) => {
      await client.wipeCaches();
      await client.write(`${name}/${name}.csproj`, projectFile([reference]));
      succeeded(await client.dotnet(['restore', '--disable-build-servers'], { below: name }));
      return readFile(join(client.folder, name, 'obj', 'project.assets.json'), 'utf8');
    };

    it('unlists on the page: search finds it no more, restore goes on, and the catalog tells', async () => {
      const before = (await catalogEntries(server)).length;
      const form = await olga.get('/packages/Acme.Shared/1.1.0/Manage');
      const page = await form.submit('Save', { 'List in search results': false });
      assert.match(page.flash ?? '', /Acme\.Shared 1\.1\.0 is unlisted/);
      const found = await client.dotnet(['package', 'search', 'Acme.Shared', '--exact-match', '--source', 'lode']);
      succeeded(found);
      assert.match(found.stdout, /2\.0\.0/);
      assert.doesNotMatch(found.stdout, /1\.1\.0/);
      assert.deepEqual(await flatContainerVersions(server, 'acme.shared'), ['1.0.0', '1.1.0', '2.0.0']);
      assert.match(await restored('exact', 'Acme.Shared [1.1.0]'), /Acme\.Shared\/1\.1\.0/);
      assert.match(await restored('floating', 'Acme.Shared 1.*'), /Acme\.Shared\/1\.1\.0/);
      const added = (await catalogEntries(server)).slice(before);
      assert.equal(added.length, 1);
      const leaf = await fetchJson(added[0]?.url ?? '');
      assert.deepEqual([leaf['version'], leaf['listed'], leaf['published']], ['1.1.0', false, '1900-01-01T00:00:00Z']);
    });

    it('unlists many in one step, and each is a commit of the catalog', async () => {
      const before = (await catalogEntries(server)).length;
      const choice = { 'Which versions': 'By pattern', 'Pattern, range or time': '*' };
      const preview = await (
        await olga.get('/packages/Acme.Shared/Manage/listing')
      ).submit('Preview unlisting', choice);
      await preview.submit('Unlist 2 versions');
      const added = (await catalogEntries(server)).slice(before);
      assert.equal(new Set(added.map((entry) => entry.at)).size, 2);
      assert.match(await restored('all', 'Acme.Shared 1.0.0'), /Acme\.Shared\/1\.0\.0/);
      const again = await (await olga.get('/packages/Acme.Shared/Manage/listing')).submit('Preview relisting', choice);
      await again.submit('List 3 versions');
    });

    it('deprecates on the page, and the client tells whoever uses it', async () => {
      const form = await olga.get('/packages/Acme.Shared/1.0.0/Manage');
      await form.submit('Save the deprecation of 1.0.0', {
        Legacy: true,
        'Critical bugs': true,
        'Use instead: package': 'Acme.Shared',
        'Use instead: version': '2.0.0',
        Message: 'It leaks.',
      });
      await restored('old', 'Acme.Shared 1.0.0');
      const listed = await client.dotnet(['list', 'package', '--deprecated', '--format', 'json'], { below: 'old' });
      succeeded(listed);
      assert.match(listed.stdout, /"deprecationReasons":\s*\[\s*"Legacy",\s*"CriticalBugs"\s*\]/);
      assert.match(
        listed.stdout,
        /"alternativePackage":\s*\{\s*"id":\s*"Acme\.Shared",\s*"versionRange":\s*">= 2\.0\.0"/,
      );
      await (
        await olga.get('/packages/Acme.Shared/1.0.0/Manage')
      ).submit('Save the deprecation of 1.0.0', {
        Legacy: false,
        'Critical bugs': false,
        'Use instead: package': '',
        'Use instead: version': '',
        Message: '',
      });
      await restored('old', 'Acme.Shared 1.0.0');
      const none = await client.dotnet(['list', 'package', '--deprecated', '--format', 'json'], { below: 'old' });
      assert.doesNotMatch(none.stdout, /deprecationReasons/);
    });
  });
}
