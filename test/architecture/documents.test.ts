import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { settingDefinitions, settingNames } from '../../src/accounts/settings/settings.ts';
import { problemKinds } from '../../src/base/problem.ts';
import { commands } from '../../src/cli/commands.ts';
import { readConfig } from '../../src/config.ts';
import { readSourceTree } from './source-tree.ts';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

describe('docs/operating/settings.md', () => {
  it('lists the settings that there are, no more and no fewer', () => {
    const listed = [...read('docs/operating/settings.md').matchAll(/^\| `(LODE_[A-Z_]+)`/gm)].map(([, name]) => name);
    const known = readConfig({}, root, false).settings.map(({ name }) => name);
    assert.deepEqual(new Set(listed), new Set(known));
  });
});

describe('docs/operating/administration.md', () => {
  it('lists the settings that administrators decide, with their defaults', () => {
    const rows = [...read('docs/operating/administration.md').matchAll(/^\| `([a-z-]+)` \| `?([a-z0-9]+)`? \|/gm)];
    assert.deepEqual(
      rows.map(([, name, value]) => [name, value]),
      settingNames.map((name) => [name, String(settingDefinitions[name].default) || 'empty']),
    );
  });
});

describe('CHANGELOG.md', () => {
  it('names every verb of the command line', () => {
    const line = /^\* `lode serve`.*$/m.exec(read('CHANGELOG.md'))?.[0] ?? '';
    const named = [...line.matchAll(/`(?:lode )?([a-z]+)`/g)].map(([, verb]) => verb);
    assert.deepEqual(new Set(named), new Set(commands.keys()));
  });
});

describe('docs/protocol/README.md', () => {
  it('lists every problem with its status and title', () => {
    const rows = [...read('docs/protocol/README.md').matchAll(/^\| (\d{3}) \| `([a-z_]+)` \| (.*) \|$/gm)];
    const listed = rows.map(([, status, code, title]) => [code, Number(status), title]);
    assert.deepEqual(
      listed,
      Object.entries(problemKinds).map(([code, { status, title }]) => [code, status, title]),
    );
  });
});

describe('docs/operating/monitoring.md', () => {
  it("lists every metric of Lode's own", () => {
    const sources = [...readSourceTree(root, 'src')].filter(([file]) => file.endsWith('metrics.ts'));
    const named = (text: string) => [...text.matchAll(/\blode_[a-z_]+/g)].map(([name]) => name);
    const registered = sources.flatMap(([, text]) => named(text));
    assert.deepEqual(new Set(named(read('docs/operating/monitoring.md'))), new Set(registered));
  });
});
