import type { HttpAnswer } from '../../http/exchange.ts';
import { html } from '../html.tsx';
import { cutText } from '../ui/cut-text.ts';
import { IdText } from '../ui/id-text.tsx';
import { SearchBox } from '../ui/search-box.tsx';
import type { Visit } from '../visit.ts';

const MAX_ID_LENGTH = 100;

/** 404, the same for an id that never was and for one of which nobody may see anything; with a way on. */
export function unknownPackagePage(visit: Visit, idText: string): HttpAnswer {
  const { urls } = visit.site;
  const id = cutText(idText, MAX_ID_LENGTH);
  const body = (
    <div class="problem">
      <p class="problem-status">404</p>
      <h1>
        No package is named{' '}
        <bdi>
          <IdText text={id} />
        </bdi>
      </h1>
      <p>
        It may be spelled in another way, or have its home in another gallery. An id that was once published here never
        disappears.
      </p>
      <SearchBox urls={urls} query={id} id="search-instead" />
      <p>
        <a href={urls.home}>Go to the home page</a>
      </p>
    </div>
  );
  return html(visit, { title: `No package is named ${id}`, status: 404, body });
}
