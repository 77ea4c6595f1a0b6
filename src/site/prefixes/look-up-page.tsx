import type { HttpHandler } from '../../http/exchange.ts';
import { MAX_PATTERN_LENGTH } from '../../packages/prefixes/prefix-pattern.ts';
import { listPrefixes, standingOfId, type IdStanding } from '../../packages/prefixes/read-prefixes.ts';
import { html } from '../html.tsx';
import { page } from '../page.ts';
import { withQuery } from '../site-urls.ts';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';
import { Field } from '../ui/field.tsx';
import { FilterForm } from '../ui/filter-form.tsx';
import { IdText } from '../ui/id-text.tsx';
import { KeysetPager } from '../ui/keyset-pager.tsx';
import { Notice } from '../ui/notice.tsx';
import { VerifiedMark } from '../ui/verified-mark.tsx';
import type { Visit } from '../visit.ts';
import type { PrefixPagesDeps } from './prefix-deps.ts';
import { OwnerNames, PrefixTable, PrefixText } from './prefix-table.tsx';

/** `GET /prefixes`: whether an id is reserved, and for whom; without one, all reserved prefixes. */
export function lookUpPage(deps: PrefixPagesDeps): HttpHandler {
  return page(deps, async (visit) => {
    const { urls } = visit.site;
    const { query } = visit.request;
    const q = (query.get('q') ?? '').replaceAll('\0', '').trim().slice(0, MAX_PATTERN_LENGTH);
    const after = query.get('after') ?? '';
    const standing = q === '' ? undefined : await standingOfId(deps, q);
    const { prefixes, next } = await listPrefixes(deps, q, after);
    const body = (
      <>
        <h1>Look up a reserved prefix</h1>
        <p class="lead">
          A reserved prefix belongs to an account: new ids that begin so come from it alone, and its packages carry{' '}
          <VerifiedMark />.
        </p>
        <FilterForm action={urls.reservedPrefixes} label="Look up">
          <Field
            name="q"
            label="Package id or prefix"
            value={q}
            size="medium"
            maxLength={MAX_PATTERN_LENGTH}
            isCode
            hidesOptional
          />
          <p class="row">
            <Button kind="primary">Look up</Button>
          </p>
        </FilterForm>
        {standing !== undefined && <Answer visit={visit} standing={standing} />}
        {prefixes.length > 0 ? (
          <PrefixTable
            visit={visit}
            caption={q === '' ? 'All reserved prefixes' : `Reserved prefixes that begin with ${q.replace(/\*$/, '')}`}
            prefixes={prefixes}
          />
        ) : (
          q === '' && <Empty title="No prefix is reserved">Anybody may publish any new id.</Empty>
        )}
        <KeysetPager
          label="prefixes"
          first={after === '' ? undefined : { text: 'First page', href: withQuery(urls.reservedPrefixes, { q }) }}
          next={
            next === undefined
              ? undefined
              : { text: 'Next', href: withQuery(urls.reservedPrefixes, { q, after: next }) }
          }
        />
        <p>
          <a href={urls.prefixes}>Ask for a prefix</a>
        </p>
      </>
    );
    return html(visit, { title: 'Look up a reserved prefix', layout: 'wide', body });
  });
}

function Answer({ visit, standing }: { readonly visit: Visit; readonly standing: IdStanding }) {
  const { id, covering } = standing;
  const closed = covering.findLast(({ isPublic }) => !isPublic);
  const [widest] = covering;
  if (widest === undefined) {
    return (
      <Notice kind="done" role="status">
        <p>
          <bdi>
            <IdText text={id.display} />
          </bdi>{' '}
          lies under no reserved prefix.
        </p>
      </Notice>
    );
  }
  const deciding = closed ?? widest;
  return (
    <Notice kind="info" role="status">
      <p>
        <bdi>
          <IdText text={id.display} />
        </bdi>{' '}
        lies under <PrefixText pattern={deciding} />, which is reserved for{' '}
        <OwnerNames owners={ownersOfAll(covering)} urls={visit.site.urls} />. {consequence(closed !== undefined)}
      </p>
    </Notice>
  );
}

/** Who holds any of them may publish: one suffices. */
function ownersOfAll(covering: IdStanding['covering']) {
  return [...new Map(covering.flatMap(({ owners }) => owners).map((owner) => [owner.accountId, owner])).values()];
}

function consequence(isClosed: boolean): string {
  return isClosed
    ? 'As a new id it is refused to everybody else; packages that exist go on.'
    : 'The prefix is public: anybody may publish under it, without the mark.';
}
