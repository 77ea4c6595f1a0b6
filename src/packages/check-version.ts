import { finding } from '../nuget/finding.ts';
import type { Finding } from '../nuget/finding.ts';
import { metadataLimits } from '../nuget/limits.ts';
import type { Nuspec } from '../nuget/nuspec.ts';
import { isLegacyCompatibleVersion, parseVersion } from '../nuget/version.ts';
import type { NuGetVersion } from '../nuget/version.ts';

/**
 * The newest line of clients: a package that asks for more could be installed by nobody, so it is a slip. To be raised
 * when NuGet's major version is.
 */
const NEWEST_CLIENT = '7.99.0';
const newestClient = parseVersion(NEWEST_CLIENT);

/** A version that clients read, and that may be new here all the same. */
export function checkVersion(nuspec: Nuspec, version: NuGetVersion | undefined): Finding[] {
  return [...checkOwnVersion(nuspec, version), ...checkMinClientVersion(nuspec.minClientVersion)];
}

function checkOwnVersion(nuspec: Nuspec, version: NuGetVersion | undefined): Finding[] {
  if (version === undefined) return [];
  const findings: Finding[] = [];
  if (!version.original.includes('.')) {
    const detail = 'The version has no dot: write it with at least two numbers, like 1.0.';
    findings.push(finding('rule', 'version_without_dot', detail, version.original));
  } else if (!isLegacyCompatibleVersion(version)) {
    const detail =
      'Clients before SemVer 2 cannot read the version: begin its label with a letter, or use several labels with dots.';
    findings.push(finding('rule', 'version_not_legacy', detail, version.original));
  }
  if (version.full.length > metadataLimits.fullVersion) {
    const detail = `The version has more than ${metadataLimits.fullVersion} characters: shorten it.`;
    findings.push(finding('rule', 'version_too_long', detail, version.original));
  }
  if (nuspec.id.length + version.full.length > metadataLimits.idAndVersion) {
    const detail = `Id and version together have more than ${metadataLimits.idAndVersion} characters: shorten one.`;
    findings.push(finding('rule', 'identity_too_long', detail, 'version'));
  }
  return findings;
}

function checkMinClientVersion(text: string | undefined): Finding[] {
  if (text === undefined) return [];
  const wanted = parseVersion(text);
  if (wanted === undefined || text.length > metadataLimits.minClientVersion) {
    const detail = 'minClientVersion is not a version: write it like 3.3.0.';
    return [finding('rule', 'min_client_version', detail, text)];
  }
  if (newestClient === undefined || wanted.major <= newestClient.major) return [];
  const detail = `No client is as new as minClientVersion asks: name one up to ${newestClient.major}.x.`;
  return [finding('rule', 'min_client_version', detail, text)];
}
