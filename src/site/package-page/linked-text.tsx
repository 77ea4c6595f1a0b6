import { parseWebUrl } from '../../nuget/web-url.ts';

/** For whoever follows a link that a stranger wrote: no referrer, no hold on this page, no credit with search engines. */
export const STRANGERS_LINK = 'nofollow noopener noreferrer';

const URLS = /\bhttps?:\/\/[^\s<>"'`]{1,2000}/giu;
const MAX_LINKS = 200;

/** A text of a package with its line breaks; addresses in it become links. */
export function LinkedText({ text }: { readonly text: string }) {
  return (
    <div class="said">
      <bdi>{pieces(text)}</bdi>
    </div>
  );
}

function pieces(text: string) {
  const found = [...text.matchAll(URLS)].slice(0, MAX_LINKS);
  let end = 0;
  const parts = found.flatMap((match) => {
    const written = withoutPunctuation(match[0]);
    const before = text.slice(end, match.index);
    end = match.index + written.length;
    const url = parseWebUrl(written);
    return [
      before,
      url === undefined ? (
        written
      ) : (
        <a href={url} rel={STRANGERS_LINK}>
          {written}
        </a>
      ),
    ];
  });
  return [...parts, text.slice(end)];
}

/** What ends a sentence or a parenthesis around the address is not part of it. */
function withoutPunctuation(url: string): string {
  const trimmed = url.replace(/[.,;:!?]+$/u, '');
  return trimmed.endsWith(')') && !trimmed.includes('(') ? trimmed.slice(0, -1) : trimmed;
}
