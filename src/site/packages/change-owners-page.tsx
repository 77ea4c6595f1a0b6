/** `/account/Packages/owners`: first what a bulk change will do, then the change. */
import type { SessionPrincipal } from '../../accounts/principal.ts';
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import type { FormFields } from '../../http/form-body.ts';
import { originOf } from '../../http/request-origin.ts';
import {
  changeOwners,
  previewOwners,
  type OwnerAction,
  type OwnersPreview,
  type OwnersWish,
} from '../../packages/owners/change-owners.ts';
import { html } from '../html.tsx';
import { orShow } from '../or-show.ts';
import { form, page, requireViewer } from '../page.ts';
import { flash, seeOther } from '../see-other.ts';
import type { Visit } from '../visit.ts';
import { ChangeOwnersPreview } from './change-owners-preview.tsx';
import type { PackageDeps } from './package-deps.ts';
import { packagesUrl, readPackageFilter, type PackageFilter } from './package-filter.ts';
import { showPackages } from './packages-page.tsx';

/** `POST /account/Packages/owners`: without a digest it shows the preview, with one it does what was shown. */
export function changeOwnersForm(deps: PackageDeps): HttpHandler {
  return form(deps, (visit, fields) => {
    const viewer = requireViewer(visit);
    const filter = readPackageFilter((name) => fields.text(name));
    const wish = readWish(fields, filter);
    const asked = { viewer, filter, wish };
    return orShow(
      async () =>
        fields.has('digest')
          ? apply(deps, visit, asked, fields.text('digest'))
          : showPreview(visit, asked, await previewOwners(deps, viewer, wish), false),
      (problem) => showPackages(deps, visit, { filter, problem, wish }),
    );
  });
}

/** GET of what the form is sent to. */
export function backToPackages(deps: PackageDeps): HttpHandler {
  return page(deps, (visit) => seeOther(visit.site.urls.packages));
}

interface Asked {
  readonly viewer: SessionPrincipal;
  readonly filter: PackageFilter;
  readonly wish: OwnersWish;
}

async function apply(deps: PackageDeps, visit: Visit, asked: Asked, digest: string): Promise<HttpAnswer> {
  const { viewer, filter, wish } = asked;
  const { applied, preview } = await changeOwners(deps, viewer, { ...wish, digest }, originOf(visit.request));
  if (!applied) return { ...showPreview(visit, asked, preview, true), status: 409 };
  const text = doneText(wish.action, preview);
  return seeOther(packagesUrl(visit.site.urls, filter), [flash(deps, { kind: 'done', text })]);
}

function showPreview(visit: Visit, { filter, wish }: Asked, preview: OwnersPreview, isStale: boolean): HttpAnswer {
  const body = <ChangeOwnersPreview visit={visit} filter={filter} wish={wish} preview={preview} isStale={isStale} />;
  return html(visit, { title: 'Change owners', layout: 'wide', body });
}

function readWish(fields: FormFields, { owner, search }: PackageFilter): OwnersWish {
  const selection =
    fields.text('packages') === 'matching'
      ? ({ kind: 'matching', owner, search } as const)
      : ({ kind: 'ids', idKeys: fields.all('id') } as const);
  const action = readAction(fields.text('action'));
  return { action, account: fields.text('account'), message: fields.text('message'), selection };
}

function readAction(text: string): OwnerAction {
  return text === 'remove' || text === 'add' ? text : 'invite';
}

function doneText(action: OwnerAction, { account, steps }: OwnersPreview): string {
  const count = (kind: string) => steps.filter(({ step }) => step.kind === kind).length;
  const packages = (of: number) => (of === 1 ? '1 package' : `${of} packages`);
  if (action === 'remove') return `${account.name} is no owner of ${packages(count('remove'))} any more.`;
  const invited = count('invite');
  return invited > 0
    ? `${account.name} is invited to own ${packages(invited)}.`
    : `${account.name} is an owner of ${packages(count('add'))} now.`;
}
