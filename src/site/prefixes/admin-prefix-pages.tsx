/** What administrators look at before they decide about one prefix. */
import { Problem } from '../../base/problem.ts';
import type { HttpAnswer } from '../../http/exchange.ts';
import { previewGrant } from '../../packages/prefixes/decide-request.ts';
import { changesNothing, type PrefixPlan } from '../../packages/prefixes/plan-prefix.ts';
import { patternText, requirePrefixPattern } from '../../packages/prefixes/prefix-pattern.ts';
import type { ReservedPrefix } from '../../packages/prefixes/prefixes.queries.ts';
import { prefixSurroundings, reservedPrefix } from '../../packages/prefixes/read-prefixes.ts';
import { previewRelease, previewReservation, type ReservationWish } from '../../packages/prefixes/reserve-prefix.ts';
import { html } from '../html.tsx';
import { orShow } from '../or-show.ts';
import { requireAdministrator } from '../page.ts';
import { Button } from '../ui/button.tsx';
import { Crumbs } from '../ui/crumbs.tsx';
import { ErrorSummary } from '../ui/error-summary.tsx';
import { FilterForm } from '../ui/filter-form.tsx';
import { Form } from '../ui/form.tsx';
import { IdText } from '../ui/id-text.tsx';
import { Notice } from '../ui/notice.tsx';
import type { Visit } from '../visit.ts';
import { DecisionForm, RequestFacts, type TypedDecision } from './decision-form.tsx';
import type { PrefixPagesDeps } from './prefix-deps.ts';
import { packages, PrefixPlanFacts } from './prefix-plan.tsx';
import { PrefixText } from './prefix-table.tsx';
import { WishFields } from './wish-fields.tsx';

function Way({ visit, here }: { readonly visit: Visit; readonly here: string }) {
  const { urls } = visit.site;
  const trail = [
    { label: 'Administration', href: urls.admin },
    { label: 'Reserved prefixes', href: urls.adminPrefixes },
  ];
  return <Crumbs trail={trail} here={here} />;
}

/** What a reservation would change, with the button that makes it. `showForm` shows what was typed, where it cannot be. */
export function previewPage(
  deps: PrefixPagesDeps,
  visit: Visit,
  wish: ReservationWish,
  showForm: (problem: Problem) => Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  return orShow(async () => {
    const plan = await previewReservation(deps, requireAdministrator(visit), wish);
    const around = await prefixSurroundings(deps, plan.pattern);
    const text = patternText(plan.pattern);
    const verb = plan.before === undefined ? 'Reserve' : 'Change';
    const title = `${verb} ${text}`;
    const body = (
      <>
        <Way visit={visit} here={title} />
        <h1>
          {verb} <PrefixText pattern={plan.pattern} />
        </h1>
        {changesNothing(plan) && <Notice kind="info">It is so already.</Notice>}
        <PrefixPlanFacts urls={visit.site.urls} plan={plan} around={around} />
        <Form visit={visit} action={visit.site.urls.adminPrefixes} label={title}>
          <WishInputs plan={plan} />
          <p class="row">
            <Button kind="primary" name="action" value="reserve">
              {verb} <IdText text={text} />
            </Button>
          </p>
        </Form>
      </>
    );
    return html(visit, { title, body });
  }, showForm);
}

function WishInputs({ plan: { pattern, after } }: { readonly plan: PrefixPlan }) {
  return (
    <>
      <input type="hidden" name="reserve" value={patternText(pattern)} />
      <input type="hidden" name="owners" value={after?.owners.map(({ name }) => name).join(', ') ?? ''} />
      {after?.isPublic === true && <input type="hidden" name="public" value="yes" />}
    </>
  );
}

/** One reserved prefix: change it, or release it. */
export async function prefixPage(deps: PrefixPagesDeps, visit: Visit, publicId: string): Promise<HttpAnswer> {
  const { urls } = visit.site;
  const prefix = await reservedPrefix(deps, publicId);
  if (prefix === undefined) throw new Problem('not_found', 'This prefix is not reserved, or no longer.');
  const { owners, isPublic } = prefix;
  const text = patternText(prefix);
  const body = (
    <>
      <Way visit={visit} here={text} />
      <h1>
        <PrefixText pattern={prefix} />
      </h1>
      <FilterForm action={urls.adminPrefixes} label="Change">
        <input type="hidden" name="reserve" value={text} />
        <WishFields owners={owners.map(({ name }) => name)} isPublic={isPublic} faults={[]} />
        <p class="row">
          <Button kind="primary">Show what it changes</Button>
        </p>
      </FilterForm>
      <ReleaseSection visit={visit} prefix={prefix} release={await releaseOf(deps, visit, publicId)} />
    </>
  );
  return html(visit, { title: text, body });
}

/** How many packages a release takes the mark from, or why it cannot be. */
type Release = { readonly losses: number } | { readonly obstacle: string };

async function releaseOf(deps: PrefixPagesDeps, visit: Visit, publicId: string): Promise<Release> {
  try {
    return { losses: (await previewRelease(deps, requireAdministrator(visit), publicId)).losses.length };
  } catch (error) {
    if (error instanceof Problem && error.code === 'conflict') return { obstacle: error.message };
    throw error;
  }
}

interface ReleaseProps {
  readonly visit: Visit;
  readonly prefix: ReservedPrefix;
  readonly release: Release;
}

function ReleaseSection({ visit, prefix, release }: ReleaseProps) {
  const text = patternText(prefix);
  return (
    <section aria-labelledby="release">
      <h2 id="release">Release</h2>
      {'obstacle' in release ? (
        <Notice kind="warning">{release.obstacle}</Notice>
      ) : (
        <Form visit={visit} action={visit.site.urls.adminPrefixes} label="Release">
          <p>
            Anybody may publish new ids under it again, unless another prefix covers them.{' '}
            {release.losses === 0 ? 'No package loses' : `${packages(release.losses)} lose`} the mark.
          </p>
          <input type="hidden" name="prefix" value={prefix.publicId} />
          <p class="row">
            <Button kind="danger" name="action" value="release">
              Release <IdText text={text} />
            </Button>
          </p>
        </Form>
      )}
    </section>
  );
}

export interface ShownRequest {
  /** Its public id. */
  readonly request: string;
  readonly typed?: TypedDecision;
  readonly problem?: Problem;
}

/** One request: who wants what and why, what granting it would change, and the two answers. */
export async function requestPage(deps: PrefixPagesDeps, visit: Visit, shown: ShownRequest): Promise<HttpAnswer> {
  const { problem, typed } = shown;
  const { request, plan, obstacle } = await previewGrant(deps, requireAdministrator(visit), shown.request);
  const around = await prefixSurroundings(deps, requirePrefixPattern(request.prefix));
  const title = `Request for ${request.prefix}`;
  const body = (
    <>
      <Way visit={visit} here={title} />
      <h1>
        Request for{' '}
        <code>
          <IdText text={request.prefix} />
        </code>
      </h1>
      <ErrorSummary message={problem?.message} faults={problem?.faults ?? []} />
      <RequestFacts visit={visit} request={request} />
      <h2>What granting it changes</h2>
      {obstacle !== undefined && (
        <Notice kind="warning" title="It cannot be granted.">
          {obstacle.message}
        </Notice>
      )}
      {plan !== undefined && <PrefixPlanFacts urls={visit.site.urls} plan={plan} around={around} />}
      <DecisionForm visit={visit} request={request} mayGrant={plan !== undefined} typed={typed} problem={problem} />
    </>
  );
  return html(visit, { title, body });
}
