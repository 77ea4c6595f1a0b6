/** Dependency groups as registration and catalog write them. Empty groups are kept: they say "supported, needs nothing". */
import type { ManifestDependency, ManifestDependencyGroup } from '../nuget/manifest.ts';
import { fragment } from './fragment.ts';

interface Options {
  /** The document that the groups are a part of. */
  readonly parentUrl: string;
  /** The catalog keeps the author's spelling of a framework; everything else has NuGet's own. */
  readonly asWritten?: boolean;
  /** Where a dependency's own metadata lies. */
  readonly registrationOf?: (dependencyId: string) => string;
}

export function dependencyGroupDocuments(groups: readonly ManifestDependencyGroup[], options: Options): object[] {
  return groups.map((group) => {
    const framework = options.asWritten === true ? (group.written ?? group.targetFramework) : group.targetFramework;
    const suffix = framework === undefined ? '' : `/${fragment(framework)}`;
    const id = `${options.parentUrl}#dependencygroup${suffix}`;
    const dependencies = group.dependencies.map((dependency) => dependencyDocument(dependency, id, options));
    return {
      '@id': id,
      '@type': 'PackageDependencyGroup',
      ...(dependencies.length === 0 ? {} : { dependencies }),
      ...(framework === undefined ? {} : { targetFramework: framework }),
    };
  });
}

function dependencyDocument(dependency: ManifestDependency, groupUrl: string, { registrationOf }: Options): object {
  return {
    '@id': `${groupUrl}/${fragment(dependency.id)}`,
    '@type': 'PackageDependency',
    id: dependency.id,
    range: dependency.range,
    ...(registrationOf === undefined ? {} : { registration: registrationOf(dependency.id) }),
  };
}
