/** `/account/prefixes`: the prefixes of somebody and of their organizations, and asking for one. */
import type { HttpAnswer, HttpHandler } from '../../http/exchange.ts';
import { originOf } from '../../http/request-origin.ts';
import { ownPrefixes, type OwnPrefixes } from '../../packages/prefixes/read-prefixes.ts';
import { requestPrefix, withdrawRequest } from '../../packages/prefixes/request-prefix.ts';
import { html } from '../html.tsx';
import { orShow } from '../or-show.ts';
import { form, page, requireViewer } from '../page.ts';
import { flash, seeOther } from '../see-other.ts';
import { Empty } from '../ui/empty.tsx';
import { ErrorSummary } from '../ui/error-summary.tsx';
import type { Visit } from '../visit.ts';
import { AskSection, type ShownAsking } from './ask-section.tsx';
import type { PrefixPagesDeps } from './prefix-deps.ts';
import { PrefixTable } from './prefix-table.tsx';
import { OwnRequests } from './own-requests.tsx';

/** `GET /account/prefixes` */
export function ownPrefixesPage(deps: PrefixPagesDeps): HttpHandler {
  return page(deps, (visit) => showOwn(deps, visit, {}));
}

/** `POST /account/prefixes`: asks, or takes a request back where the button says so. */
export function ownPrefixesForm(deps: PrefixPagesDeps): HttpHandler {
  return form(deps, (visit, fields) => {
    const viewer = requireViewer(visit);
    const withdrawn = fields.text('withdraw');
    const wish = { account: fields.text('account'), prefix: fields.text('prefix'), reason: fields.text('reason') };
    const origin = originOf(visit.request);
    return orShow(
      async () => {
        const text =
          withdrawn === ''
            ? `An administrator of this gallery decides about ${await requestPrefix(deps, viewer, wish, origin)}, and you get a mail.`
            : `The request for ${await withdrawRequest(deps, viewer, withdrawn, origin)} is withdrawn.`;
        return seeOther(visit.site.urls.prefixes, [flash(deps, { kind: 'done', text })]);
      },
      (problem) => showOwn(deps, visit, { problem, ...(withdrawn === '' ? { typed: wish } : {}) }),
    );
  });
}

async function showOwn(deps: PrefixPagesDeps, visit: Visit, shown: ShownAsking): Promise<HttpAnswer> {
  const own = await ownPrefixes(deps, requireViewer(visit));
  const { urls } = visit.site;
  const isOpen = shown.typed !== undefined || own.held.length + own.requests.length === 0;
  const body = (
    <>
      <h1>Reserved prefixes</h1>
      <p class="lead">
        New ids that begin with your prefix come from you alone, and your packages under it carry a mark that says so.{' '}
        <a href={urls.reservedPrefixes}>Look up what is reserved</a>
      </p>
      <ErrorSummary message={shown.problem?.message} faults={shown.problem?.faults ?? []} />
      <Held visit={visit} own={own} />
      <OwnRequests visit={visit} own={own} />
      <AskSection visit={visit} accounts={own.askable} shown={shown} isOpen={isOpen} />
    </>
  );
  return html(visit, { title: 'Reserved prefixes', layout: 'wide', body });
}

function Held({ visit, own }: { readonly visit: Visit; readonly own: OwnPrefixes }) {
  if (own.held.length === 0) {
    return <Empty title="You hold no prefix">Ask for one when people know your packages by how their ids begin.</Empty>;
  }
  return (
    <section aria-labelledby="held">
      <h2 id="held">Your prefixes</h2>
      <PrefixTable visit={visit} caption="Your prefixes" isCaptionHidden prefixes={own.held} />
    </section>
  );
}
