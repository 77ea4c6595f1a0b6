import type { HttpHandler } from '../../http/exchange.ts';
import type { FormFields } from '../../http/form-body.ts';
import { originOf } from '../../http/request-origin.ts';
import { Problem } from '../../base/problem.ts';
import { parseVersion } from '../../nuget/version.ts';
import { parseListingReason } from '../../packages/listing-reason.ts';
import { setListed, type ListingChange } from '../../packages/listing.ts';
import { orShow } from '../or-show.ts';
import { requireIdOf } from '../packages/package-deps.ts';
import { form } from '../page.ts';
import { flash, seeOther } from '../see-other.ts';
import { withQuery } from '../site-urls.ts';
import { requireManager, type ManageDeps } from './manage-deps.ts';
import { showManage } from './manage-page.tsx';

/** `POST /packages/:id/:version/UpdateListed`: a box that is not ticked is not sent, and unlists. */
export function updateListedForm(deps: ManageDeps): HttpHandler {
  return form(deps, async (visit, fields) => {
    const viewer = await requireManager(deps, visit);
    const id = requireIdOf(visit);
    const text = visit.request.params['version'] ?? '';
    const version = parseVersion(text);
    if (version === undefined) throw new Problem('not_found', `${id.display} has no version ${text.slice(0, 64)}.`);
    const typed = readListing(fields);
    const change: ListingChange = { id, version, ...typed, ...basisIn(fields) };
    const { urls } = visit.site;
    return orShow(
      async () => {
        const hasChanged = await setListed(deps, viewer, change, originOf(visit.request));
        const name = `${id.display} ${version.normalized}`;
        const undo = {
          action: urls.updateListed(id.display, version.normalized),
          fields: {
            listed: String(change.basis?.listed ?? !typed.listed),
            reason: change.basis?.reason ?? '',
            wasListed: String(typed.listed),
            wasReason: typed.listed ? '' : parseListingReason(typed.reason),
          },
        };
        const said = { kind: 'done', text: textOf(name, typed.listed, hasChanged) } as const;
        const back = withQuery(urls.manageVersion(id.display, version.normalized), { open: 'listing' });
        return seeOther(back, [flash(deps, hasChanged ? { ...said, undo } : said)]);
      },
      (problem) => showManage(deps, visit, { version: text, open: 'listing', trouble: { problem, listing: typed } }),
    );
  });
}

function readListing(fields: FormFields): { readonly listed: boolean; readonly reason: string } {
  const listed = fields.has('listed') && fields.text('listed').toLowerCase() !== 'false';
  return { listed, reason: fields.text('reason') };
}

/** What the form was made from; a script may leave it out. */
function basisIn(fields: FormFields): Pick<ListingChange, 'basis'> {
  if (!fields.has('wasListed')) return {};
  return { basis: { listed: fields.text('wasListed') === 'true', reason: fields.text('wasReason') } };
}

function textOf(name: string, listed: boolean, hasChanged: boolean): string {
  if (!hasChanged) return `${name} was ${listed ? 'listed' : 'unlisted'} already: nothing changed.`;
  return listed
    ? `${name} is listed. It shows in search and in the public list of versions.`
    : `${name} is unlisted. It is gone from search, and builds that use it keep restoring it.`;
}
