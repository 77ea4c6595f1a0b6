import type { HttpAnswer } from '../../http/exchange.ts';
import { html } from '../html.tsx';
import { Notice } from '../ui/notice.tsx';
import { readNewestVersions } from './versions-section.tsx';
import { PackageHead } from './package-head.tsx';
import type { SectionFacts } from './package-page-deps.ts';
import { PageMeta } from './page-meta.tsx';
import { StandIn } from './banners.tsx';

/** In place of a version that is withdrawn from the reader: that it is, nothing of the package, and what else there is. */
export async function withdrawnPage(facts: SectionFacts): Promise<HttpAnswer> {
  const { visit, pkg } = facts;
  const { displayId, normalizedVersion, state, isRequested } = pkg.version;
  const name = `${displayId} ${normalizedVersion}`;
  const asked = visit.request.params['version'];
  const sentence =
    state === 'available'
      ? `${displayId} is locked by the administrators of this gallery, and this version is unlisted: nothing of it is shown.`
      : `${name} was withdrawn by an administrator of this gallery: nobody can restore it any more. Its number is never used again.`;
  const body = (
    <div class="package-main">
      <PackageHead urls={visit.site.urls} pkg={pkg} />
      {asked !== undefined && !isRequested && <StandIn pkg={pkg} asked={asked} />}
      <Notice kind="error">
        <p>{sentence}</p>
      </Notice>
      {await readNewestVersions(facts)}
    </div>
  );
  return html(visit, {
    title: name,
    layout: 'wide',
    head: <PageMeta name={visit.site.name} urls={visit.site.urls} pkg={pkg} tab="readme" />,
    body,
  });
}
