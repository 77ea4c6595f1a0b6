import type { DeprecationPlan, DeprecationWish } from '../../packages/deprecation/deprecate.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Form } from '../ui/form.tsx';
import { IdText } from '../ui/id-text.tsx';
import { Notice } from '../ui/notice.tsx';
import type { Visit } from '../visit.ts';
import { ChangedVersions } from './changed-versions.tsx';
import { HiddenWords } from './deprecation-fields.tsx';
import { ManageCrumbs } from './manage-crumbs.tsx';
import { HiddenSelection, selectionText } from './version-choice.tsx';
import { countText, deprecationText } from './version-words.ts';

interface DeprecationPreviewProps {
  readonly visit: Visit;
  readonly wish: DeprecationWish;
  readonly plan: DeprecationPlan;
  /** Whether another preview was confirmed, which holds no more. */
  readonly isStale: boolean;
}

/** What deprecating many versions would do, with the button that does it. */
export function DeprecationPreviewPage({ visit, wish, plan, isStale }: DeprecationPreviewProps) {
  const { urls } = visit.site;
  const { registration, changes, deprecation, futureRange } = plan;
  const { displayId } = registration;
  const deed = deprecation === null ? 'Take back the deprecation of' : 'Deprecate';
  const many = countText(changes.length, 'version');
  return (
    <>
      <ManageCrumbs urls={urls} displayId={displayId} here="Deprecation" />
      <h1>
        {deed} {many} of <IdText text={displayId} />
      </h1>
      {isStale && (
        <Notice kind="warning" role="alert" title="Nothing was changed.">
          Versions have changed since you saw the preview. This is what would happen now.
        </Notice>
      )}
      <Effects wish={wish} plan={plan} />
      {deprecation?.message !== undefined && (
        <p>
          The message that everyone sees: <q>{deprecation.message}</q>
        </p>
      )}
      <ChangedVersions label="Versions that change" versions={changes} />
      <Form visit={visit} action={urls.manageDeprecation(displayId)}>
        <HiddenSelection selection={wish.selection} />
        <HiddenWords words={wish.words} />
        <input type="hidden" name="isForFuture" value={String(wish.isForFuture === true)} />
        {wish.listed !== undefined && (
          <input type="hidden" name="listedVerb" value={wish.listed ? 'Relist' : 'Unlist'} />
        )}
        <input type="hidden" name="digest" value={plan.digest} />
        <p class="row">
          {(changes.length > 0 || futureRange !== undefined) && (
            <Button kind="primary">
              {deed} {many}
            </Button>
          )}
          <ButtonLink href={urls.manageDeprecation(displayId)}>Cancel</ButtonLink>
        </p>
      </Form>
    </>
  );
}

function Effects({ wish, plan }: Pick<DeprecationPreviewProps, 'wish' | 'plan'>) {
  const { deprecation, deprecated, listing, unchanged, withdrawn, futureRange } = plan;
  const becomes = deprecation === null ? 'deprecated no more' : `deprecated for ${deprecationText(deprecation)}`;
  return (
    <ul>
      <li>
        {deprecated.length === 0
          ? `Nothing would change of what is said of the versions ${selectionText(wish.selection)}.`
          : `${countText(deprecated.length, 'version')} ${selectionText(wish.selection)} ${deprecated.length === 1 ? 'is' : 'are'} ${becomes}.`}
        {unchanged > 0 && ` ${countText(unchanged, 'version')} ${unchanged === 1 ? 'is' : 'are'} so already.`}
        {withdrawn > 0 &&
          ` ${countText(withdrawn, 'version')} that an administrator withdrew ${withdrawn === 1 ? 'stays' : 'stay'} as ${withdrawn === 1 ? 'it is' : 'they are'}.`}
      </li>
      {wish.listed !== undefined && (
        <li>
          {countText(listing.length, 'version')} {listing.length === 1 ? 'is' : 'are'}{' '}
          {wish.listed ? 'listed' : 'unlisted'} too.
        </li>
      )}
      {futureRange !== undefined && (
        <li>
          Every version that is pushed into <code>{futureRange}</code> later is deprecated in the moment of its push,
          until you remove that rule.
        </li>
      )}
      <li>Builds go on restoring them; whoever uses one is told.</li>
    </ul>
  );
}
