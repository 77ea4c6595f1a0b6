/** The numbers of a page to take along. `path` has a query. */
export function ReportLinks({ path }: { readonly path: string }) {
  return (
    <p class="report-links">
      By day, version and client: <a href={`${path}&format=csv`}>CSV</a> <a href={`${path}&format=json`}>JSON</a>
    </p>
  );
}
