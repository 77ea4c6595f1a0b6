/**
 * Colours code on the server: of languages that somebody named, never guessed, and only as much as takes a moment.
 * What comes out is escaped text and spans with classes of the style sheet.
 */
import type { HLJSApi, Language, LanguageFn } from 'highlight.js';
import { loadLate, once } from './load-late.ts';

/**
 * One block of code, and one line of it; longer ones are shown without colours. The grammars are expressions that take time
 * as the square of what they read, or worse, in texts that are made for it: within these it stays a moment.
 */
export const MAX_HIGHLIGHTED_CHARACTERS = 10_000;
const LONG_LINE = /[^\n]{301}/;

/** Each with the other names that it goes by here, beside those that it brings. */
const languages: Readonly<Record<string, readonly string[]>> = {
  bash: [],
  cpp: [],
  csharp: ['csx'],
  css: [],
  diff: [],
  dockerfile: [],
  dos: [],
  fsharp: [],
  go: [],
  graphql: [],
  http: [],
  ini: ['editorconfig'],
  javascript: [],
  json: [],
  powershell: [],
  protobuf: [],
  python: [],
  rust: [],
  scss: [],
  shell: ['dotnetcli', 'terminal'],
  sql: [],
  typescript: [],
  vbnet: [],
  xml: ['csproj', 'props', 'targets', 'nuspec', 'msbuild', 'resx', 'xaml', 'slnx', 'config'],
  yaml: [],
};

const highlighter = once(() => {
  const made = (loadLate('highlight.js/lib/core') as HLJSApi).newInstance();
  for (const [languageName, aliases] of Object.entries(languages)) {
    const grammar = loadLate(`highlight.js/lib/languages/${languageName}`) as LanguageFn;
    made.registerLanguage(languageName, (api) => byItself(grammar(api)));
    made.registerAliases([...aliases], { languageName });
  }
  return made;
});

/**
 * A grammar that never hands a part of its text to another one. Those are guessed for the body of an HTTP message, and each
 * guess reads what the one before has read: a page of code could take a minute. The rest of the text has the ink's colour.
 */
function byItself(grammar: Language): Language {
  const seen = new Set<object>();
  const visit = (mode: unknown): void => {
    if (typeof mode !== 'object' || mode === null || mode instanceof RegExp || seen.has(mode)) return;
    seen.add(mode);
    if ('subLanguage' in mode) delete mode.subLanguage;
    Object.values(mode).forEach(visit);
  };
  visit(grammar);
  return grammar;
}

/** What the highlighter calls a piece of code, and how the style sheet shows it; what is not here has the ink's colour. */
const classes: Readonly<Record<string, string>> = {
  comment: 'code-comment',
  quote: 'code-comment',
  keyword: 'code-keyword',
  literal: 'code-keyword',
  built_in: 'code-keyword',
  name: 'code-keyword',
  'selector-tag': 'code-keyword',
  string: 'code-string',
  regexp: 'code-string',
  symbol: 'code-string',
  number: 'code-number',
  attr: 'code-number',
  attribute: 'code-number',
  variable: 'code-number',
  'template-variable': 'code-number',
  title: 'code-title',
  section: 'code-title',
  strong: 'code-title',
  meta: 'code-comment',
  addition: 'code-added',
  deletion: 'code-removed',
};

/** Every class that code can have. */
export const codeClasses: readonly string[] = [...new Set([...Object.values(classes), 'code-hidden'])];

/** Escaped HTML, or undefined for a language that is not known and for code that is too long. */
export function highlight(code: string, language: string): string | undefined {
  const name = language.toLowerCase();
  if (code.length > MAX_HIGHLIGHTED_CHARACTERS || LONG_LINE.test(code)) return undefined;
  if (!/^[a-z0-9#+.-]{1,20}$/.test(name) || highlighter().getLanguage(name) === undefined) return undefined;
  const { value } = highlighter().highlight(code, { language: name, ignoreIllegals: true });
  return value.replace(/<span class="([^"]*)">/g, (_, scopes: string) => spanFor(scopes));
}

/** Of `hljs-title function_` the first scope decides. */
function spanFor(scopes: string): string {
  const scope = scopes.split(' ')[0]?.replace(/^hljs-/, '') ?? '';
  const name = Object.hasOwn(classes, scope) ? classes[scope] : undefined;
  return name === undefined ? '<span>' : `<span class="${name}">`;
}
