/** Framework names for the differential test: every identifier and profile that NuGet knows, and spellings that go wrong. */
import * as fc from 'fast-check';
import { portableProfiles } from '../../src/nuget/portable-profiles.ts';

const shortIdentifiers =
  `netcoreapp netstandardapp netstandard dotnet net netmf sl portable wp wpa win aspnet aspnetcore
  native monoandroid monotouch monomac xamarinios xamarinmac xamarinpsthree xamarinpsfour xamarinpsvita xamarinwatchos
  xamarintvos xamarinxboxthreesixty xamarinxboxone dnx dnxcore netcore winrt uap tizen netnano`.split(/\s+/);

const fullIdentifiers =
  `.NETCoreApp .NETStandardApp .NETStandard .NETPlatform .NETFramework .NETMicroFramework Silverlight
  .NETPortable WindowsPhone WindowsPhoneApp Windows ASP.NET ASP.NETCore native MonoAndroid MonoTouch MonoMac Xamarin.iOS
  Xamarin.Mac Xamarin.PlayStation3 Xamarin.PlayStation4 Xamarin.PlayStationVita Xamarin.WatchOS Xamarin.TVOS
  Xamarin.Xbox360 Xamarin.XboxOne DNX DNXCore .NETCore WinRT UAP Tizen .NETnanoFramework NETFramework .NET NETCore
  NETPortable Xamarin.PlayStationThree XamarinPlayStationThree Xamarin.PlayStationFour XamarinPlayStationFour
  XamarinPlayStationVita Any Agnostic Unsupported Foo foo.bar`.split(/\s+/);

const folderVersions =
  `0 1 4 5 8 10 11 20 45 50 81 100 403 451 472 4721 12345 0.0 1.0 4.5 4.5.1 5.0 5.5 8.1 10.0 10.0.15064
  10.0.15064.0 1.2.3.4 1.2.3.4.5 4. .4 4..5 05 5.00 2147483647.0 2147483648.0`.split(/\s+/);

const suffixes =
  `-client -Client -cf -CompactFramework -full -wp -WP71 -windowsphone -windowsphone71 -windows -windows7.0
  -Windows10.0.19041 -android31 -ios15.4 -ios. -maccatalyst -foo -7.0 -windows7.+0 -windows-7 -a.b.c1.2 - -- -+ _ -ä`.split(
    /\s+/,
  );

const oddNames =
  `any Any ANY agnostic unsupported 45 4.5 40 4.0 4 35 3.5 20 2 2.0 46 1 . .. net. .net .net45 netframework45
  .netframework45 net%34%35 net45%2b %6eet45 net45%zz net%C3%A4 net45; net+45 NET45 NetStandard2.0 dotnet0.0 DotNet
  DOTNET50 dotnet5.0 dotnet5 dotnet5.00 net45-client-full portable-net45+win8/x`.split(/\s+/);

const portableSets = `portable portable- portable-+ portable-net45 portable-foo portable-foo+bar portable-net45+foo+bar
  portable-any+net45 portable-portable+net45 portable-portable-net45 portable-net45-client+win8 portable-net45+win8+wpa81
  portable-win8+net45 portable-net45+netcore45 portable-net45+winrt+wpa portable-net45+win+win8 portable-net4+sl3-wp
  portable-net45+win8+monoandroid portable-net45+win8+MonoAndroid10+MonoTouch10+xamarinios portable-net45+win8+monomac
  portable-monoandroid+monotouch portable-net45+sl4+monoandroid portable-net45+win8+wp8+wpa81 portable40-net40+win8
  portable-net45+win8+wp8+wpa81+MonoAndroid1+MonoTouch1 portable45-net45+win8 portable50-net45+win8 portable5.0-net45+win8
  portable-Profile7 portable-profile7 portable-profile9999 portable-Profile7+foo portable-net5.0-windows+win8
  portable-net5.0+win8 portable-net45+net45 portable-net45+net451 portable-4.5+win8 portable-+net45++win8+
  portable-netstandard1.3+dotnet portable-uap+uap10.0+wpa81 portable-windows8+net45 portable-net%34%35+win8
  portable-net40+sl5+win8+wp8+wpa81 portable-net45+wp7 portable-sl8-wp+net45 portable-aspnet+dnx45+win8`.split(/\s+/);

const parts = `Version=v1.0|Version=v4.5|Version=4.5|Version=vv4.5|Version=V4.5|version=v4|Version=v4.5.1.2|Version=v5.0
  |Version=v10.0|Version=|Version=v|Version=x|Version=v4.5=7|Version=v-1.0|Version=v+4. 5 |Version=v4.5,Version=v4.6
  |Version=v8.0,Profile=Client|Version=v4.0,Profile=Client|Version=v4.0,Profile=CF|Version=v4.0,Profile=Full
  |Version=v4.0,Profile=CompactFramework|Profile=|Profile=Profile7|Profile=Profile111,Version=v4.5|Profile=Profile9999
  |Profile= Profile7|Profile=Profile 7|Profile=Profile07|Profile=net45+win8|Profile=net45-client|Profile=foo
  |Version=v4.5,Profile=a=b|Version=v4.5,Profile=Client,Profile=Full|Profile=windowsphone|Version=v8.0,Profile=WP
  |Version=v5.0,Profile=Profile7|foo|Platform=windows|Version=v8.0,Platform=windows`
  .split('|')
  .map((part) => part.trim());

const oddFullNames = [
  ',',
  ',,',
  ' , ',
  ',net45',
  'net45,',
  ' net45 , Version=v4.5',
  '!,Version=v1.0',
  '!!!, Version=v1.0',
  'ä,Version=v1.0',
  '日本,Version=v1.0',
  'a b,',
  '.NETFramewor\u212a,Version=v4.5',
  '.NETFramework\u0085,Version=v4.5',
  '\ufeffnet45,',
];

/** About ten thousand names: every combination of the lists above. */
export function frameworkNames(): string[] {
  const folders = [...shortIdentifiers, ...fullIdentifiers, 'foo', 'native.x'].flatMap((identifier) =>
    ['', ...folderVersions].flatMap((version) => [`${identifier}${version}`, ...withSuffixes(identifier, version)]),
  );
  const profiles = portableProfiles.flatMap(({ number, frameworks }) => [
    `portable-${frameworks.join('+')}`,
    `portable-${frameworks.toReversed().join('+').toUpperCase()}+monotouch+xamarinmac`,
    `.NETPortable,Version=v4.5,Profile=Profile${number}`,
  ]);
  const fullNames = [...fullIdentifiers, ...shortIdentifiers].flatMap((name) => parts.map((part) => `${name},${part}`));
  return [...new Set([...folders, ...oddNames, ...portableSets, ...profiles, ...fullNames, ...oddFullNames, ''])];
}

function withSuffixes(identifier: string, version: string): string[] {
  const isShown = ['net', 'netcoreapp', 'sl', 'wp', 'netstandard', 'uap'].includes(identifier);
  return isShown && ['', '4', '5.0', '8', '10.0'].includes(version)
    ? suffixes.map((suffix) => identifier + version + suffix)
    : [];
}

/** Text that is nearly a framework. */
export const nearFrameworkName: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom(...shortIdentifiers, ...fullIdentifiers),
      fc.constantFrom(...folderVersions),
      fc.constantFrom(...suffixes),
      fc.constantFrom('-', '+', '.', ',', '%', '%2D', ' ', 'Version=v', 'Profile=', 'portable-', 'Profile7'),
      fc.string({ maxLength: 3 }),
    ),
    { maxLength: 6 },
  )
  .map((pieces) => pieces.join(''));

/** A few hundred frameworks that stand for all that differ in how they relate to others. */
export const relatedFrameworks: readonly string[] = `
  any agnostic unsupported foo net net11 net20 net35 net35-client net35-cf net40 net40-client net40-full net403 net45 net45-client
  net45-foo net451 net452 net46 net461 net462 net463 net47 net471 net472 net48 net481 net5.0 net5.0-windows net5.0-windows7.0
  net5.0-windows10.0 net5.0-android net6.0 net6.0-windows net6.0-windows7.0 net6.0-windows10.0.19041 net6.0-android
  net6.0-android31.0 net6.0-ios net6.0-ios15.0 net6.0-maccatalyst net6.0-tizen net6.0-tizen7.0 net7.0 net7.0-android
  net8.0 net8.0-windows net8.0-android34.0 net8.0-tizen net8.0-browser net9.0 net10.0 net10.0-windows netcoreapp netcoreapp1.0 netcoreapp1.1
  netcoreapp2.0 netcoreapp2.1 netcoreapp2.2 netcoreapp3.0 netcoreapp3.1 netcoreapp3.1-foo netstandard netstandard1.0 netstandard1.1
  netstandard1.2 netstandard1.3 netstandard1.4 netstandard1.5 netstandard1.6 netstandard1.7 netstandard2.0 netstandard2.1 netstandard2.2
  netstandardapp netstandardapp1.5 netstandardapp2.0 dotnet dotnet0.0 dotnet5.1 dotnet5.2 dotnet5.3 dotnet5.4 dotnet5.5 dotnet5.6 dotnet6.0
  uap uap10.0 uap10.0.10240 uap10.0.15064 uap10.0.16299 uap11.0 win win8 win81 win10.0 winrt winrt45 winrt46 netcore netcore45 netcore451
  netcore50 netcore51 wp wp7 wp71 wp75 wp8 wp81 wp8-windowsphone71 wp8-windowsphone wpa wpa81 wpa82 sl sl3 sl3-wp sl4 sl4-wp sl4-wp71
  sl5 sl5-wp sl8-wp sl81-wp dnx dnx45 dnx451 dnx452 dnx46 dnxcore dnxcore50 dnxcore51 aspnet aspnet50 aspnet51 aspnetcore aspnetcore50
  aspnetcore51 native native1.0 netmf netmf43 netnano netnano1.0 tizen tizen30 tizen40 tizen60 tizen80 monoandroid monoandroid10
  monoandroid90 monotouch monotouch10 monomac monomac20 xamarinios xamarinios10 xamarinmac xamarinmac20 xamarintvos xamarintvos10
  xamarinwatchos xamarinwatchos10 xamarinpsthree xamarinpsfour xamarinpsvita xamarinxboxthreesixty xamarinxboxone
  portable-net45+win8 portable-net45+win8+wpa81 portable-net45+win8+wp8+wpa81 portable-net40+sl5+win8+wp8+wpa81 portable-net40+sl4
  portable-net45+wp8 portable-net451+win81 portable-net451+win81+wpa81 portable-win81+wp81 portable-win81+wpa81 portable-wp81+wpa81
  portable-net45+sl4+win8+wp75 portable-net45+sl5 portable-net403+win8 portable-net403+sl5+win8+wp8 portable-net45+monoandroid
  portable-net45+win8+foo portable-foo portable-net46+win81 portable-net472+netstandard2.0 portable-net5.0+win8 portable-aspnet50+win8
  portable-net45+netcoreapp1.0+wpa81 portable50-net45+win8 portable-dnxcore50+net45 portable45-net45+win8
`
  .trim()
  .split(/\s+/)
  .concat([
    'Foo,Version=v1.0',
    'Foo,Version=v2.0',
    'foo,Version=v1.0,Profile=x',
    '.NETFramework,Version=v4.0,Profile=Foo',
  ]);
