/**
 * Which program downloads, as one name out of a closed list: what a stranger writes into User-Agent is never stored.
 *
 * NuGet's own clients write `{name}/{version} ({OS})`, so the name decides, the longest first: `NuGet .NET Core MSBuild
 * Task` is `dotnet restore`.
 */

/** Never renamed: they stand in rows for ever. */
export const clientNames = [
  'dotnet',
  'msbuild',
  'visual-studio',
  'visual-studio-package-manager-console',
  'visual-studio-for-mac',
  'nuget-exe',
  'nuget-xplat',
  'nuget-library',
  'rider',
  'paket',
  'chocolatey',
  'powershell',
  'cake',
  'nexus',
  'artifactory',
  'proget',
  'azure-artifacts',
  'bagetter',
  'lode',
  'curl',
  'wget',
  'go',
  'python',
  'java',
  'node',
  'browser',
  'crawler',
  'other',
] as const;

export type ClientName = (typeof clientNames)[number];

/** Only this much of a User-Agent is looked at. */
export const MAX_USER_AGENT_LENGTH = 256;

/** The first that matches decides. */
const patterns: readonly (readonly [pattern: RegExp, client: ClientName])[] = [
  [/^NuGet \.NET Core MSBuild Task\b/i, 'dotnet'],
  [/^NuGet (?:Desktop )?MSBuild Task\b/i, 'msbuild'],
  [/^NuGet (?:\.NET Core )?xplat\b/i, 'nuget-xplat'],
  [/^dotnet\b/i, 'dotnet'],
  [/^NuGet VS (?:PowerShell|PMC)|Package Manager Console/i, 'visual-studio-package-manager-console'],
  [/^NuGet VS\b|^NuGet Add Package Dialog|Visual Studio Extension/i, 'visual-studio'],
  [/^(?:Xamarin Studio|MonoDevelop|NuGet (?:VS for Mac|MonoDevelop))/i, 'visual-studio-for-mac'],
  [/^NuGet (?:Command Line|Bootstrapper|MSBuild)|^nuget\.exe/i, 'nuget-exe'],
  [/^JetBrains|\bRider\b|^NuGet JetBrains/i, 'rider'],
  [/^Paket\b/i, 'paket'],
  [/^(?:NuGet )?Chocolatey|^choco\b/i, 'chocolatey'],
  [/PowerShellGet|PSResourceGet|WindowsPowerShell|\bPowerShell\/|^OneGet|PackageManagement/i, 'powershell'],
  [/^(?:NuGet )?Cake\b/i, 'cake'],
  [/^Nexus\b/i, 'nexus'],
  [/^Artifactory\b|^JFrog\b/i, 'artifactory'],
  [/^ProGet\b|^Inedo\b/i, 'proget'],
  [/^VSTS|^AzureArtifacts|^Azure ?DevOps/i, 'azure-artifacts'],
  [/^BaGet/i, 'bagetter'],
  [/^Lode\b/i, 'lode'],
  [/^NuGet\b|^Microsoft\.NuGet\b|\bNuGet Client V3\b|^NuGetClient\b|NuGet Test Client/i, 'nuget-library'],
  [/^curl\b/i, 'curl'],
  [/^Wget\b/i, 'wget'],
  [/^Go-http-client\b/i, 'go'],
  [/^python|^aiohttp\b/i, 'python'],
  [/^Java\/|^Apache-HttpClient\b|^okhttp\b/i, 'java'],
  [/^node\b|^undici\b|^axios\b/i, 'node'],
  [/bot\b|crawler|spider|slurp/i, 'crawler'],
  [/^Mozilla\//i, 'browser'],
];

export function clientNameOf(userAgent: string | undefined): ClientName {
  if (userAgent === undefined) return 'other';
  const start = userAgent.slice(0, MAX_USER_AGENT_LENGTH);
  return patterns.find(([pattern]) => pattern.test(start))?.[1] ?? 'other';
}
