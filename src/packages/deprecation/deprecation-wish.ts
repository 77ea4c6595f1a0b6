import type { Fault } from '../../base/problem.ts';
import type { Deprecation } from '../../catalog/deprecation.ts';
import { parsePackageId, type PackageId } from '../../nuget/package-id.ts';
import { parseVersion } from '../../nuget/version.ts';
import type { Rows } from '../../storage/database.ts';
import { availableId } from './deprecation.queries.ts';

/** nuget.org's limit. */
export const MAX_DEPRECATION_MESSAGE_LENGTH = 1_000;

/** What somebody says of versions, as it was typed; no reason at all takes a deprecation back. */
export interface DeprecationWords {
  readonly isLegacy: boolean;
  readonly hasCriticalBugs: boolean;
  readonly isOther: boolean;
  /** What to use instead; empty for nothing. */
  readonly alternatePackageId: string;
  /** Empty for any version of it. */
  readonly alternatePackageVersion: string;
  readonly message: string;
}

export const NO_DEPRECATION: DeprecationWords = {
  isLegacy: false,
  hasCriticalBugs: false,
  isOther: false,
  alternatePackageId: '',
  alternatePackageVersion: '',
  message: '',
};

/** The words that a deprecation was made of: what a form shows again. */
export function wordsOf(deprecation: Deprecation | null): DeprecationWords {
  if (deprecation === null) return NO_DEPRECATION;
  const has = (reason: string) => deprecation.reasons.some((each) => each.toLowerCase() === reason);
  return {
    isLegacy: has('legacy'),
    hasCriticalBugs: has('criticalbugs'),
    isOther: has('other'),
    alternatePackageId: deprecation.alternate?.id ?? '',
    alternatePackageVersion: /^\[([^,\]]+), *\)$/.exec(deprecation.alternate?.range ?? '')?.[1] ?? '',
    message: deprecation.message ?? '',
  };
}

export interface ReadDeprecation {
  /** Null takes it back. */
  readonly deprecation: Deprecation | null;
  readonly faults: readonly Fault[];
  /** Keys of the version that shall be used instead, where one is named. */
  readonly alternate: { readonly idKey: string; readonly versionKey: string | undefined } | undefined;
}

/** Reads the words, and finds every mistake in them that does not depend on which versions are meant. */
export async function readDeprecation(rows: Rows, id: PackageId, words: DeprecationWords): Promise<ReadDeprecation> {
  const reasons = [
    ...(words.isLegacy ? ['Legacy'] : []),
    ...(words.hasCriticalBugs ? ['CriticalBugs'] : []),
    ...(words.isOther ? ['Other'] : []),
  ];
  const message = plainMessage(words.message);
  const alternate = await readAlternate(rows, id, words);
  const faults = [...reasonFaults(reasons, words), ...messageFaults(message, words), ...alternate.faults];
  const deprecation =
    reasons.length === 0
      ? null
      : {
          reasons,
          ...(message === '' ? {} : { message }),
          ...(alternate.found === undefined ? {} : { alternate: alternate.found }),
        };
  return { deprecation, faults, alternate: alternate.keys };
}

function plainMessage(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\P{Cc}\n]+/gu, ' ')
    .trim();
}

function reasonFaults(reasons: readonly string[], words: DeprecationWords): Fault[] {
  const saysMore = `${words.message}${words.alternatePackageId}${words.alternatePackageVersion}`.trim() !== '';
  if (reasons.length > 0 || !saysMore) return [];
  const detail = 'Choose a reason; without one the deprecation is taken back, and then there is nothing more to say.';
  return [{ code: 'reason_missing', detail, at: 'isLegacy' }];
}

function messageFaults(message: string, { isOther }: DeprecationWords): Fault[] {
  if (isOther && message === '') {
    const detail = 'Say what the other reason is: nobody could guess it.';
    return [{ code: 'message_missing', detail, at: 'message' }];
  }
  if (message.length <= MAX_DEPRECATION_MESSAGE_LENGTH) return [];
  const detail = `A message has at most ${MAX_DEPRECATION_MESSAGE_LENGTH.toLocaleString('en')} characters; this one has ${message.length.toLocaleString('en')}.`;
  return [{ code: 'message_too_long', detail, at: 'message' }];
}

interface Alternate {
  readonly found?: NonNullable<Deprecation['alternate']>;
  readonly keys?: ReadDeprecation['alternate'];
  readonly faults: readonly Fault[];
}

/** What is recommended must be here: a name with a typing mistake in it would send people to whoever takes that name. */
async function readAlternate(rows: Rows, id: PackageId, words: DeprecationWords): Promise<Alternate> {
  const idText = words.alternatePackageId.trim();
  const versionText = words.alternatePackageVersion.trim();
  if (idText === '') {
    const detail = 'Name the package that this version is of.';
    return { faults: versionText === '' ? [] : [{ code: 'alternate_missing', detail, at: 'alternatePackageId' }] };
  }
  const other = parsePackageId(idText);
  const known = other && (await availableId({ read: rows }, other.key));
  if (other === undefined || known === undefined) {
    const detail = `There is no package named ${idText.slice(0, 100)} here, so it cannot be recommended.`;
    return { faults: [{ code: 'alternate_unknown', detail, at: 'alternatePackageId' }] };
  }
  const keys = { idKey: other.key, versionKey: parseVersion(versionText)?.key };
  if (versionText === '') {
    const detail = `${known.displayId} cannot be recommended in place of itself: name another package, or a version of it.`;
    const faults = other.key === id.key ? [{ code: 'alternate_itself', detail, at: 'alternatePackageId' }] : [];
    return { found: { id: known.displayId, range: '*' }, keys, faults };
  }
  const version =
    keys.versionKey === undefined ? undefined : await availableId({ read: rows }, other.key, keys.versionKey);
  if (version === undefined) {
    const detail = `${known.displayId} has no version ${versionText.slice(0, 64)}, so it cannot be recommended.`;
    return { faults: [{ code: 'alternate_version_unknown', detail, at: 'alternatePackageVersion' }] };
  }
  return { found: { id: version.displayId, range: `[${version.normalizedVersion}, )` }, keys, faults: [] };
}
