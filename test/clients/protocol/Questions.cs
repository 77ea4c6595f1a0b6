using System.Security.Cryptography;
using System.Text.Json.Nodes;
using NuGet.Common;
using NuGet.Configuration;
using NuGet.Frameworks;
using NuGet.Packaging;
using NuGet.Packaging.Core;
using NuGet.Protocol;
using NuGet.Protocol.Core.Types;
using NuGet.Versioning;

/// <summary>The questions that Visual Studio's package manager and its tools put to a source.</summary>
internal sealed class Questions(SourceRepository repository)
{
    private static readonly ILogger Log = NullLogger.Instance;
    private static readonly HttpClient Http = new();
    private readonly SourceCacheContext cache = new() { NoCache = true, DirectDownload = true };

    public async Task<JsonNode> AnswerAsync(JsonObject q) => Text(q, "ask") switch
    {
        "metadata" => await MetadataAsync(q),
        "exact" => await ExactMetadataAsync(q),
        "search" => await SearchAsync(q),
        "ids" => Strings(await (await GetAsync<AutoCompleteResource>()).IdStartsWith(Text(q, "prefix"), Flag(q, "prerelease"), Log, default)),
        "versions" => Strings((await (await GetAsync<AutoCompleteResource>()).VersionStartsWith(Text(q, "id"), Text(q, "prefix"), Flag(q, "prerelease"), cache, Log, default)).Select(v => v.ToFullString())),
        "restore-versions" => Strings((await (await GetAsync<FindPackageByIdResource>()).GetAllVersionsAsync(Text(q, "id"), cache, Log, default)).Select(v => v.ToFullString())),
        "restore-dependencies" => await RestoreDependenciesAsync(q),
        "copy" => await CopyAsync(q),
        "download" => await DownloadAsync(q),
        "dependency-info" => await DependencyInfoAsync(q),
        "latest" => await LatestAsync(q),
        "push-urls" => await PushUrlsAsync(),
        "fetch" => await FetchAsync(Text(q, "url")),
        var other => throw new ArgumentException("unknown question " + other),
    };

    private async Task<JsonNode> MetadataAsync(JsonObject q)
    {
        var resource = await GetAsync<PackageMetadataResource>();
        var found = await resource.GetMetadataAsync(Text(q, "id"), Flag(q, "prerelease"), Flag(q, "unlisted"), cache, Log, default);
        return Array(await Task.WhenAll(found.OrderBy(m => m.Identity.Version).Select(DescribeAsync)));
    }

    private async Task<JsonNode> ExactMetadataAsync(JsonObject q)
    {
        var resource = await GetAsync<PackageMetadataResource>();
        var found = await resource.GetMetadataAsync(Identity(q), cache, Log, default);
        return found is null ? new JsonObject() : await DescribeAsync(found);
    }

    private async Task<JsonNode> SearchAsync(JsonObject q)
    {
        var resource = await GetAsync<PackageSearchResource>();
        var filter = new SearchFilter(Flag(q, "prerelease")) { IncludeDelisted = Flag(q, "unlisted") };
        if (q["type"] is { } type) filter.PackageType = type.GetValue<string>();
        var found = await resource.SearchAsync(Text(q, "term"), filter, Number(q, "skip", 0), Number(q, "take", 26), Log, default);
        return Array(await Task.WhenAll(found.Select(DescribeAsync)));
    }

    private static async Task<JsonNode> DescribeAsync(IPackageSearchMetadata m)
    {
        var versions = await m.GetVersionsAsync() ?? [];
        return new JsonObject
        {
            ["id"] = m.Identity.Id,
            ["version"] = m.Identity.Version.ToFullString(),
            ["title"] = m.Title,
            ["description"] = m.Description,
            ["summary"] = m.Summary,
            ["authors"] = m.Authors,
            ["owners"] = m.Owners,
            ["tags"] = m.Tags,
            ["iconUrl"] = m.IconUrl?.AbsoluteUri,
            ["licenseUrl"] = m.LicenseUrl?.AbsoluteUri,
            ["projectUrl"] = m.ProjectUrl?.AbsoluteUri,
            ["readmeFileUrl"] = m.ReadmeFileUrl,
            ["license"] = m.LicenseMetadata?.License,
            ["licenseType"] = m.LicenseMetadata?.Type.ToString(),
            ["requireLicenseAcceptance"] = m.RequireLicenseAcceptance,
            ["listed"] = m.IsListed,
            ["published"] = m.Published?.ToUniversalTime().ToString("o"),
            ["downloads"] = m.DownloadCount,
            ["verified"] = m.PrefixReserved,
            ["deprecated"] = await m.GetDeprecationMetadataAsync() is not null,
            ["vulnerable"] = m.Vulnerabilities?.Any() ?? false,
            ["dependencies"] = Groups(m.DependencySets),
            ["versions"] = Strings(versions.Select(v => v.Version.ToFullString())),
            ["versionDownloads"] = Array(versions.Select(v => (JsonNode?)JsonValue.Create(v.DownloadCount))),
        };
    }

    private async Task<JsonNode> RestoreDependenciesAsync(JsonObject q)
    {
        var resource = await GetAsync<FindPackageByIdResource>();
        var info = await resource.GetDependencyInfoAsync(Text(q, "id"), Version(q), cache, Log, default);
        return info is null ? new JsonObject() : new JsonObject
        {
            ["id"] = info.PackageIdentity.Id,
            ["version"] = info.PackageIdentity.Version.ToFullString(),
            ["dependencies"] = Groups(info.DependencyGroups),
        };
    }

    private async Task<JsonNode> CopyAsync(JsonObject q)
    {
        var resource = await GetAsync<FindPackageByIdResource>();
        using var bytes = new MemoryStream();
        var copied = await resource.CopyNupkgToStreamAsync(Text(q, "id"), Version(q), bytes, cache, Log, default);
        return new JsonObject { ["copied"] = copied, ["sha512"] = Hash(bytes.ToArray()) };
    }

    private async Task<JsonNode> DownloadAsync(JsonObject q)
    {
        var resource = await GetAsync<DownloadResource>();
        var folder = Directory.CreateTempSubdirectory("lode-download-").FullName;
        try
        {
            var context = new PackageDownloadContext(cache, folder, directDownload: true);
            using var result = await resource.GetDownloadResourceResultAsync(Identity(q), context, folder, Log, default);
            using var bytes = new MemoryStream();
            if (result.PackageStream is { } stream) await stream.CopyToAsync(bytes);
            return new JsonObject { ["status"] = result.Status.ToString(), ["sha512"] = Hash(bytes.ToArray()) };
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<JsonNode> DependencyInfoAsync(JsonObject q)
    {
        var resource = await GetAsync<DependencyInfoResource>();
        var framework = NuGetFramework.Parse(Text(q, "framework"));
        var found = await resource.ResolvePackages(Text(q, "id"), framework, cache, Log, default);
        return Array(found.OrderBy(p => p.Version).Select(p => (JsonNode?)new JsonObject
        {
            ["version"] = p.Version.ToFullString(),
            ["listed"] = p.Listed,
            ["download"] = p.DownloadUri?.AbsoluteUri,
            ["dependencies"] = Strings(p.Dependencies.Select(d => d.ToString())),
        }));
    }

    private async Task<JsonNode> LatestAsync(JsonObject q)
    {
        var resource = await GetAsync<MetadataResource>();
        var latest = await resource.GetLatestVersion(Text(q, "id"), Flag(q, "prerelease"), Flag(q, "unlisted"), cache, Log, default);
        return new JsonObject { ["version"] = latest?.ToFullString() };
    }

    private async Task<JsonNode> PushUrlsAsync()
    {
        var push = await GetAsync<PackageUpdateResource>();
        var symbols = await repository.GetResourceAsync<SymbolPackageUpdateResourceV3>();
        return new JsonObject { ["packages"] = push.SourceUri.AbsoluteUri, ["symbols"] = symbols?.SourceUri.AbsoluteUri };
    }

    private static async Task<JsonNode> FetchAsync(string url)
    {
        using var response = await Http.GetAsync(new Uri(url));
        var bytes = await response.Content.ReadAsByteArrayAsync();
        return new JsonObject
        {
            ["status"] = (int)response.StatusCode,
            ["type"] = response.Content.Headers.ContentType?.MediaType,
            ["sha512"] = Hash(bytes),
            ["text"] = System.Text.Encoding.UTF8.GetString(bytes),
        };
    }

    private async Task<T> GetAsync<T>() where T : class, INuGetResource =>
        await repository.GetResourceAsync<T>() ?? throw new InvalidOperationException("the source has no " + typeof(T).Name);

    private static JsonArray Groups(IEnumerable<PackageDependencyGroup> groups) => Array(groups.Select(g => (JsonNode?)new JsonObject
    {
        ["framework"] = g.TargetFramework.GetShortFolderName(),
        ["packages"] = Strings(g.Packages.Select(p => p.Id + " " + p.VersionRange.ToNormalizedString())),
    }));

    private static PackageIdentity Identity(JsonObject q) => new(Text(q, "id"), Version(q));
    private static NuGetVersion Version(JsonObject q) => NuGetVersion.Parse(Text(q, "version"));
    private static string Text(JsonObject q, string name) => q[name]?.GetValue<string>() ?? "";
    private static bool Flag(JsonObject q, string name) => q[name]?.GetValue<bool>() ?? false;
    private static int Number(JsonObject q, string name, int other) => q[name]?.GetValue<int>() ?? other;
    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA512.HashData(bytes));
    private static JsonArray Strings(IEnumerable<string> texts) => Array(texts.Select(t => (JsonNode?)JsonValue.Create(t)));
    private static JsonArray Array(IEnumerable<JsonNode?> nodes) => new([.. nodes]);
}
