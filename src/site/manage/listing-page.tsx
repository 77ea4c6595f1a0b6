/** `/packages/:id/Manage/listing`: listing and unlisting many versions: choose, see what it would do, do it. */
import type { Problem } from '../../base/problem.ts';
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import type { FormFields } from '../../http/form-body.ts';
import { originOf } from '../../http/request-origin.ts';
import { managedPackage, newestBatches, type ListingBatch } from '../../packages/bulk/managed-package.ts';
import type { ListingPlan, ListingWish } from '../../packages/bulk/plan-listing.ts';
import { previewListing, setListedOfMany } from '../../packages/bulk/set-listed-of-many.ts';
import { MAX_LISTING_REASON_LENGTH } from '../../packages/listing-reason.ts';
import { html } from '../html.tsx';
import { orShow } from '../or-show.ts';
import { requireIdOf } from '../packages/package-deps.ts';
import { form, page } from '../page.ts';
import { flash, seeOther } from '../see-other.ts';
import { withQuery } from '../site-urls.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { ErrorSummary } from '../ui/error-summary.tsx';
import { faultAt } from '../ui/faults.ts';
import { Field } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';
import { IdText } from '../ui/id-text.tsx';
import { Notice } from '../ui/notice.tsx';
import { Time } from '../ui/time.tsx';
import type { Visit } from '../visit.ts';
import { ListingPreviewPage } from './listing-preview.tsx';
import { listingState } from './listing-section.tsx';
import { ManageCrumbs } from './manage-crumbs.tsx';
import { requireManager, type ManageDeps } from './manage-deps.ts';
import { readSelection, VersionChoice } from './version-choice.tsx';
import { countText } from './version-words.ts';
import { readVersionsPage, VersionsTable } from './versions-table.tsx';

/** `GET /packages/:id/Manage/listing` */
export function listingPage(deps: ManageDeps): HttpHandler {
  return page(deps, (visit) => showChoice(deps, visit));
}

/** `POST /packages/:id/Manage/listing`: without a digest it shows the preview, with one it does what was shown. */
export function listingForm(deps: ManageDeps): HttpHandler {
  return form(deps, async (visit, fields) => {
    await requireManager(deps, visit);
    const wish = readWish(visit, fields);
    return orShow(
      async () => (fields.has('digest') ? apply(deps, visit, wish, fields.text('digest')) : preview(deps, visit, wish)),
      (problem) => showChoice(deps, visit, { wish, problem }),
    );
  });
}

async function preview(deps: ManageDeps, visit: Visit, wish: ListingWish, isStale = false): Promise<HttpAnswer> {
  const viewer = await requireManager(deps, visit);
  const shown = await previewListing(deps, viewer, wish);
  const body = <ListingPreviewPage visit={visit} wish={wish} preview={shown} isStale={isStale} />;
  const answer = html(visit, { title: `Listing of ${shown.registration.displayId}`, layout: 'wide', body });
  return isStale ? { ...answer, status: 409 } : answer;
}

async function apply(deps: ManageDeps, visit: Visit, wish: ListingWish, digest: string): Promise<HttpAnswer> {
  const viewer = await requireManager(deps, visit);
  const { applied, plan, batch } = await setListedOfMany(deps, viewer, { ...wish, digest }, originOf(visit.request));
  if (!applied) return preview(deps, visit, wish, true);
  const { urls } = visit.site;
  const { displayId } = plan.registration;
  const undo = { action: urls.manageListing(displayId), fields: { batch: batch ?? '', listed: String(!plan.listed) } };
  const said = { kind: 'done', text: doneText(plan) } as const;
  const back = withQuery(urls.manage(displayId), { open: 'listing' });
  return seeOther(back, [flash(deps, batch === undefined ? said : { ...said, undo })]);
}

function doneText({ registration, changes, listed, latestAfter, latestBefore }: ListingPlan): string {
  const { displayId } = registration;
  if (changes.length === 0) return `Nothing of ${displayId} changed: it was so already.`;
  const many = countText(changes.length, 'version');
  const are = changes.length === 1 ? 'is' : 'are';
  const done = `${many} of ${displayId} ${are} ${listed ? 'listed' : 'unlisted'}.`;
  if (latestAfter === undefined) return `${done} Nothing of it is listed any more.`;
  return latestAfter.id === latestBefore?.id
    ? done
    : `${done} ${latestAfter.normalizedVersion} is the latest version now.`;
}

function readWish(visit: Visit, fields: FormFields): ListingWish {
  const batch = fields.text('batch');
  return {
    id: requireIdOf(visit),
    selection: batch === '' ? readSelection(fields) : { kind: 'batch', id: batch },
    listed: ['true', 'on', '1'].includes(fields.text('listed').toLowerCase()),
    reason: fields.text('reason'),
  };
}

const FORM = 'many';

interface Trouble {
  readonly wish: ListingWish;
  readonly problem: Problem;
}

async function showChoice(deps: ManageDeps, visit: Visit, trouble?: Trouble): Promise<HttpAnswer> {
  const viewer = await requireManager(deps, visit);
  const id = requireIdOf(visit);
  const managed = await managedPackage(deps, viewer, id);
  const batches = await newestBatches(deps, id.key);
  const shown = await readVersionsPage(deps, visit, managed);
  const { displayId } = managed.ownership;
  const { urls } = visit.site;
  const here = urls.manageListing(displayId);
  const faults = trouble?.problem.faults ?? [];
  const selection = trouble?.wish.selection.kind === 'batch' ? undefined : trouble?.wish.selection;
  const body = (
    <>
      <ManageCrumbs urls={urls} displayId={displayId} here="Listing" />
      <h1>
        Listing of <IdText text={displayId} />
      </h1>
      <ErrorSummary message={trouble?.problem.message} faults={faults} />
      {managed.isLocked && <Notice kind="error" title={`${displayId} is locked, so nothing of it can change.`} />}
      <p>{listingState(managed)}. What you choose is shown before anything changes.</p>
      <Batches visit={visit} displayId={displayId} batches={batches} />
      <Form visit={visit} action={here} id={FORM}>
        <VersionChoice selection={selection} faults={faults} />
        <Field
          name="reason"
          label="Reason, shown to everyone"
          hint="Stands on the pages of versions while they are unlisted."
          maxLength={MAX_LISTING_REASON_LENGTH}
          value={trouble?.wish.reason}
          error={faultAt(faults, 'reason')}
        />
        <p class="row">
          <Button kind="primary" name="listed" value="false">
            Preview unlisting
          </Button>
          <Button name="listed" value="true">
            Preview relisting
          </Button>
          <ButtonLink href={urls.manage(displayId)}>Back</ButtonLink>
        </p>
      </Form>
      <VersionsTable
        visit={visit}
        managed={managed}
        shown={shown}
        form={FORM}
        here={here}
        ticked={selection?.kind === 'versions' ? selection.versions : []}
      />
    </>
  );
  return html(visit, { title: `Listing of ${displayId}`, layout: 'wide', body });
}

interface BatchesProps {
  readonly visit: Visit;
  readonly displayId: string;
  readonly batches: readonly ListingBatch[];
}

/** What can be taken back. */
function Batches({ visit, displayId, batches }: BatchesProps) {
  if (batches.length === 0) return null;
  return (
    <section aria-labelledby="recent">
      <h2 id="recent">Recent changes of many versions</h2>
      <ul class="manage-batches">
        {batches.map(({ id, at, listed, size }) => (
          <li class="row">
            {countText(size, 'version')} {listed ? 'listed' : 'unlisted'} <Time at={at} now={visit.now} />
            <Form visit={visit} action={visit.site.urls.manageListing(displayId)} layout="line">
              <input type="hidden" name="batch" value={id} />
              <input type="hidden" name="listed" value={String(!listed)} />
              <Button isSmall label={`Undo: ${listed ? 'unlist' : 'list'} ${countText(size, 'version')} again`}>
                Undo
              </Button>
            </Form>
          </li>
        ))}
      </ul>
    </section>
  );
}
