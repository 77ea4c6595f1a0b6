/** A text as (part of) a URL's fragment, in lower case as NuGet's documents have it. */
export function fragment(text: string): string {
  return encodeURI(text.toWellFormed().toLowerCase()).replaceAll('#', '%23');
}
