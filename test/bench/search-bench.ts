/**
 * How long the index takes for one search, by the kind of query: `bin/node test/bench/search-bench.ts [IDS]`, 500,000
 * ids by default. Ids, tags and descriptions are made of words as frequent as those of a language; one word is in every
 * description. Everything runs in this one thread, without the caches that stand before the index. `processor` is
 * the mean of the processor's time, which neighbours on the machine do not change.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { IndexFile } from '../../src/search/index-file.queries.ts';
import { packageDocuments } from '../../src/search/package-documents.ts';
import { parseQuery, type Scope } from '../../src/search/parse-query.ts';
import { filterScopes } from '../../src/search/package-filters.ts';
import { prepareSearch, type IndexQuestion, type SearchFile } from '../../src/search/search-file.queries.ts';
import { OFFERED_VIEW } from '../../src/search/search-view.ts';
import { bareManifest } from '../support/bare-manifest.ts';
import { milliseconds, percentile } from './report.ts';

const ids = Number(process.argv[2] ?? 500_000);
const VOCABULARY = 60_000;
const PACKAGES_PER_BATCH = 500;
const ROUNDS = 200;
const TARGET_MILLISECONDS = 20;
const EVERYWHERE = 'library';
const FRAMEWORKS = [['netstandard2.0'], ['net8.0'], ['net6.0', 'net8.0'], ['net472', 'netstandard2.0'], ['net45'], []];

let seed = 1;
function random(): number {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return seed / 4_294_967_296;
}

/** The nth most frequent word: three to eleven letters. */
function word(rank: number): string {
  const length = 3 + (rank % 9);
  let text = '';
  for (let rest = rank * 7919 + 13; text.length < length; rest = Math.floor(rest / 26) + rank * 31) {
    text += String.fromCharCode(97 + (rest % 26));
  }
  return text;
}

/** A word of a text: the frequency falls with the rank, as in a language. */
function anyWord(): string {
  return word(Math.floor(Math.exp(random() * Math.log(VOCABULARY))));
}

function words(count: number): string[] {
  return Array.from({ length: count }, anyWord);
}

const manifest = bareManifest('', '1.0.0');

const capitalized = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function generatedPackage(registrationId: number) {
  const displayId = `${words(2).map(capitalized).join('')}.${capitalized(anyWord())}`;
  const newest = {
    views: [0, 1, 2, 3] as const,
    versionKey: '1.0.0',
    publishedAt: registrationId * 300_000_000,
    isDeprecated: random() < 0.02,
    manifest: {
      ...manifest,
      supportedFrameworks: FRAMEWORKS[Math.floor(random() * FRAMEWORKS.length)] ?? [],
      title: displayId,
      authors: words(2).join(' '),
      tags: words(4),
      description: [...words(30), EVERYWHERE].join(' '),
    },
  };
  return packageDocuments({
    registrationId,
    idKey: displayId.toLowerCase(),
    displayId,
    ownerIds: [1],
    newest: [newest],
  });
}

function fill(index: IndexFile): void {
  for (let start = 1; start <= ids; start += PACKAGES_PER_BATCH) {
    const numbers = Array.from({ length: Math.min(PACKAGES_PER_BATCH, ids - start + 1) }, (_, i) => start + i);
    // Few packages have most of the downloads, many have hardly any.
    const totals = numbers.map((registrationId) => ({
      registrationId,
      downloads: Math.floor(Math.exp(random() ** 3 * 19)),
    }));
    index.setDownloads(totals, 1);
    index.apply(numbers.map(generatedPackage), undefined);
  }
}

const kinds: Readonly<Record<string, () => string>> = {
  'nothing (everything)': () => '',
  'a word of every package': () => EVERYWHERE,
  'the ten most frequent words': () => word(1 + Math.floor(random() * 10)),
  'a word of one letter': () => String.fromCharCode(97 + Math.floor(random() * 26)),
  'the beginning of a word': () => anyWord().slice(0, 3),
  'any word': anyWord,
  'two words': () => words(2).join(' '),
  'three frequent words': () => Array.from({ length: 3 }, () => word(1 + Math.floor(random() * 30))).join(' '),
  'an id': () => `${capitalized(anyWord())}${capitalized(anyWord())}.${capitalized(anyWord())}`,
  'a tag and a word': () => `tags:${anyWord()} ${anyWord()}`,
};

const frameworks = { generations: ['net'], names: ['net8.0'], mode: 'all', includesUsable: true } as const;
const filtered = filterScopes({ frameworks, hidesDeprecated: true });

/** What people ask at the site, beside the query. */
type Manner = Partial<IndexQuestion> & { readonly scopes?: readonly Scope[] };
const manners: Readonly<Record<string, Manner>> = {
  'by framework, without deprecated': { scopes: filtered },
  'most downloaded first': { order: 'downloads' },
  'newest first': { order: 'updated' },
  'newest first, by framework': { order: 'updated', scopes: filtered },
};

const siteKinds = Object.entries(manners).flatMap(([manner, asked]) =>
  [EVERYWHERE, '', word(5)].map((text) => [`${text || 'everything'}, ${manner}`, () => text, asked] as const),
);

/** Prints a line of the table, and returns the milliseconds of each search. */
function measure(search: SearchFile, kind: string, text: () => string, asked: Manner = {}): number[] {
  const { scopes = [], ...manner } = asked;
  const times: number[] = [];
  let matches = 0;
  const processor = process.threadCpuUsage();
  for (let round = 0; round < ROUNDS; round += 1) {
    const query = parseQuery(text());
    if ('code' in query) throw new Error(query.detail);
    const began = performance.now();
    matches = Math.max(
      matches,
      search({ view: 3, limit: 100, ...manner, query: { ...query, scopes: [...query.scopes, ...scopes] } }).total,
    );
    times.push(performance.now() - began);
  }
  const { user, system } = process.threadCpuUsage(processor);
  const mean = milliseconds((user + system) / 1000 / ROUNDS);
  const [half, most99, most] = [0.5, 0.99, 1].map((share) => milliseconds(percentile(times, share)));
  process.stdout.write(`| ${kind} | ${half} | ${most99} | ${most} | ${mean} | ${matches.toLocaleString('en-US')} |\n`);
  return times;
}

const folder = mkdtempSync(path.join(tmpdir(), 'lode-search-bench-'));
try {
  const file = path.join(folder, 'index.sqlite');
  const index = new IndexFile(file);
  const started = performance.now();
  fill(index);
  const seconds = (performance.now() - started) / 1000;
  const search = prepareSearch(index);
  process.stdout.write(
    `${ids.toLocaleString('en-US')} ids: made in ${seconds.toFixed(0)} s, ${(statSync(file).size / 1e6).toFixed(0)} MB on disk, ` +
      `RSS ${(process.memoryUsage.rss() / 1e6).toFixed(0)} MB\n\n| query | p50 | p99 | most | processor | matches |\n|---|---|---|---|---|---|\n`,
  );
  const allTimes = [
    ...Object.entries(kinds).flatMap(([kind, text]) => measure(search, kind, text)),
    ...siteKinds.flatMap(([kind, text, asked]) => measure(search, kind, text, { view: OFFERED_VIEW, ...asked })),
  ];
  const p99 = percentile(allTimes, 0.99);
  process.stdout.write(`| all of these | ${milliseconds(percentile(allTimes, 0.5))} | ${milliseconds(p99)} | | | |\n`);
  process.stdout.write(`\n${p99 <= TARGET_MILLISECONDS ? 'met' : 'MISSED'}: p99 of ${TARGET_MILLISECONDS} ms\n`);
  index.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
