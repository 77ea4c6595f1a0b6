using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Newtonsoft.Json.Linq;
using NuGet.Packaging;

namespace Lode.Differential;

/// <summary>Nuspecs and whole packages, as the client's own readers see them.</summary>
internal static class Packages
{
    public static void Register(Operations operations)
    {
        operations.Add("nuspec", args => Describe(new NuspecReader(new MemoryStream(Bytes(args[0])))));
        operations.Add("package", args => ReadPackage(Bytes(args[0])));
        operations.Add("streamedZip", args => StreamedZip((JObject)args[0]));
    }

    private static byte[] Bytes(JToken base64) => Convert.FromBase64String((string)base64!);

    /// <summary>Every answer by itself: {value}, or {error} where the reader throws.</summary>
    private static object Describe(NuspecReader nuspec) => new
    {
        id = Try(nuspec.GetId),
        version = Try(() => nuspec.GetVersion()?.ToFullString()),
        title = Try(nuspec.GetTitle),
        authors = Try(nuspec.GetAuthors),
        description = Try(nuspec.GetDescription),
        summary = Try(nuspec.GetSummary),
        releaseNotes = Try(nuspec.GetReleaseNotes),
        copyright = Try(nuspec.GetCopyright),
        tags = Try(nuspec.GetTags),
        projectUrl = Try(nuspec.GetProjectUrl),
        iconUrl = Try(nuspec.GetIconUrl),
        licenseUrl = Try(nuspec.GetLicenseUrl),
        language = Try(nuspec.GetLanguage),
        icon = Try(nuspec.GetIcon),
        readme = Try(nuspec.GetReadme),
        requireLicenseAcceptance = Try(() => nuspec.GetRequireLicenseAcceptance()),
        developmentDependency = Try(() => nuspec.GetDevelopmentDependency()),
        serviceable = Try(() => nuspec.IsServiceable()),
        minClientVersion = Try(() => nuspec.GetMinClientVersion()?.ToFullString()),
        license = Try(() =>
        {
            var license = nuspec.GetLicenseMetadata();
            return license is null ? null : new { type = license.Type.ToString().ToLowerInvariant(), value = license.License };
        }),
        repository = Try(() =>
        {
            var repository = nuspec.GetRepositoryMetadata();
            return new[] { repository.Type, repository.Url, repository.Branch, repository.Commit }.Select(text => text ?? "");
        }),
        packageTypes = Try(() => nuspec.GetPackageTypes().Select(type => new[] { type.Name, type.Version.ToString() })),
        dependencyGroups = Try(() => nuspec.GetDependencyGroups().Select(group => new
        {
            framework = group.TargetFramework.GetShortFolderName(),
            dependencies = group.Packages.Select(dependency => new
            {
                id = dependency.Id,
                range = Fixed(dependency.VersionRange),
                include = dependency.Include,
                exclude = dependency.Exclude,
            }),
        })),
        frameworkAssemblies = Try(() => Groups(nuspec.GetFrameworkAssemblyGroups())),
        references = Try(() => Groups(nuspec.GetReferenceGroups())),
        frameworkReferences = Try(() => nuspec.GetFrameworkRefGroups().Select(group => new
        {
            framework = group.TargetFramework.GetShortFolderName(),
            items = group.FrameworkReferences.Select(reference => reference.Name).Order(StringComparer.OrdinalIgnoreCase),
        })),
        contentFiles = Try(() => nuspec.GetContentFiles().Select(files => new
        {
            include = files.Include,
            exclude = files.Exclude,
            buildAction = files.BuildAction,
            copyToOutput = files.CopyToOutput,
            flatten = files.Flatten,
        })),
    };

    private static object Try<T>(Func<T> question)
    {
        try
        {
            // Lazy sequences throw when they are walked.
            object? value = question();
            return new { value = value is System.Collections.IEnumerable and not string ? JToken.FromObject(value) : value };
        }
        catch (Exception exception)
        {
            return new { error = exception.GetType().Name };
        }
    }

    /// <summary>The range without what floats: registries store none.</summary>
    private static string Fixed(NuGet.Versioning.VersionRange range) =>
        new NuGet.Versioning.VersionRange(range.MinVersion, range.IsMinInclusive, range.MaxVersion, range.IsMaxInclusive)
            .ToNormalizedString();

    private static IEnumerable<object> Groups(IEnumerable<FrameworkSpecificGroup> groups) =>
        groups.Select(group => new { framework = group.TargetFramework.GetShortFolderName(), items = group.Items });

    /// <summary>Names and SHA-256 of all files, as the client's archive reader hands them out.</summary>
    private static object ReadPackage(byte[] bytes)
    {
        using var reader = new PackageArchiveReader(new MemoryStream(bytes));
        var files = reader.GetFiles().Where(name => !name.EndsWith('/')).Select(name =>
        {
            using var stream = reader.GetStream(name);
            return new[] { name, Convert.ToHexString(SHA256.HashData(stream)) };
        });
        return new { id = reader.GetIdentity().Id, isSigned = reader.IsSignedAsync(default).Result, files = files.ToList() };
    }

    /// <summary>A zip as .NET writes it where it cannot seek back: sizes follow the data.</summary>
    private static string StreamedZip(JObject files)
    {
        var memory = new MemoryStream();
        using (var archive = new ZipArchive(new ForwardOnly(memory), ZipArchiveMode.Create))
        {
            foreach (var file in files.Properties())
            {
                using var stream = archive.CreateEntry(file.Name).Open();
                stream.Write(Encoding.UTF8.GetBytes((string)file.Value!));
            }
        }
        return Convert.ToBase64String(memory.ToArray());
    }

    private sealed class ForwardOnly(Stream inner) : Stream
    {
        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => inner.Position; set => throw new NotSupportedException(); }
        public override void Flush() => inner.Flush();
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);
    }
}
