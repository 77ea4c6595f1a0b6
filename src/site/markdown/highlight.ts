/**
 * Colours code on the server: of languages that somebody named, never guessed, and only as much as takes a moment.
 * What comes out is escaped text and spans with classes of the style sheet.
 */
import type { LanguageFn } from 'highlight.js';
import core from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import cpp from 'highlight.js/lib/languages/cpp';
import csharp from 'highlight.js/lib/languages/csharp';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import dockerfile from 'highlight.js/lib/languages/dockerfile';
import dos from 'highlight.js/lib/languages/dos';
import fsharp from 'highlight.js/lib/languages/fsharp';
import go from 'highlight.js/lib/languages/go';
import graphql from 'highlight.js/lib/languages/graphql';
import http from 'highlight.js/lib/languages/http';
import ini from 'highlight.js/lib/languages/ini';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import powershell from 'highlight.js/lib/languages/powershell';
import protobuf from 'highlight.js/lib/languages/protobuf';
import python from 'highlight.js/lib/languages/python';
import rust from 'highlight.js/lib/languages/rust';
import scss from 'highlight.js/lib/languages/scss';
import shell from 'highlight.js/lib/languages/shell';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import vbnet from 'highlight.js/lib/languages/vbnet';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';

/**
 * One block of code, and one line of it; longer ones are shown without colours. The grammars are expressions that take time
 * as the square of what they read, or worse, in texts that are made for it: within these it stays a moment.
 */
export const MAX_HIGHLIGHTED_CHARACTERS = 10_000;
const LONG_LINE = /[^\n]{301}/;

const languages: Readonly<Record<string, LanguageFn>> = {
  bash,
  cpp,
  csharp,
  css,
  diff,
  dockerfile,
  dos,
  fsharp,
  go,
  graphql,
  http,
  ini,
  javascript,
  json,
  powershell,
  protobuf,
  python,
  rust,
  scss,
  shell,
  sql,
  typescript,
  vbnet,
  xml,
  yaml,
};

const highlighter = core.newInstance();
for (const [name, language] of Object.entries(languages)) highlighter.registerLanguage(name, language);
highlighter.registerAliases(['csproj', 'props', 'targets', 'nuspec', 'msbuild', 'resx', 'xaml', 'slnx', 'config'], {
  languageName: 'xml',
});
highlighter.registerAliases(['dotnetcli', 'console', 'terminal'], { languageName: 'shell' });
highlighter.registerAliases(['csx'], { languageName: 'csharp' });
highlighter.registerAliases(['editorconfig'], { languageName: 'ini' });

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
  if (!/^[a-z0-9#+.-]{1,20}$/.test(name) || highlighter.getLanguage(name) === undefined) return undefined;
  const { value } = highlighter.highlight(code, { language: name, ignoreIllegals: true });
  return value.replace(/<span class="([^"]*)">/g, (_, scopes: string) => spanFor(scopes));
}

/** Of `hljs-title function_` the first scope decides. */
function spanFor(scopes: string): string {
  const scope = scopes.split(' ')[0]?.replace(/^hljs-/, '') ?? '';
  const name = Object.hasOwn(classes, scope) ? classes[scope] : undefined;
  return name === undefined ? '<span>' : `<span class="${name}">`;
}
