/** `/account/Packages/listing`: first what listing or unlisting whole packages will do, then the change. */
import type { Problem } from '../../base/problem.ts';
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import type { FormFields } from '../../http/form-body.ts';
import { originOf } from '../../http/request-origin.ts';
import {
  previewListingOfPackages,
  setListedOfPackages,
  type PackagesListingPlan,
  type PackagesListingWish,
} from '../../packages/bulk/set-listed-of-packages.ts';
import { html } from '../html.tsx';
import { countText } from '../manage/version-words.ts';
import { orShow } from '../or-show.ts';
import { form, requireViewer } from '../page.ts';
import { flash, seeOther } from '../see-other.ts';
import type { Visit } from '../visit.ts';
import { ChangeListingPreview } from './change-listing-preview.tsx';
import type { PackageDeps } from './package-deps.ts';
import { packagesUrl, readPackageFilter, type PackageFilter } from './package-filter.ts';
import { showPackages } from './packages-page.tsx';

interface Asked {
  readonly filter: PackageFilter;
  readonly wish: PackagesListingWish;
}

/** `POST /account/Packages/listing`: without a digest it shows the preview, with one it does what was shown. */
export function changeListingForm(deps: PackageDeps): HttpHandler {
  return form(deps, (visit, fields) => {
    requireViewer(visit);
    const filter = readPackageFilter((name) => fields.text(name));
    const asked = { filter, wish: readWish(fields) };
    const isConfirmed = fields.has('digest');
    return orShow(
      () => (isConfirmed ? apply(deps, visit, asked, fields.text('digest')) : preview(deps, visit, asked)),
      (problem) =>
        isConfirmed && problem.faults.some(({ at }) => at === 'reason')
          ? preview(deps, visit, asked, { problem })
          : showPackages(deps, visit, { filter, problem, ticked: asked.wish.ids }),
    );
  });
}

function readWish(fields: FormFields): PackagesListingWish {
  return { ids: fields.all('id'), listed: fields.text('listed') === 'true', reason: fields.text('reason') };
}

/** What was confirmed in vain: the reason could not be taken, or packages are others by now. */
interface Trouble {
  readonly problem?: Problem;
  readonly isStale?: boolean;
}

async function preview(
  deps: PackageDeps,
  visit: Visit,
  { filter, wish }: Asked,
  { problem, isStale = false }: Trouble = {},
): Promise<HttpAnswer> {
  const viewer = requireViewer(visit);
  const shown = await previewListingOfPackages(deps, viewer, problem === undefined ? wish : { ...wish, reason: '' });
  const body = (
    <ChangeListingPreview
      visit={visit}
      filter={filter}
      wish={wish}
      preview={shown}
      isStale={isStale}
      problem={problem}
    />
  );
  const answer = html(visit, { title: wish.listed ? 'List packages' : 'Unlist packages', layout: 'wide', body });
  return isStale ? { ...answer, status: 409 } : answer;
}

async function apply(deps: PackageDeps, visit: Visit, asked: Asked, digest: string): Promise<HttpAnswer> {
  const viewer = requireViewer(visit);
  const { applied, plan } = await setListedOfPackages(deps, viewer, { ...asked.wish, digest }, originOf(visit.request));
  if (!applied) return preview(deps, visit, asked, { isStale: true });
  const text = doneText(plan);
  return seeOther(packagesUrl(visit.site.urls, asked.filter), [flash(deps, { kind: 'done', text })]);
}

function doneText({ versions, packages, listed }: PackagesListingPlan): string {
  const state = listed ? 'listed' : 'unlisted';
  if (versions === 0) return 'Nothing changed: it was so already.';
  return `${countText(versions, 'version')} of ${countText(packages, 'package')} ${versions === 1 ? 'is' : 'are'} ${state}. Manage has the way back for each.`;
}
