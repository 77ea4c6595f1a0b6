import type { ComponentChildren } from 'preact';
import { prefixesOfPackage } from '../../packages/prefixes/read-prefixes.ts';
import type { Database } from '../../storage/database.ts';
import { IdText } from '../ui/id-text.tsx';
import { VerifiedMark } from '../ui/verified-mark.tsx';
import type { Visit } from '../visit.ts';
import { PrefixTable } from './prefix-table.tsx';

export interface PrefixSectionDeps {
  readonly database: Database;
}

/** The package whose prefixes are shown. */
export interface PackageOfPrefixes {
  readonly idKey: string;
  readonly displayId: string;
}

/** The body of "Reserved prefix" on the page that manages a package: which reservations its id lies under, and whose. */
export async function readPrefixSection(
  deps: PrefixSectionDeps,
  visit: Visit,
  { idKey, displayId }: PackageOfPrefixes,
): Promise<ComponentChildren> {
  const { urls } = visit.site;
  const { isVerified, prefixes } = await prefixesOfPackage(deps, idKey);
  const id = <IdText text={displayId} />;
  return (
    <div class="stack">
      {prefixes.length === 0 ? (
        <p>No reserved prefix covers {id}.</p>
      ) : (
        <>
          <p>{isVerified ? <VerifiedMark /> : 'None of its owners holds one of these, so it has no mark.'}</p>
          <PrefixTable visit={visit} caption={`Reserved prefixes that cover ${displayId}`} prefixes={prefixes} />
        </>
      )}
      <p>
        <a href={urls.prefixes}>{prefixes.length === 0 ? 'Ask for a prefix' : 'Your prefixes'}</a>
      </p>
    </div>
  );
}
