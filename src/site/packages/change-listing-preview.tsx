import type { Problem } from '../../base/problem.ts';
import { MAX_DEPENDENTS_READ } from '../../packages/bulk/listing-consequences.ts';
import type {
  PackageListingStep,
  PackagesListingPreview,
  PackagesListingWish,
} from '../../packages/bulk/set-listed-of-packages.ts';
import { MAX_LISTING_REASON_LENGTH } from '../../packages/listing-reason.ts';
import { countText } from '../manage/version-words.ts';
import { Badge } from '../ui/badge.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Crumbs } from '../ui/crumbs.tsx';
import { ErrorSummary } from '../ui/error-summary.tsx';
import { faultAt } from '../ui/faults.ts';
import { Field } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';
import { IdText } from '../ui/id-text.tsx';
import { Notice } from '../ui/notice.tsx';
import { Table, type Column } from '../ui/table.tsx';
import type { Visit } from '../visit.ts';
import { listingOf, packagesUrl, type PackageFilter } from './package-filter.ts';

interface ChangeListingPreviewProps {
  readonly visit: Visit;
  readonly filter: PackageFilter;
  readonly wish: PackagesListingWish;
  readonly preview: PackagesListingPreview;
  /** Whether another preview was confirmed, which holds no more. */
  readonly isStale: boolean;
  /** Why the reason could not be taken. */
  readonly problem: Problem | undefined;
}

/** What becomes of each package when all its versions are listed or unlisted, with the button that does it. */
export function ChangeListingPreview({ visit, filter, wish, preview, isStale, problem }: ChangeListingPreviewProps) {
  const { urls } = visit.site;
  const { listed, versions } = preview;
  const deed = deedText(preview);
  const faults = problem?.faults ?? [];
  return (
    <>
      <Crumbs trail={[{ label: 'Manage packages', href: urls.packages }]} here={listed ? 'List' : 'Unlist'} />
      <h1>{deed}</h1>
      <ErrorSummary message={problem?.message} faults={faults} />
      {isStale && (
        <Notice kind="warning" role="alert" title="Nothing was changed.">
          Packages or their versions are others than when you saw the preview. This is what would happen now.
        </Notice>
      )}
      <p>
        {versions === 0 ? 'Nothing would change.' : 'All of it happens in one step, or nothing does.'}
        {!listed && ' Builds and lock files that name one of the versions go on restoring it. Nothing is deleted.'}
      </p>
      <Table caption="What happens to each package" isCaptionHidden columns={columnsOf(preview)} rows={preview.steps} />
      <Form visit={visit} action={urls.changeListing}>
        <HiddenWish wish={wish} filter={filter} digest={preview.digest} />
        {versions > 0 && !listed && (
          <Field
            name="reason"
            label="Reason, shown to everyone"
            hint="Stands on the pages of the versions while they are unlisted."
            maxLength={MAX_LISTING_REASON_LENGTH}
            value={wish.reason}
            error={faultAt(faults, 'reason')}
          />
        )}
        <p class="row">
          {versions > 0 && <Button kind={listed ? 'primary' : 'danger'}>{deed}</Button>}
          <ButtonLink href={packagesUrl(urls, filter)}>Cancel</ButtonLink>
        </p>
      </Form>
    </>
  );
}

/** "Unlist 12 versions of 3 packages": the heading, and the button. */
function deedText({ listed, versions, packages }: PackagesListingPreview): string {
  return `${listed ? 'List' : 'Unlist'} ${countText(versions, 'version')} of ${countText(packages, 'package')}`;
}

function columnsOf({ listed, steps, dependents }: PackagesListingPreview): Column<PackageListingStep>[] {
  const dependentsOf = new Map(steps.map((step, index) => [step, dependents[index] ?? 0]));
  return [
    { title: 'Package', isRowTitle: true, cell: ({ displayId }) => <IdText text={displayId} /> },
    { title: 'What happens', cell: (step) => <Step step={step} listed={listed} /> },
    {
      title: 'Latest version then',
      cell: ({ latestAfter, refusal }) =>
        refusal !== undefined ? '–' : latestAfter === undefined ? 'None' : <span class="code">{latestAfter}</span>,
    },
    {
      title: 'Packages here that depend on it',
      isNumber: true,
      cell: (step) => dependentsText(dependentsOf.get(step) ?? 0),
    },
  ];
}

function dependentsText(count: number): string {
  if (count <= MAX_DEPENDENTS_READ) return count.toLocaleString('en');
  return `more than ${MAX_DEPENDENTS_READ.toLocaleString('en')}`;
}

function Step({ step, listed }: { readonly step: PackageListingStep; readonly listed: boolean }) {
  const { changes, withdrawn, refusal } = step;
  if (refusal !== undefined) {
    return (
      <>
        <Badge kind="red">Not possible</Badge> {refusal}
      </>
    );
  }
  return (
    <>
      {changes === 0 ? (
        <Badge kind="outlined">Nothing</Badge>
      ) : (
        <>
          {countText(changes, 'version')} {changes === 1 ? 'is' : 'are'} {listed ? 'listed' : 'unlisted'}
        </>
      )}
      {withdrawn > 0 && `, ${withdrawn} that an administrator withdrew ${withdrawn === 1 ? 'stays' : 'stay'} so`}
    </>
  );
}

/** What was asked, so that the button asks the same again. */
function HiddenWish({
  wish,
  filter,
  digest,
}: Pick<ChangeListingPreviewProps, 'wish' | 'filter'> & { readonly digest: string }) {
  const fields: readonly (readonly [name: string, value: string])[] = [
    ['listed', String(wish.listed)],
    ['digest', digest],
    ['owner', filter.owner],
    ['q', filter.search],
    ['listing', listingOf(filter) ?? ''],
    ...wish.ids.map((id) => ['id', id] as const),
  ];
  return (
    <>
      {fields.map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
    </>
  );
}
