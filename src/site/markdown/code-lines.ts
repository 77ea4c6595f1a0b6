import { escapeHtml } from './escape-html.ts';
import { withHiddenShown } from './hidden-characters.ts';
import { highlight } from './highlight.ts';

/** Code as HTML, a line each: coloured where the language is known, and what cannot be seen is shown. */
export function codeLines(code: string, language: string | undefined): string[] {
  const coloured = language === undefined ? undefined : highlight(code, language);
  const html = withHiddenShown(coloured ?? escapeHtml(code));
  return html.includes('<') ? closedByLine(html) : html.split('\n');
}

/** Spans that go over several lines are closed and opened again, so that each line stands by itself. */
function closedByLine(html: string): string[] {
  const open: string[] = [];
  return html.split('\n').map((line) => {
    const before = open.join('');
    for (const [tag] of line.matchAll(/<span[^>]*>|<\/span>/g)) {
      if (tag === '</span>') open.pop();
      else open.push(tag);
    }
    return `${before}${line}${'</span>'.repeat(open.length)}`;
  });
}

const languages: Readonly<Record<string, string>> = {
  cs: 'csharp',
  csx: 'csharp',
  fs: 'fsharp',
  fsx: 'fsharp',
  fsi: 'fsharp',
  vb: 'vbnet',
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  ts: 'typescript',
  json: 'json',
  css: 'css',
  scss: 'scss',
  ps1: 'powershell',
  psm1: 'powershell',
  psd1: 'powershell',
  sh: 'bash',
  cmd: 'dos',
  bat: 'dos',
  py: 'python',
  rs: 'rust',
  go: 'go',
  c: 'cpp',
  h: 'cpp',
  cpp: 'cpp',
  hpp: 'cpp',
  sql: 'sql',
  yml: 'yaml',
  yaml: 'yaml',
  ini: 'ini',
  toml: 'ini',
  editorconfig: 'ini',
  proto: 'protobuf',
  graphql: 'graphql',
  diff: 'diff',
  patch: 'diff',
};
const xmlFiles =
  /\.(?:xml|nuspec|props|targets|config|csproj|fsproj|vbproj|resx|xaml|xsd|xslt|html|cshtml|razor|svg|rels|psmdcp|ruleset)$/i;

/** What language a file is in, by its name. */
export function languageOfFile(path: string): string | undefined {
  if (xmlFiles.test(path)) return 'xml';
  const extension = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase();
  return extension !== undefined && Object.hasOwn(languages, extension) ? languages[extension] : undefined;
}
