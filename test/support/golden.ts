/** Compares a text with a file in test/goldens; `UPDATE_GOLDENS=1` writes the file instead, for a person to read. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const folder = join(import.meta.dirname, '..', 'goldens');

export function assertGolden(name: string, text: string): void {
  const file = join(folder, name);
  if (process.env['UPDATE_GOLDENS'] === '1') {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return;
  }
  assert.ok(existsSync(file), `there is no golden ${name}: make it with UPDATE_GOLDENS=1, then read it`);
  assert.equal(text, readFileSync(file, 'utf8'));
}

/** A JSON document, with its members in their order, as lines that a diff shows well. */
export function assertGoldenJson(name: string, document: unknown): void {
  assertGolden(name, `${JSON.stringify(document, null, 2)}\n`);
}
