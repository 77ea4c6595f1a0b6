using Newtonsoft.Json.Linq;
using NuGet.Frameworks;

namespace Lode.Differential;

/// <summary>NuGet.Frameworks: names, equality, compatibility, nearest.</summary>
internal static class Frameworks
{
    private static readonly FrameworkReducer Reducer = new();

    public static void Register(Operations operations)
    {
        operations.Add("framework", args => Describe(NuGetFramework.Parse((string)args[0]!)));
        operations.Add("frameworkFolder", args => Describe(NuGetFramework.ParseFolder((string)args[0]!)));
        operations.Add("sameFrameworks", args => Rows(Parse(args[0]), (a, b) => a.Equals(b)));
        operations.Add("compatibleFrameworks", args => Rows(Parse(args[0]), DefaultCompatibilityProvider.Instance.IsCompatible));
        operations.Add("nearestFramework", args =>
            Reducer.GetNearest(NuGetFramework.Parse((string)args[0]!), Parse(args[1]))?.GetShortFolderName());
        operations.Add("systemVersion", args => Version.TryParse((string)args[0]!, out var version) ? Numbers(version) : null);
        operations.Add("equalIgnoringCase", args =>
            args[0].Select(pair => string.Equals((string?)pair[0], (string?)pair[1], StringComparison.OrdinalIgnoreCase)).ToList());
    }

    private static List<NuGetFramework> Parse(JToken texts) => texts.Select(text => NuGetFramework.Parse((string)text!)).ToList();

    /// <summary>For each framework a text with a 1 or 0 for each framework.</summary>
    private static List<string> Rows(List<NuGetFramework> all, Func<NuGetFramework, NuGetFramework, bool> question) =>
        all.Select(a => string.Concat(all.Select(b => question(a, b) ? '1' : '0'))).ToList();

    private static object Describe(NuGetFramework framework) => new
    {
        identifier = framework.Framework,
        version = Numbers(framework.Version),
        profile = framework.Profile,
        platform = framework.Platform,
        platformVersion = Numbers(framework.PlatformVersion),
        isUnsupported = framework.IsUnsupported,
        isAny = framework.IsAny,
        isSpecific = framework.IsSpecificFramework,
        isPortable = framework.IsPCL,
        name = framework.DotNetFrameworkName,
        folder = framework.GetShortFolderName(),
    };

    private static int[] Numbers(Version version) =>
        [version.Major, version.Minor, Math.Max(version.Build, 0), Math.Max(version.Revision, 0)];
}
