/** `/packages/:id/Manage/deprecation`: deprecating one version, many, or all that a range will ever hold. */
import type { Problem } from '../../base/problem.ts';
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import type { FormFields } from '../../http/form-body.ts';
import { originOf } from '../../http/request-origin.ts';
import { managedPackage } from '../../packages/bulk/managed-package.ts';
import {
  deprecate,
  previewDeprecation,
  type DeprecationPlan,
  type DeprecationWish,
} from '../../packages/deprecation/deprecate.ts';
import { NO_DEPRECATION } from '../../packages/deprecation/deprecation-wish.ts';
import { removeDeprecationRule } from '../../packages/deprecation/deprecation-rules.ts';
import { html } from '../html.tsx';
import { orShow } from '../or-show.ts';
import { requireIdOf } from '../packages/package-deps.ts';
import { form, page } from '../page.ts';
import { flash, seeOther } from '../see-other.ts';
import { withQuery } from '../site-urls.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { CheckBox } from '../ui/choices.tsx';
import { ErrorSummary } from '../ui/error-summary.tsx';
import { faultAt } from '../ui/faults.ts';
import { Select } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';
import { IdText } from '../ui/id-text.tsx';
import { Notice } from '../ui/notice.tsx';
import type { Visit } from '../visit.ts';
import { DeprecationFields, readWords } from './deprecation-fields.tsx';
import { DeprecationPreviewPage } from './deprecation-preview.tsx';
import { DeprecationRules } from './deprecation-rules.tsx';
import { ManageCrumbs } from './manage-crumbs.tsx';
import { requireManager, type ManageDeps } from './manage-deps.ts';
import { showManage } from './manage-page.tsx';
import { readSelection, VersionChoice } from './version-choice.tsx';
import { countText, reasonsText } from './version-words.ts';
import { readVersionsPage, VersionsTable } from './versions-table.tsx';

/** `GET /packages/:id/Manage/deprecation` */
export function deprecationPage(deps: ManageDeps): HttpHandler {
  return page(deps, (visit) => showChoice(deps, visit));
}

/**
 * `POST /packages/:id/Manage/deprecation`: of one version, with what its form was made from, it does it at once; of many it
 * shows the preview, and with a digest it does what was shown.
 */
export function deprecationForm(deps: ManageDeps): HttpHandler {
  return form(deps, async (visit, fields) => {
    await requireManager(deps, visit);
    const wish = readWish(visit, fields);
    if (fields.has('basis'))
      return saveOne(deps, visit, { ...wish, basis: fields.text('basis') }, fields.text('version'));
    return orShow(
      async () => (fields.has('digest') ? apply(deps, visit, wish, fields.text('digest')) : preview(deps, visit, wish)),
      (problem) => showChoice(deps, visit, { wish, problem }),
    );
  });
}

/** `POST /packages/:id/Manage/deprecation/rules`: removes one. */
export function removeRuleForm(deps: ManageDeps): HttpHandler {
  return form(deps, async (visit, fields) => {
    const viewer = await requireManager(deps, visit);
    const id = requireIdOf(visit);
    const removal = { id, rule: fields.text('rule'), takesBack: fields.text('takesBack') === 'true' };
    return orShow(
      async () => {
        const { range, takenBack } = await removeDeprecationRule(deps, viewer, removal, originOf(visit.request));
        const also =
          takenBack === 0
            ? ''
            : ` ${countText(takenBack, 'version')} ${takenBack === 1 ? 'is' : 'are'} deprecated no more.`;
        const text = `Later versions in ${range} are no longer deprecated by themselves.${also}`;
        const back = withQuery(visit.site.urls.manage(id.display), { open: 'deprecation' });
        return seeOther(back, [flash(deps, { kind: 'done', text })]);
      },
      (problem) => showManage(deps, visit, { version: undefined, open: 'deprecation', trouble: { problem } }),
    );
  });
}

/** GET of what only a form is sent to. */
export function backToDeprecation(deps: ManageDeps): HttpHandler {
  return page(deps, (visit) => seeOther(visit.site.urls.manageDeprecation(requireIdOf(visit).display)));
}

async function saveOne(deps: ManageDeps, visit: Visit, wish: DeprecationWish, version: string): Promise<HttpAnswer> {
  const viewer = await requireManager(deps, visit);
  return orShow(
    async () => {
      const { plan } = await deprecate(deps, viewer, wish, originOf(visit.request));
      const { urls } = visit.site;
      const back = withQuery(urls.manageVersion(plan.registration.displayId, version), { open: 'deprecation' });
      return seeOther(back, [flash(deps, { kind: 'done', text: doneText(plan, version) })]);
    },
    (problem) =>
      showManage(deps, visit, { version, open: 'deprecation', trouble: { problem, deprecation: wish.words } }),
  );
}

async function preview(deps: ManageDeps, visit: Visit, wish: DeprecationWish, isStale = false): Promise<HttpAnswer> {
  const viewer = await requireManager(deps, visit);
  const plan = await previewDeprecation(deps, viewer, wish);
  const body = <DeprecationPreviewPage visit={visit} wish={wish} plan={plan} isStale={isStale} />;
  const answer = html(visit, { title: `Deprecation of ${plan.registration.displayId}`, layout: 'wide', body });
  return isStale ? { ...answer, status: 409 } : answer;
}

async function apply(deps: ManageDeps, visit: Visit, wish: DeprecationWish, digest: string): Promise<HttpAnswer> {
  const viewer = await requireManager(deps, visit);
  const { applied, plan } = await deprecate(deps, viewer, { ...wish, digest }, originOf(visit.request));
  if (!applied) return preview(deps, visit, wish, true);
  const back = withQuery(visit.site.urls.manage(plan.registration.displayId), { open: 'deprecation' });
  return seeOther(back, [flash(deps, { kind: 'done', text: doneText(plan) })]);
}

function doneText({ registration, deprecation, changes, futureRange }: DeprecationPlan, version?: string): string {
  const { displayId } = registration;
  const later = futureRange === undefined ? '' : ` So is every later version in ${futureRange}.`;
  if (changes.length === 0 && later === '') return `Nothing of ${displayId} changed: it was so already.`;
  const are = changes.length === 1 ? 'is' : 'are';
  const what =
    version === undefined ? `${countText(changes.length, 'version')} of ${displayId}` : `${displayId} ${version}`;
  return deprecation === null
    ? `${what} ${are} deprecated no more.`
    : `${what} ${are} deprecated for ${reasonsText(deprecation)}.${later}`;
}

function readWish(visit: Visit, fields: FormFields): DeprecationWish {
  const verb = fields.text('listedVerb');
  return {
    id: requireIdOf(visit),
    selection: readSelection(fields),
    words: readWords(fields),
    listed: verb === 'Unlist' || verb === 'Relist' ? verb === 'Relist' : undefined,
    isForFuture: fields.text('isForFuture') === 'true',
  };
}

const FORM = 'many';

interface Trouble {
  readonly wish: DeprecationWish;
  readonly problem: Problem;
}

async function showChoice(deps: ManageDeps, visit: Visit, trouble?: Trouble): Promise<HttpAnswer> {
  const viewer = await requireManager(deps, visit);
  const managed = await managedPackage(deps, viewer, requireIdOf(visit));
  const shown = await readVersionsPage(deps, visit, managed);
  const { displayId } = managed.ownership;
  const { urls } = visit.site;
  const here = urls.manageDeprecation(displayId);
  const { wish, problem } = trouble ?? {};
  const body = (
    <>
      <ManageCrumbs urls={urls} displayId={displayId} here="Deprecation" />
      <h1>
        Deprecation of <IdText text={displayId} />
      </h1>
      <ErrorSummary message={problem?.message} faults={problem?.faults ?? []} />
      {managed.isLocked && <Notice kind="error" title={`${displayId} is locked, so nothing of it can change.`} />}
      <DeprecationRules visit={visit} displayId={displayId} rules={managed.rules} />
      <ManyForm visit={visit} action={here} trouble={trouble} />
      <VersionsTable
        visit={visit}
        managed={managed}
        shown={shown}
        form={FORM}
        here={here}
        ticked={wish?.selection.kind === 'versions' ? wish.selection.versions : []}
      />
    </>
  );
  return html(visit, { title: `Deprecation of ${displayId}`, layout: 'wide', body });
}

interface ManyFormProps {
  readonly visit: Visit;
  readonly action: string;
  readonly trouble: Trouble | undefined;
}

function ManyForm({ visit, action, trouble }: ManyFormProps) {
  const { wish, problem } = trouble ?? {};
  const faults = problem?.faults ?? [];
  return (
    <Form visit={visit} action={action} id={FORM}>
      <VersionChoice selection={wish?.selection} faults={faults} />
      <CheckBox
        name="isForFuture"
        value="true"
        label="Also versions that are pushed into the range later"
        hint="For a choice by range."
        isChecked={wish?.isForFuture === true}
        error={faultAt(faults, 'isForFuture')}
      />
      <DeprecationFields words={wish?.words ?? NO_DEPRECATION} faults={faults} />
      <Select
        name="listedVerb"
        label="Listing"
        options={[
          { value: 'Unchanged', label: 'As it is' },
          { value: 'Unlist', label: 'Unlist them too' },
          { value: 'Relist', label: 'List them too' },
        ]}
        value={verbOf(wish?.listed)}
      />
      <p class="row">
        <Button kind="primary">Preview</Button>
        <ButtonLink href={visit.site.urls.manage(requireIdOf(visit).display)}>Back</ButtonLink>
      </p>
    </Form>
  );
}

function verbOf(listed: boolean | undefined): string {
  if (listed === undefined) return 'Unchanged';
  return listed ? 'Relist' : 'Unlist';
}
