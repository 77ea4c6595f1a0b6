import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import path from 'node:path';
import { checkTree, domainFolders, importTable } from './import-table.ts';
import { importsOf, readSourceTree } from './source-tree.ts';

const root = path.resolve(import.meta.dirname, '../..');

describe('the import table', () => {
  it('holds for every file of src/', () => {
    const tree = readSourceTree(root, 'src');
    assert.ok(tree.size > 10, 'the tree was read');
    const faults = checkTree(tree).map((fault) => `${fault.file}: ${fault.detail}`);
    assert.deepEqual(faults, []);
  });
});

/** The rows of ARCHITECTURE.md's table, as it spells them. */
function documentedTable(): Record<string, string[]> {
  const page = readFileSync(path.join(root, 'docs/ARCHITECTURE.md'), 'utf8');
  const rows = [...page.matchAll(/^\| `([a-z]+)` \| (.*) \|$/gm)].map(([, from = '', to = '']) => {
    const named = [...to.matchAll(/`([a-z.]+)`/g)].map((match) => match[1] ?? '');
    return [from, to.startsWith('every domain folder') ? [...domainFolders, ...named] : named] as const;
  });
  return Object.fromEntries(rows);
}

describe('docs/ARCHITECTURE.md', () => {
  it('prints the table as it is checked', () => {
    const folders = Object.entries(importTable).filter(([from]) => !from.includes('.'));
    const sorted = (table: Record<string, readonly string[]>) =>
      Object.fromEntries(Object.entries(table).map(([from, to]) => [from, [...to].sort()]));
    assert.deepEqual(sorted(documentedTable()), sorted(Object.fromEntries(folders)));
  });
});

/** The details of what is wrong with a tree made of these files. */
function faultsOf(files: Record<string, string>): string[] {
  return checkTree(new Map(Object.entries(files))).map((fault) => fault.detail);
}

function assertRefused(files: Record<string, string>, pattern: RegExp): void {
  const faults = faultsOf(files);
  assert.ok(
    faults.some((detail) => pattern.test(detail)),
    `expected ${String(pattern)} among ${JSON.stringify(faults)}`,
  );
}

describe('the check of the import table', () => {
  it('accepts what the table allows', () => {
    const files = {
      'src/base/clock.ts': 'export const a = 1;',
      'src/nuget/version.ts': "import { a } from '../base/clock.ts';\nimport { b } from './range.ts';",
      'src/nuget/range.ts': 'export const b = 1;',
      'src/packages/packages.queries.ts':
        "import { sql } from 'kysely';\nexport const q = tx.insertInto('versions').values({});",
      'src/http/server.ts': "import fastify from 'fastify';",
      'src/http/upload.ts': "import busboy from '@fastify/busboy';",
      'src/feed/v3/service-index.ts': "import { b } from '../../nuget/range.ts';",
      'src/config.ts': 'export const port = process.env.PORT;',
      'src/nuget/version.test.ts': "import { x } from '../../test/support/databases.ts';",
    };
    assert.deepEqual(faultsOf(files), []);
  });

  it('refuses an import against the order, in every form an import can take', () => {
    const forms = [
      "import { a } from '../packages/publish.ts';",
      "import type { A } from '../packages/publish.ts';",
      "import {\n  a,\n  b,\n} from '../packages/publish.ts';",
      "import '../packages/publish.ts';",
      "export { a } from '../packages/publish.ts';",
      "export * from '../packages/publish.ts';",
      "const a = await import('../packages/publish.ts');",
      "import * as p from '../packages/publish.ts'",
    ];
    for (const form of forms) assertRefused({ 'src/nuget/version.ts': form }, /nuget may not import packages/);
  });

  it('refuses feed and site in each other, and both in a domain folder', () => {
    assertRefused({ 'src/feed/v2/push.ts': "import { a } from '../../site/page.ts';" }, /feed may not import site/);
    assertRefused({ 'src/site/page.ts': "import { a } from '../feed/v2/push.ts';" }, /site may not import feed/);
    assertRefused({ 'src/search/query.ts': "import { a } from '../http/server.ts';" }, /search may not import http/);
  });

  it('refuses a folder without a row', () => {
    assertRefused({ 'src/misc/a.ts': "import { a } from '../base/b.ts';" }, /misc has no row/);
  });

  it('refuses tests and things outside src/ in the product', () => {
    assertRefused({ 'src/nuget/a.ts': "import { a } from './b.test.ts';" }, /not part of the product/);
    assertRefused({ 'src/nuget/a.ts': "import { a } from '../../test/support/b.ts';" }, /not part of the product/);
  });

  it('refuses fastify, its plugins and the database drivers outside their places', () => {
    assertRefused({ 'src/feed/v2/push.ts': "import type { FastifyRequest } from 'fastify';" }, /fastify stays in/);
    assertRefused({ 'src/site/page.ts': "import cookie from '@fastify/cookie';" }, /fastify stays in/);
    assertRefused({ 'src/packages/publish.ts': "import { sql } from 'kysely';" }, /kysely stays in/);
    assertRefused({ 'src/packages/packages.queries.ts': "import pg from 'pg';" }, /pg stays in/);
    assertRefused({ 'src/search/index-file.ts': "import { DatabaseSync } from 'node:sqlite';" }, /node:sqlite stays/);
  });

  it('refuses SQL outside *.queries.ts and storage', () => {
    const statements = [
      "tx.selectFrom('versions').selectAll()",
      "tx.updateTable('versions')",
      'sql`select 1`',
      'sql<number>`select 1`',
      "db.prepare('SELECT a FROM b')",
      'db.exec(`\n  CREATE TABLE a (b)`)',
    ];
    for (const statement of statements) {
      assertRefused({ 'src/packages/publish.ts': `const x = ${statement};` }, /SQL stays/);
    }
    assert.deepEqual(faultsOf({ 'src/packages/publish.ts': "// tx.selectFrom('versions')\nconst x = 1;" }), []);
  });

  it("refuses a write to another folder's table", () => {
    assertRefused(
      { 'src/search/search.queries.ts': "tx.updateTable('versions').set({})" },
      /only packages writes versions/,
    );
    assertRefused({ 'src/packages/packages.queries.ts': "tx.insertInto(\n  'events'\n)" }, /only log writes events/);
  });

  it('refuses to read the environment outside config.ts', () => {
    for (const code of ['process.env.HOME', "process['env']", 'process?.env', 'process . env']) {
      assertRefused({ 'src/storage/sqlite.ts': `const a = ${code};` }, /only config\.ts/);
    }
    assertRefused({ 'src/storage/sqlite.ts': "import { env } from 'node:process';" }, /only config\.ts/);
  });

  it('refuses circles, of two files or more, of types as well', () => {
    assertRefused(
      {
        'src/nuget/a.ts': "import type { B } from './b.ts';",
        'src/nuget/b.ts': "import { c } from './c.ts';",
        'src/nuget/c.ts': "import { a } from './a.ts';",
      },
      /circle of imports: src\/nuget\/a\.ts → src\/nuget\/b\.ts → src\/nuget\/c\.ts → src\/nuget\/a\.ts/,
    );
    assertRefused({ 'src/nuget/a.ts': "import { a } from './a.ts';" }, /circle/);
  });

  it('refuses names that say nothing', () => {
    assertRefused({ 'src/nuget/index.ts': '' }, /index files/);
    assertRefused({ 'src/nuget/utils.ts': '' }, /"utils" does not say/);
    assertRefused({ 'src/nuget/zip-helpers.ts': '' }, /does not say/);
    assertRefused({ 'src/nuget/package-service.test.ts': '' }, /does not say/);
    assertRefused({ 'src/common/a.ts': '' }, /"common" does not say/);
    assertRefused({ 'src/nuget/packageId.ts': '' }, /kebab-case/);
    assertRefused({ 'src/nuget/package_id.ts': '' }, /kebab-case/);
    assert.deepEqual(faultsOf({ 'src/feed/v3/service-index.ts': '' }), []);
  });
});

describe('importsOf', () => {
  it('reads past comments and strings that only look like imports', () => {
    const text = `/**\n * import { a } from './a.ts';\n */\n// import './b.ts'\nimport { c } from './c.ts';\nconst d = "x";`;
    assert.deepEqual(importsOf(text), ['./c.ts']);
  });
});
