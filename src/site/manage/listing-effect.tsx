import type { Dependent, Dependents, ListingConsequences } from '../../packages/bulk/listing-consequences.ts';
import { MAX_DEPENDENTS_READ } from '../../packages/bulk/listing-consequences.ts';
import type { ManagedVersion } from '../../packages/bulk/bulk.queries.ts';
import { countText, deprecationOf } from './version-words.ts';

interface LatestSentenceProps {
  readonly displayId: string;
  readonly consequences: Pick<ListingConsequences, 'latestBefore' | 'latestAfter'>;
}

/** Which version discovery offers afterwards. */
export function LatestSentence({ displayId, consequences }: LatestSentenceProps) {
  const { latestBefore, latestAfter } = consequences;
  if (latestAfter === undefined) {
    return (
      <>
        Nothing of {displayId} is listed any more: it leaves search, and its page stays for those who have its address.
      </>
    );
  }
  const version = <span class="code">{latestAfter.normalizedVersion}</span>;
  if (latestAfter.id === latestBefore?.id) return <>{version} stays the latest version.</>;
  return (
    <>
      {version} becomes the latest version.{remark(latestAfter)}
    </>
  );
}

function remark(latest: ManagedVersion): string {
  if (deprecationOf(latest) !== null) return ' It is deprecated.';
  return latest.isPrerelease ? ' It is a preview.' : '';
}

/** "41 packages here depend on Acme.Http; a listed version satisfies every range of theirs." */
export function DependentsSentence({
  displayId,
  dependents,
}: {
  readonly displayId: string;
  readonly dependents: Dependents;
}) {
  const { count, withoutListed, top } = dependents;
  if (count === 0) return <>No package here depends on {displayId}.</>;
  const some =
    count > MAX_DEPENDENTS_READ
      ? `More than ${MAX_DEPENDENTS_READ.toLocaleString('en')} packages here depend`
      : `${countText(count, 'package')} here ${count === 1 ? 'depends' : 'depend'}`;
  if (withoutListed === 0) {
    return (
      <>
        {some} on {displayId}; a listed version satisfies every range that they state.
      </>
    );
  }
  const named = top.filter(loses).slice(0, 3);
  return (
    <>
      {some} on {displayId}; for {withoutListed === count ? 'all' : withoutListed.toLocaleString('en')} of them only
      unlisted versions are left, which restore goes on to take: {named.map(({ displayId: id }) => id).join(', ')}
      {withoutListed > named.length ? ' and others' : ''}.
    </>
  );
}

function loses({ ranges }: Dependent): boolean {
  return ranges.some(({ outcome }) => outcome === 'unlisted');
}
