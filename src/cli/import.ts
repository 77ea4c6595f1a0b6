import { stat } from 'node:fs/promises';
import path from 'node:path';
import { requireAccount } from '../accounts/require-account.ts';
import { packageLimits } from '../nuget/limits.ts';
import { createInspector } from '../packages/inspection.ts';
import { FeedFault } from '../replication/feed-fault.ts';
import { parseIdPatterns, type IdSelection } from '../replication/id-patterns.ts';
import type { ImportDeps, ImportOptions } from '../replication/import-deps.ts';
import { importFeed } from '../replication/import-feed.ts';
import { importFolder } from '../replication/import-folder.ts';
import {
  importOutcomes,
  type ImportCounts,
  type ImportedItem,
  type ImportReport,
} from '../replication/import-report.ts';
import { UsageError, type Command, type Terminal } from './command.ts';
import { startProgress, type Progress } from './progress.ts';
import { operator, withGallery, type Gallery } from './with-gallery.ts';
import { parseWords } from './words.ts';

export const importPackages: Command = {
  summary: 'Import a folder of packages, or another feed',
  usage: `lode import PATH|URL… [--owner NAME] [--id PATTERN…] [--json]

PATH is a .nupkg or a folder with packages in any layout; URL is the service index of a V3 feed. --id, as often as you
like, narrows it to ids: whole ones, or patterns such as Acme.*. Without --owner the ids have no owner, and nobody can
push to them. What was imported or refused is listed on standard output, with --json as one JSON object a line.
Interrupted, the same command goes on where it was. The exit code is 0 when every package is here.`,
  async run(words, terminal) {
    const { values, positionals } = parseWords(words, {
      owner: { type: 'string' },
      id: { type: 'string', multiple: true, default: [] },
      json: { type: 'boolean', default: false },
    });
    if (positionals.length === 0) throw new UsageError('Name a folder or the URL of a feed.');
    const selection = parseIdPatterns(values.id);
    if ('wrong' in selection) throw new UsageError(`No id looks like ${selection.wrong.join(', ')}.`);
    const sources = await Promise.all(positionals.map(parseSource));
    const wish: Wish = { sources, selection, owner: values.owner, json: values.json };
    return withGallery((gallery) => importAll(gallery, wish, terminal));
  },
};

type Source = { readonly kind: 'feed'; readonly url: URL } | { readonly kind: 'folder'; readonly path: string };

interface Wish {
  readonly sources: readonly Source[];
  readonly selection: IdSelection;
  readonly owner: string | undefined;
  readonly json: boolean;
}

async function parseSource(word: string): Promise<Source> {
  if (/^https?:\/\//i.test(word)) {
    if (!URL.canParse(word)) throw new UsageError(`${word} is no URL.`);
    const url = new URL(word);
    if (url.username !== '' || url.password !== '')
      throw new UsageError('A URL with a user name in it is not followed.');
    return { kind: 'feed', url };
  }
  const folder = path.resolve(word);
  const isThere = await stat(folder).then(
    () => true,
    () => false,
  );
  if (!isThere) throw new UsageError(`There is neither a file nor a folder ${folder}.`);
  return { kind: 'folder', path: folder };
}

async function importAll(gallery: Gallery, wish: Wish, terminal: Terminal): Promise<number> {
  const ownerId = await requireOwner(gallery, wish.owner);
  const stop = new AbortController();
  const interrupt = () => {
    terminal.talk('Finishing what has begun; once more to stop at once.');
    stop.abort();
  };
  process.once('SIGINT', interrupt);
  const inspector = createInspector({
    clock: gallery.clock,
    limits: { ...packageLimits, packageBytes: gallery.config.maxPackageBytes },
  });
  const deps: ImportDeps = { ...gallery, inspector };
  const options = {
    selection: wish.selection,
    ownerId,
    maxPackageBytes: gallery.config.maxPackageBytes,
    signal: stop.signal,
  };
  try {
    let isComplete = true;
    for (const source of wish.sources) {
      const report = await importOne(deps, source, { options, json: wish.json, terminal });
      isComplete &&= report !== undefined && isWhole(report);
      if (stop.signal.aborted) break;
    }
    return isComplete ? 0 : 1;
  } finally {
    process.removeListener('SIGINT', interrupt);
    await inspector.close();
  }
}

async function requireOwner({ database }: Gallery, name: string | undefined): Promise<number | null> {
  if (name === undefined) return null;
  return (await requireAccount(database, name)).id;
}

interface Run {
  readonly options: Omit<ImportOptions, 'listener'>;
  readonly json: boolean;
  readonly terminal: Terminal;
}

function isWhole({ counts, interrupted }: ImportReport): boolean {
  return !interrupted && counts.differs + counts.refused + counts.failed === 0;
}

/** Undefined when the source as a whole cannot be read; the reason has been said. */
async function importOne(deps: ImportDeps, source: Source, run: Run): Promise<ImportReport | undefined> {
  const progress = startProgress(run.terminal);
  const options = { ...run.options, listener: listenerFor(run, progress) };
  try {
    const report =
      source.kind === 'feed'
        ? await importFeed(deps, operator, source.url, options)
        : await importFolder(deps, operator, source.path, options);
    progress.end();
    run.terminal.talk(summaryOf(source, report));
    return report;
  } catch (error) {
    if (!(error instanceof FeedFault)) throw error;
    progress.end();
    run.terminal.talk(`${error.message} (${error.url})`);
    return undefined;
  } finally {
    progress.end();
  }
}

function listenerFor({ json, terminal }: Run, progress: Progress): ImportOptions['listener'] {
  let count = 0;
  return {
    item(item) {
      count += 1;
      if (!json && item.outcome === 'exists' && item.remarks.length === 0) return;
      progress.clear();
      for (const line of json ? [JSON.stringify(item)] : linesOf(item)) terminal.out(line);
    },
    stage({ unit, done, of }) {
      progress.show(`${count} packages, ${done}${of === undefined ? '' : ` of ${of}`} ${unit}`);
    },
  };
}

function linesOf({ outcome, id, version, from, remarks }: ImportedItem): string[] {
  const name = id === undefined ? from : `${id} ${version ?? ''}`.trimEnd();
  const first = outcome === 'failed' && id !== undefined ? `${name} (${from})` : name;
  return [`${outcome}\t${first}`, ...remarks.map(({ code, detail }) => `\t${code}: ${detail}`)];
}

function summaryOf(source: Source, { counts, interrupted }: ImportReport): string {
  const name = source.kind === 'feed' ? source.url.href : source.path;
  return `${name}: ${countsText(counts)}${interrupted ? '; interrupted, the same command goes on' : ''}.`;
}

function countsText(counts: ImportCounts): string {
  return importOutcomes.map((outcome) => `${counts[outcome]} ${outcome}`).join(', ');
}
