import { Empty } from '../ui/empty.tsx';
import type { SectionFacts } from './package-page-deps.ts';
import { LinkedText } from './linked-text.tsx';

/** As long as nuget.org takes them. */
const MAX_RELEASE_NOTES_LENGTH = 35_000;

/** `?tab=release-notes`: as their author wrote them. */
export function ReleaseNotesSection({ pkg }: Pick<SectionFacts, 'pkg'>) {
  const { manifest, displayId, normalizedVersion } = pkg.version;
  return (
    <section aria-labelledby="release-notes">
      <h2 id="release-notes">Release notes</h2>
      {manifest.releaseNotes === undefined ? (
        <Empty title="No release notes">
          {displayId} {normalizedVersion} says nothing of what is new in it.
        </Empty>
      ) : (
        <LinkedText text={manifest.releaseNotes.slice(0, MAX_RELEASE_NOTES_LENGTH)} />
      )}
    </section>
  );
}
