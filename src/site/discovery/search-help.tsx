import { withQuery, type SiteUrls } from '../site-urls.ts';

const examples: readonly (readonly [query: string, said: string])[] = [
  ['json parser', 'both words, anywhere; the last may be the beginning of one'],
  ['id:json', 'a word of the id'],
  ['packageid:Acme.Json', 'exactly this id'],
  ['tags:json', 'a tag'],
  ['owner:olga', 'an owner'],
  ['author:Olga', 'a word of the authors'],
  ['title:"json parser"', 'both words in the title; so with description: and summary:'],
  ['version:2.0.0', 'the version that is shown'],
];

/** How searches are written, to be read when somebody wants to know. */
export function SearchHelp({ urls }: { readonly urls: SiteUrls }) {
  return (
    <details class="panel">
      <summary>Search syntax</summary>
      <div class="panel-body">
        <dl class="syntax">
          {examples.map(([query, said]) => (
            <div>
              <dt>
                <a class="code" href={withQuery(urls.search, { q: query })}>
                  {query}
                </a>
              </dt>
              <dd>{said}</dd>
            </div>
          ))}
        </dl>
        <p class="hint">Several values of one field are alternatives; different fields must all match.</p>
      </div>
    </details>
  );
}
