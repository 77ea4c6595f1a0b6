import type { Dependent, DependentRange } from '../../packages/bulk/listing-consequences.ts';
import { MAX_DEPENDENTS_SHOWN } from '../../packages/bulk/listing-consequences.ts';
import type { ListingWish } from '../../packages/bulk/plan-listing.ts';
import type { ListingPreview } from '../../packages/bulk/set-listed-of-many.ts';
import { Badge } from '../ui/badge.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Form } from '../ui/form.tsx';
import { IdText } from '../ui/id-text.tsx';
import { Notice } from '../ui/notice.tsx';
import { Table, type Column } from '../ui/table.tsx';
import type { SiteUrls } from '../site-urls.ts';
import type { Visit } from '../visit.ts';
import { ChangedVersions } from './changed-versions.tsx';
import { DependentsSentence, LatestSentence } from './listing-effect.tsx';
import { ManageCrumbs } from './manage-crumbs.tsx';
import { HiddenSelection, selectionText } from './version-choice.tsx';
import { countText } from './version-words.ts';

interface ListingPreviewProps {
  readonly visit: Visit;
  readonly wish: ListingWish;
  readonly preview: ListingPreview;
  /** Whether another preview was confirmed, which holds no more. */
  readonly isStale: boolean;
}

/** What listing or unlisting many versions would do, with the button that does it. */
export function ListingPreviewPage({ visit, wish, preview, isStale }: ListingPreviewProps) {
  const { urls } = visit.site;
  const { registration, changes, listed, reason } = preview;
  const { displayId } = registration;
  const deed = `${listed ? 'List' : 'Unlist'} ${countText(changes.length, 'version')}`;
  return (
    <>
      <ManageCrumbs urls={urls} displayId={displayId} here={listed ? 'List' : 'Unlist'} />
      <h1>
        {deed} of <IdText text={displayId} />
      </h1>
      {isStale && (
        <Notice kind="warning" role="alert" title="Nothing was changed.">
          Versions have changed since you saw the preview. This is what would happen now.
        </Notice>
      )}
      <Effects wish={wish} preview={preview} />
      {reason !== '' && !listed && (
        <p>
          The reason that everyone sees: <q>{reason}</q>
        </p>
      )}
      <ChangedVersions label={listed ? 'Versions that are listed' : 'Versions that are unlisted'} versions={changes} />
      <DependentsTable urls={urls} preview={preview} />
      <Form visit={visit} action={urls.manageListing(displayId)}>
        <HiddenSelection selection={wish.selection} />
        <input type="hidden" name="listed" value={String(listed)} />
        <input type="hidden" name="reason" value={wish.reason ?? ''} />
        <input type="hidden" name="digest" value={preview.digest} />
        <p class="row">
          {changes.length > 0 && <Button kind={listed ? 'primary' : 'danger'}>{deed}</Button>}
          <ButtonLink href={urls.manageListing(displayId)}>Cancel</ButtonLink>
        </p>
      </Form>
    </>
  );
}

function Effects({ wish, preview }: Pick<ListingPreviewProps, 'wish' | 'preview'>) {
  const { registration, changes, unchanged, withdrawn, listed, dependents } = preview;
  const { displayId } = registration;
  const state = listed ? 'listed' : 'unlisted';
  return (
    <ul>
      <li>
        {changes.length === 0
          ? `Nothing would change of the versions ${selectionText(wish.selection)}.`
          : `${countText(changes.length, 'version')} ${selectionText(wish.selection)} ${changes.length === 1 ? 'is' : 'are'} ${state}, all in one step.`}
        {unchanged > 0 && ` ${countText(unchanged, 'version')} ${unchanged === 1 ? 'is' : 'are'} ${state} already.`}
        {withdrawn > 0 &&
          ` ${countText(withdrawn, 'version')} ${withdrawn === 1 ? 'was' : 'were'} withdrawn by an administrator and ${withdrawn === 1 ? 'stays' : 'stay'} so.`}
      </li>
      <li>
        <LatestSentence displayId={displayId} consequences={preview} />
      </li>
      <li>
        <DependentsSentence displayId={displayId} dependents={dependents} />
      </li>
      {!listed && <li>Builds and lock files that name one of them go on restoring it. Nothing is deleted.</li>}
    </ul>
  );
}

function DependentsTable({ urls, preview }: { readonly urls: SiteUrls; readonly preview: ListingPreview }) {
  const { top, count } = preview.dependents;
  if (count === 0) return null;
  const columns: Column<Dependent>[] = [
    {
      title: 'Package that depends',
      isRowTitle: true,
      cell: ({ displayId }) => (
        <a href={urls.package(displayId)}>
          <IdText text={displayId} />
        </a>
      ),
    },
    { title: 'Range, and what restore takes', cell: ({ ranges }) => ranges.map((range) => <Range range={range} />) },
    { title: 'Downloads', isNumber: true, cell: ({ downloads }) => downloads.toLocaleString('en') },
  ];
  const caption = count > MAX_DEPENDENTS_SHOWN ? 'Packages that depend most' : 'Packages that depend';
  return <Table caption={caption} columns={columns} rows={top} />;
}

function Range({ range: { range, outcome, picks } }: { readonly range: DependentRange }) {
  return (
    <p>
      <code>{range}</code>{' '}
      {picks === undefined ? (
        'finds nothing'
      ) : (
        <>
          restores <code>{picks}</code>
        </>
      )}{' '}
      {outcome === 'unlisted' && <Badge kind="amber">Only unlisted versions</Badge>}
      {outcome === 'listed' && <Badge>A listed version fits</Badge>}
    </p>
  );
}
