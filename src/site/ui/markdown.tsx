/** What `renderMarkdown` (site/markdown) made: nothing else may come in here, since it goes into the page as it is. */
export function Markdown({ html }: { readonly html: string }) {
  return <div class="markdown" dangerouslySetInnerHTML={{ __html: html }} />;
}
