import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { codeLines, languageOfFile } from './code-lines.ts';
import { codeClasses, highlight, MAX_HIGHLIGHTED_CHARACTERS } from './highlight.ts';

describe('codeLines', () => {
  it('closes what goes over several lines and opens it again, so that each line stands by itself', () => {
    assert.deepEqual(codeLines('/* a\nb */ 1', 'csharp'), [
      '<span class="code-comment">/* a</span>',
      '<span class="code-comment">b */</span> <span class="code-number">1</span>',
    ]);
  });

  it('escapes, with a language and without, and shows what cannot be seen', () => {
    assert.deepEqual(codeLines('<b>\n\u2066&', undefined), [
      '&lt;b&gt;',
      '<span class="code-hidden">U+2066</span>&amp;',
    ]);
    assert.ok(!/<(?!\/?span)/.test(codeLines('<script>"</script>"', 'xml').join('\n')));
  });
});

describe('highlight', () => {
  it('names classes of the style sheet alone', () => {
    const code =
      'using A;\n[Attr("x")] public class B<T> : C { int x = 0x1f; string s = $"{y}"; /// <summary>d</summary>\n }';
    const named = [...(highlight(code, 'C#') ?? '').matchAll(/class="([^"]*)"/g)].map(([, name = '']) => name);
    assert.ok(named.length > 5);
    assert.deepEqual(
      named.filter((name) => !codeClasses.includes(name)),
      [],
    );
  });

  it('reads code as the language that was named and no part of it as another, which could take a minute', () => {
    assert.ok(highlight('GET /a HTTP/1.1\n\n{"b": 1}', 'http')?.endsWith('\n\n{&quot;b&quot;: 1}'));
    const prompts = '$ "$(\n'.repeat(1_000);
    assert.ok((highlight(prompts, 'shell')?.length ?? Infinity) < 20 * prompts.length);
    assert.ok(!highlight('html`<a b="c">`', 'javascript')?.includes('code-number'));
  });

  it('leaves alone what it does not know and what would take long', () => {
    for (const language of ['', 'brainfuck', 'constructor', '__proto__', 'x'.repeat(50)]) {
      assert.equal(highlight('var a', language), undefined, language);
    }
    assert.equal(highlight('a\n'.repeat(MAX_HIGHLIGHTED_CHARACTERS), 'csharp'), undefined);
    assert.equal(highlight('a'.repeat(301), 'csharp'), undefined);
  });
});

describe('languageOfFile', () => {
  it('knows what packages have', () => {
    const of = ['a.CS', 'A.nuspec', 'x/b.targets', 'a.ps1', 'LICENSE', 'a.constructor', '.editorconfig'];
    assert.deepEqual(of.map(languageOfFile), ['csharp', 'xml', 'xml', 'powershell', undefined, undefined, 'ini']);
  });
});
