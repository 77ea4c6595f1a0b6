import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { readStyleSheet } from '../../src/site/assets.ts';
import { readSourceTree, withoutComments } from './source-tree.ts';

const root = path.resolve(import.meta.dirname, '../..');
const pages = [...readSourceTree(root, 'src')]
  .filter(([file]) => file.startsWith('src/site/') && file.endsWith('.tsx') && !file.endsWith('.test.tsx'))
  .map(([file, text]) => ({ file, text: withoutComments(text) }));
/** What makes HTML of Markdown and code. */
const renderers = [...readSourceTree(root, 'src')]
  .filter(([file]) => /^src\/site\/markdown\/.*(?<!\.test)\.ts$/.test(file))
  .map(([file, text]) => ({ file, text: withoutComments(text) }));
const sheet = readStyleSheet().replace(/\/\*[^]*?\*\//g, '');
const styled = new Set([...sheet.matchAll(/\.([a-z][a-z0-9-]*)(?=[\s.,:>+~[{)])/g)].map(([, name = '']) => name));

/** Where a page says what no page may say. */
function found(pattern: RegExp): string[] {
  return pages.flatMap(({ file, text }) => [...text.matchAll(pattern)].map(([said]) => `${file}: ${said}`));
}

/** Every class that a page names as it stands: `class="a b"`, and what is in quotes inside `class={…}`. */
function namedClasses(text: string): string[] {
  const plain = [...text.matchAll(/\bclass="([^"]*)"/g)].map(([, names = '']) => names);
  const chosen = [...text.matchAll(/\bclass=\{([^}]*)\}/g)].flatMap(([, code = '']) =>
    [...code.matchAll(/'([^']*)'/g)].map(([, names = '']) => names),
  );
  return [...plain, ...chosen].flatMap((names) => names.split(/\s+/)).filter((name) => /^[a-z][a-z0-9-]*$/.test(name));
}

describe('the markup of pages', () => {
  it('is read here', () => {
    assert.ok(pages.length > 15);
    assert.ok(styled.size > 50);
  });

  it('has nothing inline: no style, no handler, no HTML that is not escaped but what Markdown and code became', () => {
    assert.deepEqual(found(/\bstyle=|\bon[A-Z][A-Za-z]*=|dangerouslySetInnerHTML|<style\b|<iframe\b|javascript:/g), [
      'src/site/ui/code.tsx: dangerouslySetInnerHTML',
      'src/site/ui/markdown.tsx: dangerouslySetInnerHTML',
    ]);
  });

  it('loads nothing from elsewhere', () =>
    assert.deepEqual(found(/\b(?:src|href|action)="(?:https?:)?\/\/[^"]*"/g), []));

  it('links by the map of URLs, not by paths', () => assert.deepEqual(found(/\b(?:href|action)="\/[^"]*"/g), []));

  it('posts through Form, which guards it', () => {
    assert.deepEqual(found(/\bmethod=(?:"post"|\{)/gi), ['src/site/ui/form.tsx: method="post"']);
  });

  it('names classes that the style sheet has', () => {
    const unknown = pages.flatMap(({ file, text }) =>
      namedClasses(text).flatMap((name) => (styled.has(name) ? [] : [`${file}: ${name}`])),
    );
    assert.deepEqual(unknown, []);
  });

  it('uses every class that the style sheet has', () => {
    const all = [...pages, ...renderers].map(({ text }) => text).join('\n');
    const unused = [...styled].filter((name) => {
      if (new RegExp(`(?<![a-z0-9-])${name}(?![a-z0-9-])`).test(all)) return false;
      // `badge-green` is made of `badge-${kind}`.
      return !all.includes(`${name.replace(/-[a-z]+$/, '')}-\${`);
    });
    assert.deepEqual(unused, []);
  });
});
