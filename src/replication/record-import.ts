import { authorship, type OperatorPrincipal } from '../accounts/principal.ts';
import { appendEvent } from '../log/append-event.ts';
import type { ImportDeps } from './import-deps.ts';
import type { ImportCounts } from './import-report.ts';

/**
 * Notes in the log that an import of `source` (a URL, or the name of a folder) ran to its end. One that brought nothing
 * changed nothing, and is not noted.
 */
export async function recordImport(
  { database, clock }: ImportDeps,
  principal: OperatorPrincipal,
  source: string,
  counts: ImportCounts,
): Promise<void> {
  if (counts.imported === 0) return;
  const { imported, exists, differs, refused, failed } = counts;
  await database.mutation(async (tx) => {
    await appendEvent(tx, {
      at: clock.now(),
      kind: 'import_finished',
      ...authorship(principal),
      subject: `import:${source}`,
      data: { imported, skipped: exists, failed: differs + refused + failed },
    });
  });
}
