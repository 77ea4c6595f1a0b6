import type { HttpAnswer } from '../../http/exchange.ts';
import { html } from '../html.tsx';
import type { Visit } from '../visit.ts';

/** Where a link out of a mail leads when it can do nothing any more. */
export function showEndedLink(visit: Visit, way: { readonly href: string; readonly label: string }): HttpAnswer {
  const body = (
    <>
      <h1>This link holds no more</h1>
      <p>It was used already, is too old, or was not copied as a whole. A newer mail may have another one.</p>
      <p>
        <a href={way.href}>{way.label}</a>
      </p>
    </>
  );
  return html(visit, { title: 'This link holds no more', layout: 'narrow', body, hidesUrl: true, status: 404 });
}
