using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace ModelFix.Engine.Loading;

/// <summary>A file that MSBuild would read, as text.</summary>
internal sealed record BuildFile(string Path, XElement Root)
{
    public string Name => System.IO.Path.GetFileName(Path);

    /// <exception cref="EngineException">The file cannot be read, or is not XML.</exception>
    public static BuildFile Read(string path)
    {
        try
        {
            return new BuildFile(path, XDocument.Load(path).Root!);
        }
        catch (XmlException e)
        {
            throw new EngineException(
                path,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"not a valid project file at line {e.LineNumber}, column {e.LinePosition} ({e.Message})"),
                "Mend the project file.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EngineException(path, $"cannot be read ({e.Message})", "Check that the file exists and that you may read it.");
        }
    }
}

/// <summary>A project file and the files above it that the SDK imports by their name, in the order in which they are read.</summary>
internal sealed record BuildFiles(IReadOnlyList<BuildFile> BeforeSdk, IReadOnlyList<BuildFile> AfterSdk, BuildFile Project)
{
    private static readonly Regex FromPackage = new(@"Project=""\$\(NuGetPackageRoot\)([^""]+)""", RegexOptions.CultureInvariant);

    /// <exception cref="EngineException">A file is not XML.</exception>
    public static BuildFiles Read(string project)
    {
        var own = BuildFile.Read(project);
        return new BuildFiles(
            Above(project, "Directory.Build.props"),
            [.. Above(project, "Directory.Packages.props"), own, .. Above(project, "Directory.Build.targets")],
            own);
    }

    public IEnumerable<BuildFile> All => BeforeSdk.Concat(AfterSdk);

    /// <summary>Why what is read here may not be all: files that are imported by a path, and SDKs that are not known.</summary>
    public IEnumerable<string> MayBeDecidedElsewhere()
    {
        foreach (var file in All)
            foreach (var import in file.Root.Descendants().Where(e => e.Name.LocalName == "Import" && e.Attribute("Sdk") is null))
                yield return $"{file.Name} imports {import.Attribute("Project")?.Value}";
        foreach (var sdk in Sdks.Where(s => !ImplicitUsings.IsKnown(s))) yield return $"{Project.Name} uses the SDK {sdk}";
        foreach (var file in All.Where(f => f.Root.Descendants().Any(e => e.Name.LocalName == "CompilerResponseFile")))
            yield return $"{file.Name} names a response file of the compiler";
        foreach (var file in ResponseFiles()) yield return $"MSBuild takes options from {file}";
        foreach (var file in PackageFilesThatDefine()) yield return $"the package file {file} sets DefineConstants";
    }

    /// <summary>The SDKs that the project names, without their versions.</summary>
    public IReadOnlyList<string> Sdks => [.. Project.Root.Descendants()
        .Where(e => e.Name.LocalName is "Sdk" or "Import")
        .Select(e => (e.Name.LocalName == "Sdk" ? e.Attribute("Name") : e.Attribute("Sdk"))?.Value)
        .Concat((Project.Root.Attribute("Sdk")?.Value ?? "").Split(';'))
        .Where(s => !string.IsNullOrWhiteSpace(s))
        .Select(s => s!.Split('/')[0].Trim())
        .Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>Directory.Build.rsp above the project, which a build that is started there reads.</summary>
    private IEnumerable<string> ResponseFiles()
    {
        for (var folder = Path.GetDirectoryName(Project.Path); folder is not null; folder = Path.GetDirectoryName(folder))
            if (Path.Combine(folder, "Directory.Build.rsp") is var file && File.Exists(file)) yield return file;
    }

    /// <summary>Packages bring build files of their own, which restore lists.</summary>
    private IEnumerable<string> PackageFilesThatDefine()
    {
        var obj = Path.Combine(Path.GetDirectoryName(Project.Path)!, "obj");
        foreach (var list in new[] { "props", "targets" }.Select(e => Path.Combine(obj, $"{Project.Name}.nuget.g.{e}")).Where(File.Exists))
        {
            var text = File.ReadAllText(list);
            var root = Regex.Match(text, @"<NuGetPackageRoot[^>]*>([^<]+)<", RegexOptions.CultureInvariant).Groups[1].Value;
            foreach (var file in FromPackage.Matches(text).Select(m => root + m.Groups[1].Value).Where(File.Exists))
                if (File.ReadAllText(file).Contains("<DefineConstants", StringComparison.OrdinalIgnoreCase)) yield return file;
        }
    }

    private static IReadOnlyList<BuildFile> Above(string project, string name)
    {
        for (var folder = Path.GetDirectoryName(project); folder is not null; folder = Path.GetDirectoryName(folder))
            if (Path.Combine(folder, name) is var path && File.Exists(path)) return [BuildFile.Read(path)];
        return [];
    }
}
