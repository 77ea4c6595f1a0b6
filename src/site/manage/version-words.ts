import type { Deprecation } from '../../catalog/deprecation.ts';
import type { ManagedVersion } from '../../packages/bulk/bulk.queries.ts';

export function countText(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

const reasonWords: Readonly<Record<string, string>> = {
  legacy: 'legacy',
  criticalbugs: 'critical bugs',
  other: 'other reasons',
};

/** "legacy, critical bugs" */
export function reasonsText({ reasons }: Deprecation): string {
  return reasons.map((reason) => reasonWords[reason.toLowerCase()] ?? 'other reasons').join(', ');
}

/** "legacy; use Acme.Net 2.0.0 and above" */
export function deprecationText(deprecation: Deprecation): string {
  const { alternate } = deprecation;
  const reasons = reasonsText(deprecation);
  if (alternate === undefined) return reasons;
  const from = /^\[([^,\]]+), *\)$/.exec(alternate.range)?.[1];
  return `${reasons}; use ${alternate.id}${from === undefined ? '' : ` ${from} or later`}`;
}

export function deprecationOf({ deprecation }: ManagedVersion): Deprecation | null {
  return deprecation === null ? null : (JSON.parse(deprecation) as Deprecation);
}

/** What is to be known of a version in a menu, in few words; none for a listed version like any other. */
export function standingWords(version: ManagedVersion, latest: ManagedVersion | undefined): string[] {
  const deprecation = deprecationOf(version);
  return [
    ...(version.id === latest?.id ? ['latest'] : []),
    ...(version.state === 'available' ? (version.listed ? [] : ['unlisted']) : [stateWords[version.state]]),
    ...(deprecation === null ? [] : [`deprecated: ${reasonsText(deprecation)}`]),
  ];
}

const stateWords = {
  held: 'under review',
  quarantined: 'quarantined',
  removed: 'removed',
  destroyed: 'removed',
} as const;
