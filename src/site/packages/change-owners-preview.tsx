import type { OwnerAction, OwnersPreview, OwnersWish, PlannedStep } from '../../packages/owners/change-owners.ts';
import type { OwnerStep } from '../../packages/owners/ownership.ts';
import { Badge, type BadgeKind } from '../ui/badge.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Crumbs } from '../ui/crumbs.tsx';
import { Form } from '../ui/form.tsx';
import { IdText } from '../ui/id-text.tsx';
import { Notice } from '../ui/notice.tsx';
import { Table, type Column } from '../ui/table.tsx';
import type { Visit } from '../visit.ts';
import { listingOf, packagesUrl, type PackageFilter } from './package-filter.ts';

interface ChangeOwnersPreviewProps {
  readonly visit: Visit;
  readonly filter: PackageFilter;
  readonly wish: OwnersWish;
  readonly preview: OwnersPreview;
  /** Whether another preview was confirmed, which holds no more. */
  readonly isStale: boolean;
}

/** "Invite olga to own 3 packages": the heading, and the button. */
function deedText(action: OwnerAction, name: string, changes: number): string {
  const packages = countText(changes);
  const deeds = {
    invite: `Invite ${name} to own ${packages}`,
    add: `Add ${name} to the owners of ${packages}`,
    remove: `Remove ${name} from the owners of ${packages}`,
  };
  return deeds[action];
}

/** What a bulk change will do to each package and why not, with the button that does it. */
export function ChangeOwnersPreview({ visit, filter, wish, preview, isStale }: ChangeOwnersPreviewProps) {
  const { urls } = visit.site;
  const { account, steps, changes } = preview;
  const deed = deedText(wish.action, account.name, changes);
  const left = steps.length - changes;
  return (
    <>
      <Crumbs trail={[{ label: 'Manage packages', href: urls.packages }]} here="Change owners" />
      <h1>
        <IdText text={deed} />
      </h1>
      {isStale && (
        <Notice kind="warning" role="alert" title="Nothing was changed.">
          Packages or their owners have changed since you saw the preview. This is what would happen now.
        </Notice>
      )}
      <p>
        {changesText(changes)}
        {left > 0 && ` ${countText(left)} would stay as ${left === 1 ? 'it is' : 'they are'}; why stands beside.`}
      </p>
      <Table caption="What happens to each package" isCaptionHidden columns={columns} rows={steps} />
      <Form visit={visit} action={urls.changeOwners}>
        <HiddenWish wish={wish} filter={filter} />
        <input type="hidden" name="digest" value={preview.digest} />
        <p class="row">
          {changes > 0 && <Button kind={wish.action === 'remove' ? 'danger' : 'primary'}>{deed}</Button>}
          <ButtonLink href={packagesUrl(urls, filter)}>Cancel</ButtonLink>
        </p>
      </Form>
    </>
  );
}

function changesText(changes: number): string {
  if (changes === 0) return 'Nothing would change.';
  return changes === 1 ? '1 package would change.' : `${changes} packages would change, all of them or none.`;
}

function countText(count: number): string {
  return count === 1 ? '1 package' : `${count} packages`;
}

const columns: Column<PlannedStep>[] = [
  { title: 'Package', isRowTitle: true, cell: ({ displayId }) => <IdText text={displayId} /> },
  { title: 'What happens', cell: ({ step }) => <Step step={step} /> },
];

const outcomes: Readonly<Record<OwnerStep['kind'], { readonly kind: BadgeKind; readonly text: string }>> = {
  add: { kind: 'green', text: 'Becomes an owner' },
  invite: { kind: 'blue', text: 'Is invited' },
  remove: { kind: 'amber', text: 'Is no owner any more' },
  none: { kind: 'outlined', text: 'Nothing' },
  refuse: { kind: 'red', text: 'Not possible' },
};

function Step({ step }: { readonly step: OwnerStep }) {
  const { kind, text } = outcomes[step.kind];
  return (
    <>
      <Badge kind={kind}>{text}</Badge>
      {'why' in step ? ` ${step.why}` : ''}
    </>
  );
}

/** What was asked, so that the button asks the same again. */
function HiddenWish({ wish, filter }: Pick<ChangeOwnersPreviewProps, 'wish' | 'filter'>) {
  const { action, account, message, selection } = wish;
  const fields: readonly (readonly [name: string, value: string])[] = [
    ['action', action],
    ['account', account],
    ['message', message],
    ['packages', selection.kind],
    ['owner', filter.owner],
    ['q', filter.search],
    ['listing', listingOf(filter) ?? ''],
    ...(selection.kind === 'ids' ? selection.idKeys.map((id) => ['id', id] as const) : []),
  ];
  return (
    <>
      {fields.map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
    </>
  );
}
