import { Problem } from '../base/problem.ts';
import { parsePackageId, type PackageId } from '../nuget/package-id.ts';
import type { ManagedVersion } from '../packages/bulk/bulk.queries.ts';
import type { ListingPreview } from '../packages/bulk/set-listed-of-many.ts';
import { previewListing, setListedOfMany } from '../packages/bulk/set-listed-of-many.ts';
import type { PlainSelection } from '../packages/bulk/version-selection.ts';
import { deprecate, previewDeprecation, type DeprecationPlan } from '../packages/deprecation/deprecate.ts';
import { NO_DEPRECATION, type DeprecationWords } from '../packages/deprecation/deprecation-wish.ts';
import { UsageError, type Command, type Terminal } from './command.ts';
import { operator, withGallery } from './with-gallery.ts';
import { parseWords } from './words.ts';

export const packageVersions: Command = {
  summary: 'Unlist, relist and deprecate versions of packages',
  usage: `lode package unlist ID VERSION… [--reason TEXT]
lode package relist ID VERSION…
lode package deprecate ID VERSION… --legacy|--critical-bugs|--other [--message TEXT]
                       [--alternate ID [--alternate-version V]] [--future]
lode package undeprecate ID VERSION…

In place of versions: --range '[1.0, 2.0)', --pattern '1.*', --previews, or --older-than a day or a number of days.
--future, with --range, deprecates what is pushed into the range later too. --dry-run says what would change, and changes
nothing. The versions that change are listed on standard output, with --json everything as one JSON object.`,
  async run([verb, ...words], terminal) {
    switch (verb) {
      case 'unlist':
      case 'relist':
        return changeListing(words, terminal, verb === 'relist');
      case 'deprecate':
      case 'undeprecate':
        return changeDeprecation(words, terminal, verb === 'deprecate');
      default:
        throw new UsageError('package takes unlist, relist, deprecate or undeprecate.');
    }
  },
};

const chosenBy = {
  range: { type: 'string' },
  pattern: { type: 'string' },
  previews: { type: 'boolean' },
  'older-than': { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const;

async function changeListing(words: readonly string[], terminal: Terminal, listed: boolean): Promise<number> {
  const { values, positionals } = parseWords(words, { ...chosenBy, ...(listed ? {} : { reason: { type: 'string' } }) });
  const reason = 'reason' in values && typeof values.reason === 'string' ? { reason: values.reason } : {};
  const wish = { ...requireWhich(positionals, values), listed, ...reason };
  const preview = await withGallery(async (gallery) => {
    const before = await previewListing(gallery, operator, wish);
    if (values['dry-run']) return before;
    const { plan } = await setListedOfMany(gallery, operator, wish);
    return { ...before, ...plan };
  });
  const said = listed ? 'listed' : 'unlisted';
  if (values.json) terminal.out(JSON.stringify({ isDryRun: values['dry-run'], listed, ...describeListing(preview) }));
  else listVersions(terminal, preview.changes);
  terminal.talk(`${countOf(preview.changes)} ${would(values['dry-run'], preview.changes.length)} ${said}.`);
  if (!values.json) sayConsequences(terminal, preview);
  return 0;
}

function sayConsequences(
  terminal: Terminal,
  { latestBefore, latestAfter, dependents, registration }: ListingPreview,
): void {
  if (latestAfter === undefined) terminal.talk(`Nothing of ${registration.displayId} is listed then.`);
  else if (latestAfter.id !== latestBefore?.id)
    terminal.talk(`${latestAfter.normalizedVersion} is the latest version then.`);
  const { count, withoutListed } = dependents;
  if (count > 0)
    terminal.talk(
      `Packages here that depend on it: ${count}; with a range that only unlisted versions satisfy: ${withoutListed}.`,
    );
}

function describeListing({ changes, unchanged, withdrawn, latestBefore, latestAfter, dependents }: ListingPreview) {
  return {
    versions: changes.map(({ normalizedVersion }) => normalizedVersion),
    unchanged,
    withdrawn,
    latestBefore: latestBefore?.normalizedVersion ?? null,
    latestAfter: latestAfter?.normalizedVersion ?? null,
    dependents,
  };
}

async function changeDeprecation(words: readonly string[], terminal: Terminal, isSaid: boolean): Promise<number> {
  const { values, positionals } = parseWords(words, {
    ...chosenBy,
    ...(isSaid ? deprecationOptions : {}),
  });
  const options = values as typeof values & Partial<Record<keyof typeof deprecationOptions, string | boolean>>;
  const which = requireWhich(positionals, values);
  const spoken = isSaid ? readWords(options) : NO_DEPRECATION;
  const wish = { ...which, words: spoken, isForFuture: options.future === true };
  const plan = await withGallery(async (gallery) => {
    if (values['dry-run']) return previewDeprecation(gallery, operator, wish);
    return (await deprecate(gallery, operator, wish)).plan;
  });
  if (values.json) terminal.out(JSON.stringify({ isDryRun: values['dry-run'], ...describeDeprecation(plan) }));
  else listVersions(terminal, plan.changes);
  const state = isSaid ? 'deprecated' : 'deprecated no more';
  terminal.talk(`${countOf(plan.changes)} ${would(values['dry-run'], plan.changes.length)} ${state}.`);
  return 0;
}

const deprecationOptions = {
  legacy: { type: 'boolean' },
  'critical-bugs': { type: 'boolean' },
  other: { type: 'boolean' },
  message: { type: 'string' },
  alternate: { type: 'string' },
  'alternate-version': { type: 'string' },
  future: { type: 'boolean' },
} as const;

function readWords(options: Partial<Record<keyof typeof deprecationOptions, string | boolean>>): DeprecationWords {
  const text = (name: 'message' | 'alternate' | 'alternate-version') => {
    const value = options[name];
    return typeof value === 'string' ? value : '';
  };
  const words = {
    isLegacy: options.legacy === true,
    hasCriticalBugs: options['critical-bugs'] === true,
    isOther: options.other === true,
    alternatePackageId: text('alternate'),
    alternatePackageVersion: text('alternate-version'),
    message: text('message'),
  };
  if (words.isLegacy || words.hasCriticalBugs || words.isOther) return words;
  throw new UsageError('Say why: --legacy, --critical-bugs or --other.');
}

function describeDeprecation({ changes, unchanged, withdrawn, deprecation, futureRange }: DeprecationPlan) {
  return {
    versions: changes.map(({ normalizedVersion }) => normalizedVersion),
    unchanged,
    withdrawn,
    deprecation,
    futureRange: futureRange ?? null,
  };
}

interface Choice {
  readonly range?: string | undefined;
  readonly pattern?: string | undefined;
  readonly previews?: boolean | undefined;
  readonly 'older-than'?: string | undefined;
}

function requireWhich(
  [idText, ...versions]: readonly string[],
  choice: Choice,
): { readonly id: PackageId; readonly selection: PlainSelection } {
  if (idText === undefined) throw new UsageError('Name a package, and its versions or a rule for them.');
  const id = parsePackageId(idText);
  if (id === undefined) throw new Problem('not_found', `There is no package named ${idText}.`);
  const rules: PlainSelection[] = [
    ...(versions.length === 0 ? [] : [{ kind: 'versions', versions } as const]),
    ...(choice.range === undefined ? [] : [{ kind: 'range', text: choice.range } as const]),
    ...(choice.pattern === undefined ? [] : [{ kind: 'pattern', text: choice.pattern } as const]),
    ...(choice.previews === true ? [{ kind: 'previews' } as const] : []),
    ...(choice['older-than'] === undefined ? [] : [{ kind: 'older', text: choice['older-than'] } as const]),
  ];
  const [selection, ...more] = rules;
  if (selection === undefined || more.length > 0) {
    throw new UsageError('Name versions, or one of --range, --pattern, --previews and --older-than.');
  }
  return { id, selection };
}

function listVersions(terminal: Terminal, versions: readonly ManagedVersion[]): void {
  for (const { normalizedVersion } of versions) terminal.out(normalizedVersion);
}

function countOf(versions: readonly ManagedVersion[]): string {
  return versions.length === 1 ? '1 version' : `${versions.length.toLocaleString('en')} versions`;
}

function would(isDryRun: boolean, count: number): string {
  if (isDryRun) return 'would be';
  return count === 1 ? 'is' : 'are';
}
