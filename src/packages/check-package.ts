/**
 * The rules for what a package may say and hold: nuget.org's checklist, as lists of findings.
 *
 * Nothing here looks at accounts or at other packages. `rule` refuses a push; imports let it pass with a remark, because
 * old packages break rules that are younger than they are. `warning` reaches the author in `X-NuGet-Warning`.
 */
import type { Instant } from '../base/clock.ts';
import { capFindings } from '../nuget/finding.ts';
import type { Finding } from '../nuget/finding.ts';
import { packageLimits } from '../nuget/limits.ts';
import type { PackageLimits } from '../nuget/limits.ts';
import type { PackageContents } from '../nuget/nupkg.ts';
import { checkArchive } from './check-archive.ts';
import { checkDependencies } from './check-dependencies.ts';
import { checkIcon, checkReadme } from './check-files.ts';
import { checkLicense } from './check-license.ts';
import { checkMetadata } from './check-metadata.ts';
import { checkPackageTypes } from './check-package-types.ts';
import { checkVersion } from './check-version.ts';

export interface CheckOptions {
  readonly now: Instant;
  readonly limits?: PackageLimits;
}

/** Everything found by reading and by the rules together. Without a nuspec there is nothing the rules could add. */
export function checkPackage(contents: PackageContents, options: CheckOptions): Finding[] {
  const { nuspec, files } = contents;
  const limits = options.limits ?? packageLimits;
  if (nuspec === undefined) return [...contents.findings];
  const findings = [
    ...contents.findings,
    ...checkArchive(contents.zipEntries, options.now),
    ...checkVersion(nuspec, contents.version),
    ...checkMetadata(nuspec),
    ...checkDependencies(nuspec),
    ...checkPackageTypes(nuspec, files.mcpServer, limits),
    ...checkLicense(nuspec, files.license, limits),
    ...checkIcon(nuspec, files.icon, limits),
    ...checkReadme(nuspec, files.readme, limits),
  ];
  return capFindings(findings, limits.findingsOfOneCode);
}
