/**
 * How NuGet's frameworks relate beyond being the same: data of NuGet.Frameworks, compared with the real library by
 * test/differential. Frameworks are written as folder names.
 */

/**
 * Project → what it may use besides its own kind: a line holds for the framework at its start and all its higher
 * versions. `a..b` is a range of package frameworks, and of `dotnet` and `netstandard` everything up to the version.
 */
export const oneWayMappings = `
uap               win..win81 wpa..wpa81 netcore50..netcore50
uap               dotnet5.5 netstandard1.4
uap10.0.15064     netstandard2.0
win               winrt..winrt45
tizen30           netstandard1.6
tizen40           netstandard2.0
tizen60           netstandard2.1
netcoreapp1.0     netstandard1.6
netcoreapp1.1     netstandard1.7
netcoreapp2.0     netstandard2.0
netcoreapp3.0     netstandard2.1
net45             dotnet5.2 netstandard1.1
net451            dotnet5.3 netstandard1.2
net46             dotnet5.4 netstandard1.3
net461            dotnet5.5 netstandard2.0
net462            dotnet5.6 netstandard2.0
net463            netstandard2.0
netcore45         dotnet5.2 netstandard1.1
netcore451        dotnet5.3 netstandard1.2
netcore50         dotnet5.5 netstandard1.4
wpa81             dotnet5.3 netstandard1.2
wp8               dotnet5.1 netstandard1.0
dnxcore           dotnet5.6 netstandard1.5
monoandroid       dotnet5.6 netstandard2.1
monomac           dotnet5.6 netstandard2.1
monotouch         dotnet5.6 netstandard2.1
xamarinios        dotnet5.6 netstandard2.1
xamarinmac        dotnet5.6 netstandard2.1
xamarintvos       dotnet5.6 netstandard2.1
xamarinwatchos    dotnet5.6 netstandard2.1
xamarinpsthree    dotnet5.6 netstandard2.0
xamarinpsfour     dotnet5.6 netstandard2.0
xamarinpsvita     dotnet5.6 netstandard2.0
xamarinxboxthreesixty dotnet5.6 netstandard2.0
xamarinxboxone    dotnet5.6 netstandard2.0
`;

/** Project identifier → the identifier of which it may use the same versions. */
export const subsets: ReadonlyMap<string, string> = new Map([
  ['DNX', '.NETFramework'],
  ['DNXCore', '.NETPlatform'],
  ['.NETStandardApp', '.NETStandard'],
]);

/** Identifier, and two profiles of it that are the same. */
export const equivalentProfiles: readonly (readonly [string, string, string])[] = [
  ['.NETFramework', 'Client', ''],
  ['.NETFramework', 'Full', ''],
  ['Silverlight', 'WindowsPhone71', 'WindowsPhone'],
  ['WindowsPhone', 'WindowsPhone71', 'WindowsPhone'],
];

/** Which identifier is preferred among those that have nothing else to tell them apart. */
export const precedence = {
  notPackageBased: ['.NETFramework', '.NETCore', 'Windows', 'WindowsPhoneApp'],
  packageBased: ['.NETCoreApp', '.NETStandardApp', '.NETStandard', '.NETPlatform'],
  equivalent: [
    'Windows',
    '.NETCore',
    'WinRT',
    'WindowsPhone',
    'Silverlight',
    'DNXCore',
    'ASP.NETCore',
    'DNX',
    'ASP.NET',
  ],
} as const;

/** Frameworks that came as packages themselves. `.NETCore` belongs to them from 5.0 on. */
export const packageBasedIdentifiers: ReadonlySet<string> = new Set([
  'DNXCore',
  '.NETPlatform',
  '.NETStandard',
  '.NETStandardApp',
  '.NETCoreApp',
  'UAP',
  'Tizen',
]);
