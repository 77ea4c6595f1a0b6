/** README.md's five lines, taken out of it and run as they stand. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createClientFolder, projectFile, type ClientFolder } from '../support/dotnet-client.ts';
import { buildPackage } from '../support/package-builder.ts';
import { runProgram } from '../support/run-program.ts';
import { siteVisitor } from '../support/site-visitor.ts';
import { startLode, withoutLodeSettings, type LodeServer } from '../support/server.ts';

const root = path.resolve(import.meta.dirname, '../..');

describe('README.md', () => {
  let server: LodeServer;
  let client: ClientFolder;

  before(async () => {
    server = await startLode({ database: 'sqlite' });
    client = await createClientFolder({});
  });

  after(async () => {
    await client.remove();
    await server.stop();
  });

  it('tells the truth about the first start: it prints a link that makes the first administrator', async () => {
    const link = /https?:\S+\/setup\?token=\S+/.exec(server.log())?.[0] ?? '';
    const page = await siteVisitor(server.url, server.url).get(link);
    assert.equal(page.status, 200, server.log());
    assert.ok(page.html.includes('name="password"'));
  });

  it('pushes a package and uses it in five lines', async () => {
    const readme = await readFile(path.join(root, 'README.md'), 'utf8');
    const lines = /## Push a package and use it\n\n```sh\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
    assert.equal(lines.trim().split('\n').length, 5);
    const node = `${path.join(root, 'bin/node')} --disable-warning=ExperimentalWarning ${path.join(root, 'src/main.ts')}`;
    const script = lines.replaceAll('bin/lode', node).replaceAll('http://localhost:8080', server.url);
    await writeFile(
      path.join(client.folder, 'Acme.Hello.1.0.0.nupkg'),
      buildPackage({ id: 'Acme.Hello', version: '1.0.0' }),
    );
    await client.write('App.csproj', projectFile([]));
    const { code, output } = await runProgram('sh', ['-e', '-c', script], {
      cwd: client.folder,
      environment: {
        ...client.environment,
        ...withoutLodeSettings(),
        LODE_DATA: server.dataFolder,
        LODE_URL: server.url,
      },
    });
    assert.equal(code, 0, output);
    assert.match(output, /Your package was pushed/);
    const project = await readFile(path.join(client.folder, 'App.csproj'), 'utf8');
    assert.match(project, /<PackageReference Include="Acme.Hello" Version="1.0.0" \/>/);
  });
});
