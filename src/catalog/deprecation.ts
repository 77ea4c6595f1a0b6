/** A deprecation as it is stored, and as every NuGet document writes it. */

export interface Deprecation {
  /** `Legacy`, `CriticalBugs`, `Other`: at least one. */
  readonly reasons: readonly string[];
  readonly message?: string;
  readonly alternate?: { readonly id: string; readonly range: string };
}

/** `parentUrl` is the document that the deprecation is a part of. */
export function deprecationDocument({ reasons, message, alternate }: Deprecation, parentUrl: string): object {
  const id = `${parentUrl}#deprecation`;
  return {
    '@id': id,
    '@type': 'deprecation',
    ...(alternate === undefined
      ? {}
      : { alternatePackage: { '@id': `${id}/alternatePackage`, '@type': 'alternatePackage', ...alternate } }),
    ...(message === undefined ? {} : { message }),
    reasons,
  };
}
