import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { findDeadLinks, findDeadPaths, findLeaks, type TrackedFiles } from './leaks.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** Everything that git has or would take. */
function trackedFiles(): TrackedFiles {
  const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
  const files = new Map<string, string | undefined>();
  for (const file of list.toString().split('\0')) {
    const absolute = path.join(root, file);
    if (file === '' || !existsSync(absolute)) continue;
    const bytes = readFileSync(absolute);
    files.set(file, bytes.includes(0) ? undefined : bytes.toString());
  }
  return files;
}

describe('the repository', () => {
  it('names no machine, no registry, no tracker, and has no dead link', () => {
    const files = trackedFiles();
    assert.ok(files.size > 20, 'the files were read');
    assert.deepEqual(findLeaks(files), []);
  });
});

function leaksIn(text: string, file = 'src/a.ts'): string[] {
  return findLeaks(new Map([[file, text]]));
}

describe('the search for leaks', () => {
  it('finds paths of one machine', () => {
    const folders = ['home', 'root', 'Users', 'work'].map((name) => `/${name}/.npm`);
    for (const place of [...folders, ['C:', 'Users', 'olga'].join('\\')]) {
      assert.equal(leaksIn(`one\nconst a = '${place}';`).length, 1, place);
    }
    assert.deepEqual(leaksIn("const a = '/usr/bin/chromium'; const b = '/homepage'; const c = '/var/lib/lode';"), []);
  });

  it('finds hosts of registries, also in the lock file', () => {
    const host = ['registry', 'npmjs', 'org'].join('.');
    assert.equal(leaksIn(`"a": "https://${host}/pino"`).length, 1);
    assert.equal(leaksIn(`https://${['api', 'nuget', 'org'].join('.')}/v3/index.json`, 'README.md').length, 1);
    assert.equal(leaksIn('{ "resolved": "x" }', 'package-lock.json').length, 1);
    assert.deepEqual(leaksIn('nuget.org does the same'), []);
  });

  it("finds a tracker's numbers", () => {
    const word = ['is', 'sue'].join('');
    assert.equal(leaksIn(`// see ${word} 12`).length, 1);
    assert.equal(leaksIn(`// see ${word.toUpperCase()} #12`).length, 1);
    assert.deepEqual(leaksIn(`// ${word} a token`), []);
  });

  it('leaves binary files alone', () => {
    assert.deepEqual(findLeaks(new Map([['a.nupkg', undefined]])), []);
  });
});

describe('the search for dead links', () => {
  const files = new Map<string, string | undefined>([
    ['docs/a.md', '# First part\n## `lode serve`, in short\ntext'],
    ['src/x.ts', ''],
    ['icon.png', undefined],
  ]);
  const deadIn = (text: string, file = 'docs/b.md') => findDeadLinks(new Map([...files, [file, text]]));

  it('follows files, folders and headings', () => {
    assert.deepEqual(
      deadIn(
        '[a](a.md) [b](a.md#first-part) [c](a.md#lode-serve-in-short) [d](../src/) ![e](../icon.png) [f](#here)\n# Here',
      ),
      [],
    );
    assert.deepEqual(deadIn('[a](https://gallery.example/x.md) [b](mailto:x@gallery.example)'), []);
    assert.deepEqual(deadIn('`[a](nowhere.md)`\n```\n[b](nowhere.md)\n```'), []);
  });

  it('names what leads nowhere', () => {
    assert.match(deadIn('[a](c.md)')[0] ?? '', /leads nowhere/);
    assert.match(deadIn('[a](../docs)[b](../src/y.ts)')[0] ?? '', /y\.ts leads nowhere/);
    assert.match(deadIn('[a](a.md#second)')[0] ?? '', /has no heading/);
    assert.match(deadIn('[a](#nope)')[0] ?? '', /has no heading/);
  });
});

describe('the search for files that are named', () => {
  it('knows them below src/ and from the root', () => {
    const page = '`nuget/zip.ts` `src/nuget/zip.ts` `nuget/gone.ts` `zip.ts`';
    const files = new Map([
      ['src/nuget/zip.ts', ''],
      ['docs/a.md', page],
    ]);
    assert.deepEqual(findDeadPaths(files), ['docs/a.md: there is no file nuget/gone.ts']);
  });
});
