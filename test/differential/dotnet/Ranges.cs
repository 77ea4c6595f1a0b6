using Newtonsoft.Json.Linq;
using NuGet.Versioning;

namespace Lode.Differential;

/// <summary>NuGet.Versioning's VersionRange, floating ones included.</summary>
internal static class Ranges
{
    public static void Register(Operations operations)
    {
        operations.Add("range", args => VersionRange.TryParse((string)args[0]!, out var range) ? Describe(range) : null);
        operations.Add("satisfies", args =>
            VersionRange.Parse((string)args[0]!).Satisfies(NuGetVersion.Parse((string)args[1]!)));
        operations.Add("satisfyingVersions", args =>
        {
            var range = VersionRange.Parse((string)args[0]!);
            return args[1].Select(text => range.Satisfies(NuGetVersion.Parse((string)text!))).ToList();
        });
        operations.Add("bestMatch", args =>
            VersionRange.Parse((string)args[0]!)
                .FindBestMatch(((JArray)args[1]).Select(text => NuGetVersion.Parse((string)text!)))?.OriginalVersion);
    }

    private static object Describe(VersionRange range) => new
    {
        min = range.MinVersion?.ToFullString(),
        minInclusive = range.IsMinInclusive,
        max = range.MaxVersion?.ToFullString(),
        maxInclusive = range.IsMaxInclusive,
        behavior = range.Float?.FloatBehavior.ToString(),
        releasePrefix = range.Float?.OriginalReleasePrefix,
        floatMin = range.Float?.MinVersion?.ToFullString(),
        isFloating = range.IsFloating,
        original = range.OriginalString,
        normalized = range.ToNormalizedString(),
    };
}
