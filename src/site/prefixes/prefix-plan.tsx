import { MAX_IDS_COUNTED, type PrefixSurroundings } from '../../packages/prefixes/read-prefixes.ts';
import type { PrefixPlan } from '../../packages/prefixes/plan-prefix.ts';
import type { SiteUrls } from '../site-urls.ts';
import { DefinitionList, type Definition } from '../ui/definition-list.tsx';
import { Notice } from '../ui/notice.tsx';
import { OwnerNames, PrefixText } from './prefix-table.tsx';

interface PlanProps {
  readonly urls: SiteUrls;
  readonly plan: Pick<PrefixPlan, 'before' | 'after' | 'publicThrough' | 'gains' | 'losses'>;
  readonly around: PrefixSurroundings;
}

/** What a change of a reservation would do, before anybody does it. */
export function PrefixPlanFacts({ urls, plan, around }: PlanProps) {
  const { before, after, publicThrough, gains, losses } = plan;
  const facts: Definition[] = [
    ...(before === undefined
      ? []
      : [{ term: 'Reserved for', value: <OwnerNames owners={before.owners} urls={urls} /> }]),
    ...(after === undefined
      ? []
      : [
          {
            term: before === undefined ? 'Reserved for' : 'Then reserved for',
            value: <OwnerNames owners={after.owners} urls={urls} />,
          },
        ]),
    ...(after === undefined ? [] : [{ term: 'New ids from', value: newIdsFrom(after) }]),
    { term: 'Get the mark', value: packages(gains.length) },
    { term: 'Lose the mark', value: packages(losses.length) },
    ...aroundFacts(urls, around),
  ];
  return (
    <>
      {publicThrough !== undefined && (
        <Notice kind="info">
          <p>
            It lies under <PrefixText pattern={publicThrough} />, which is public, so it is public as well.
          </p>
        </Notice>
      )}
      <DefinitionList items={facts} />
    </>
  );
}

/** Other reservations near it, and which ids there are. */
function aroundFacts(urls: SiteUrls, { wider, narrower, idCount }: PrefixSurroundings): Definition[] {
  const reservations = (list: PrefixSurroundings['wider']) =>
    list.map((pattern, index) => (
      <>
        {index > 0 && ', '}
        <PrefixText pattern={pattern} /> (<OwnerNames owners={pattern.owners} urls={urls} />)
      </>
    ));
  return [
    { term: 'Ids under it', value: idCount < MAX_IDS_COUNTED ? number(idCount) : `${number(MAX_IDS_COUNTED)} or more` },
    ...(wider.length === 0 ? [] : [{ term: 'Lies under', value: <>{reservations(wider)}</> }]),
    ...(narrower.length === 0 ? [] : [{ term: 'Reserved under it', value: <>{reservations(narrower)}</> }]),
  ];
}

function newIdsFrom({ isPublic, owners }: NonNullable<PrefixPlan['after']>): string {
  if (isPublic) return 'Anybody, without the mark';
  return owners.length === 0 ? 'Nobody' : 'Its owners';
}

export function packages(count: number): string {
  return count === 1 ? '1 package' : `${number(count)} packages`;
}

function number(count: number): string {
  return count.toLocaleString('en');
}
