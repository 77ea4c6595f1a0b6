using Newtonsoft.Json.Linq;
using NuGet.Client;
using NuGet.ContentModel;
using NuGet.Frameworks;
using NuGet.Packaging.Core;
using NuGet.RuntimeModel;

namespace Lode.Differential;

/// <summary>
/// The client's asset patterns, asked in the way of nuget.org's gallery: which of them, and build files only under the
/// package's own id.
/// </summary>
internal static class Assets
{
    public static void Register(Operations operations) =>
        operations.Add("supportedFrameworks", args =>
            Supported((string)args[0]!, (JArray)args[1], args[2].Select(name => (string)name!)));

    private static List<string> Supported(string id, JArray packageTypes, IEnumerable<string> entries)
    {
        var items = new ContentItemCollection();
        items.Load(entries);
        var patterns = new ManagedCodeConventions(new RuntimeGraph()).Patterns;
        var types = packageTypes.Select(name => new PackageType((string)name!, PackageType.EmptyVersion)).ToList();
        var isTool = types.Count == 1 && (types[0] == PackageType.DotnetTool || types[0] == PackageType.DotnetCliTool);
        var groups = isTool
            ? Groups(items, patterns.ToolsAssemblies)
            : Groups(items, patterns.CompileRefAssemblies, patterns.CompileLibAssemblies, patterns.RuntimeAssemblies,
                    patterns.ContentFiles, patterns.ResourceAssemblies)
                .Concat(Groups(items, patterns.MSBuildFiles, patterns.MSBuildMultiTargetingFiles)
                    .Where(group => group.Items.Any(item => IsBuildFile(Path.GetFileName(item.Path), id))));
        return groups
            .SelectMany(group => group.Properties)
            .Where(property => property.Key == ManagedCodeConventions.PropertyNames.TargetFrameworkMoniker)
            .Select(property => ((NuGetFramework)property.Value).GetShortFolderName())
            .Distinct()
            .ToList();
    }

    private static List<ContentItemGroup> Groups(ContentItemCollection items, params PatternSet[] patterns)
    {
        var groups = new List<ContentItemGroup>();
        foreach (var pattern in patterns) items.PopulateItemGroups(pattern, groups);
        return groups;
    }

    private static bool IsBuildFile(string name, string id) =>
        name == "_._"
        || name.Equals($"{id}.props", StringComparison.OrdinalIgnoreCase)
        || name.Equals($"{id}.targets", StringComparison.OrdinalIgnoreCase);
}
