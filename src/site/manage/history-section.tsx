import type { PackageHistory } from '../../packages/history/package-history.ts';
import type { PackageId } from '../../nuget/package-id.ts';
import { describeEvent } from '../history/describe-event.tsx';
import { HistoryTable } from '../history/history-table.tsx';
import { Section } from '../ui/section.tsx';
import { Time } from '../ui/time.tsx';
import type { Visit } from '../visit.ts';

const ENTRIES_SHOWN = 5;

interface HistorySectionProps {
  readonly visit: Visit;
  readonly id: PackageId;
  readonly history: PackageHistory;
  readonly isOpen: boolean;
}

/** What happened last, and the way to all of it. */
export function HistorySection({ visit, id, history, isOpen }: HistorySectionProps) {
  const { displayId, entries, labels, keyNames } = history;
  const { urls } = visit.site;
  const words = { urls, labels, packageKey: id.key };
  const [newest] = entries;
  const state =
    newest === undefined ? (
      'Nothing yet'
    ) : (
      <>
        {describeEvent(newest, words)}, <Time at={newest.at} now={visit.now} />
      </>
    );
  return (
    <Section title="History" id="history" state={state} isOpen={isOpen}>
      <HistoryTable
        caption={`Newest of the history of ${displayId}`}
        entries={entries.slice(0, ENTRIES_SHOWN)}
        words={words}
        now={visit.now}
        keyNames={keyNames}
      />
      <p>
        <a href={urls.packageHistory(displayId)}>All of the history</a>
      </p>
    </Section>
  );
}
