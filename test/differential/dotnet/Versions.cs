using NuGet.Versioning;

namespace Lode.Differential;

/// <summary>NuGet.Versioning's NuGetVersion.</summary>
internal static class Versions
{
    public static void Register(Operations operations)
    {
        operations.Add("version", args => NuGetVersion.TryParse((string)args[0]!, out var version) ? Describe(version) : null);
        operations.Add("compare", args =>
            Math.Sign(NuGetVersion.Parse((string)args[0]!).CompareTo(NuGetVersion.Parse((string)args[1]!))));
        operations.Add("sameVersion", args => NuGetVersion.Parse((string)args[0]!).Equals(NuGetVersion.Parse((string)args[1]!)));
    }

    private static object Describe(NuGetVersion version) => new
    {
        major = version.Major,
        minor = version.Minor,
        patch = version.Patch,
        revision = version.Revision,
        labels = version.ReleaseLabels,
        metadata = version.Metadata ?? "",
        original = version.OriginalVersion,
        normalized = version.ToNormalizedString(),
        full = version.ToFullString(),
        key = version.ToNormalizedString().ToLowerInvariant(),
        isPrerelease = version.IsPrerelease,
        semVerLevel = version.IsSemVer2 ? 2 : 1,
    };
}
