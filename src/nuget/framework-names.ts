/**
 * The names that NuGet gives to frameworks: data of NuGet.Frameworks, compared with the real library by
 * test/differential. Names are looked up ignoring case and answered as they are spelled here.
 */
import { ordinalIgnoreCaseKey } from './ordinal-ignore-case.ts';

/** Full identifier → short one, as in `.NETFramework` → `net`. */
const shortIdentifiers = {
  '.NETCoreApp': 'netcoreapp',
  '.NETStandardApp': 'netstandardapp',
  '.NETStandard': 'netstandard',
  '.NETPlatform': 'dotnet',
  '.NETFramework': 'net',
  '.NETMicroFramework': 'netmf',
  Silverlight: 'sl',
  '.NETPortable': 'portable',
  WindowsPhone: 'wp',
  WindowsPhoneApp: 'wpa',
  Windows: 'win',
  'ASP.NET': 'aspnet',
  'ASP.NETCore': 'aspnetcore',
  native: 'native',
  MonoAndroid: 'monoandroid',
  MonoTouch: 'monotouch',
  MonoMac: 'monomac',
  'Xamarin.iOS': 'xamarinios',
  'Xamarin.Mac': 'xamarinmac',
  'Xamarin.PlayStation3': 'xamarinpsthree',
  'Xamarin.PlayStation4': 'xamarinpsfour',
  'Xamarin.PlayStationVita': 'xamarinpsvita',
  'Xamarin.WatchOS': 'xamarinwatchos',
  'Xamarin.TVOS': 'xamarintvos',
  'Xamarin.Xbox360': 'xamarinxboxthreesixty',
  'Xamarin.XboxOne': 'xamarinxboxone',
  DNX: 'dnx',
  DNXCore: 'dnxcore',
  '.NETCore': 'netcore',
  WinRT: 'winrt',
  UAP: 'uap',
  Tizen: 'tizen',
  '.NETnanoFramework': 'netnano',
} as const;

/** Other spellings that the client reads. */
const identifierSynonyms = {
  NETFramework: '.NETFramework',
  '.NET': '.NETFramework',
  NETCore: '.NETCore',
  NETPortable: '.NETPortable',
  'Xamarin.PlayStationThree': 'Xamarin.PlayStation3',
  XamarinPlayStationThree: 'Xamarin.PlayStation3',
  'Xamarin.PlayStationFour': 'Xamarin.PlayStation4',
  XamarinPlayStationFour: 'Xamarin.PlayStation4',
  XamarinPlayStationVita: 'Xamarin.PlayStationVita',
} as const;

/** Short profile → full one. The client applies them to every identifier, not only to those they were made for. */
const fullProfiles = {
  Client: 'Client',
  CF: 'CompactFramework',
  Full: '',
  WP: 'WindowsPhone',
  WP71: 'WindowsPhone71',
} as const;

/** Folder names from the time before identifiers; the client reads exactly these. */
const bareNumbers = new Map([
  ['45', 'net45'],
  ['4.5', 'net45'],
  ['40', 'net40'],
  ['4.0', 'net40'],
  ['4', 'net40'],
  ['35', 'net35'],
  ['3.5', 'net35'],
  ['20', 'net20'],
  ['2', 'net20'],
  ['2.0', 'net20'],
]);

const identifiers = new Map<string, string>();
const shortNames = new Map<string, string>();
for (const [full, short] of Object.entries(shortIdentifiers)) {
  identifiers.set(ordinalIgnoreCaseKey(full), full).set(ordinalIgnoreCaseKey(short), full);
  shortNames.set(ordinalIgnoreCaseKey(full), short);
}
for (const [synonym, full] of Object.entries(identifierSynonyms)) identifiers.set(ordinalIgnoreCaseKey(synonym), full);

const profiles = new Map<string, string>();
const shortProfiles = new Map<string, string>();
for (const [short, full] of Object.entries(fullProfiles)) {
  shortProfiles.set(ordinalIgnoreCaseKey(short), short);
  profiles.set(ordinalIgnoreCaseKey(full), full);
}
for (const [short, full] of Object.entries(fullProfiles)) {
  shortProfiles.set(ordinalIgnoreCaseKey(full), short);
  profiles.set(ordinalIgnoreCaseKey(short), full);
}

/** The full identifier of a full, short or synonymous one; undefined when NuGet does not know it. */
export function fullIdentifier(text: string): string | undefined {
  return identifiers.get(ordinalIgnoreCaseKey(text));
}

/** The short name of a full identifier. */
export function shortIdentifier(identifier: string): string | undefined {
  return shortNames.get(ordinalIgnoreCaseKey(identifier));
}

/** The full profile of a short or full one; what NuGet does not know stays as it is. */
export function fullProfile(text: string): string {
  return profiles.get(ordinalIgnoreCaseKey(text)) ?? text;
}

/** The short profile of a full or short one; what NuGet does not know stays as it is. */
export function shortProfile(profile: string): string {
  return shortProfiles.get(ordinalIgnoreCaseKey(profile)) ?? profile;
}

/** The folder name that is meant by a bare number such as `40`. */
export function folderOfBareNumber(text: string): string | undefined {
  return bareNumbers.get(text);
}

/** May write a single digit as version: `win8`, `sl5`. */
export const singleDigitIdentifiers: ReadonlySet<string> = new Set(['Windows', 'WindowsPhone', 'Silverlight']);

/** Always write dots in the version: `netstandard2.0`. */
export const dottedIdentifiers: ReadonlySet<string> = new Set(['.NETCoreApp', '.NETStandard', '.NETnanoFramework']);

/**
 * Frameworks that are the same to NuGet, as folder names; `x0.0` is one without a version, which `dotnet` as a folder
 * name is not.
 */
export const equivalentFrameworks: readonly (readonly string[])[] = [
  ['uap', 'uap10.0'],
  ['win', 'win8', 'netcore', 'netcore45', 'winrt', 'winrt45'],
  ['win81', 'netcore451'],
  ['wp', 'wp7', 'sl3-wp'],
  ['wp71', 'sl4-wp71'],
  ['wp8', 'sl8-wp'],
  ['wp81', 'sl81-wp'],
  ['wpa', 'wpa81'],
  ['tizen', 'tizen30'],
  ['dnx', 'dnx45', 'aspnet', 'aspnet50'],
  ['dnxcore', 'dnxcore50', 'aspnetcore', 'aspnetcore50'],
  ['dotnet0.0', 'dotnet50'],
];
