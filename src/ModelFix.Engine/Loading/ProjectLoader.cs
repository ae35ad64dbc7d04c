using System.Text.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ModelFix.Engine.Loading;

/// <summary>Loads projects and solutions with their real compiler arguments, one compilation for each target framework.</summary>
internal sealed class ProjectLoader(SettingsSource settings)
{
    /// <summary>
    /// What an IDE asks of a project. A file that never exists makes the compiler's target run although the project is built already.
    /// </summary>
    private static readonly string[] DesignTimeBuild =
        [
            "-t:Compile",
            "-p:DesignTimeBuild=true",
            "-p:SkipCompilerExecution=true",
            "-p:ProvideCommandLineArgs=true",
            "-p:BuildProjectReferences=false",
            "-p:NonExistentFile=__NonExistentSubDir__/__NonExistentFile__"];

    /// <exception cref="EngineException">The project does not load: not restored, a missing SDK, a missing reference.</exception>
    public IEnumerable<LoadedProject> LoadProject(string project)
    {
        var properties = Query(
            project,
            [],
            "-getProperty:TargetFramework",
            "-getProperty:TargetFrameworks",
            "-getProperty:EnableDefaultCompileItems",
            "-getProperty:ProjectAssetsFile");
        using var document = JsonDocument.Parse(properties);
        var values = document.RootElement.GetProperty("Properties");
        // A design-time build of a project that was never restored "succeeds" without its references.
        if (values.GetProperty("ProjectAssetsFile").GetString() is { Length: > 0 } assets && !File.Exists(assets))
            throw new EngineException(
                project,
                "the project does not load (it was not restored, or its restore failed)",
                $"Restore it first: dotnet restore \"{project}\".");
        var single = values.GetProperty("TargetFramework").GetString();
        var frameworks = string.IsNullOrEmpty(single)
            ? values
                .GetProperty("TargetFrameworks")
                .GetString()!.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : [single];
        // A project of the old kind states neither.
        if (frameworks.Length == 0) frameworks = [""];
        var globs = !string.Equals(
            values.GetProperty("EnableDefaultCompileItems").GetString(), "false", StringComparison.OrdinalIgnoreCase);
        return frameworks.Select(f => Load(project, f, globs)).ToList();
    }

    /// <summary>
    /// The C# projects of a solution, as the dotnet command lists them; one that does not load is noted and the others are loaded.
    /// </summary>
    /// <exception cref="EngineException">The solution cannot be read, or holds no C# project.</exception>
    public void LoadSolution(string solution, LoadedProjects loaded)
    {
        var (exit, output, error) = Dotnet(solution, "sln", solution, "list");
        if (exit != 0)
            throw new EngineException(
                solution, $"the solution cannot be read ({Brief(output + error)})", "Check it with: dotnet sln list.");
        var projects = output
            .Split('\n')
            .Select(l => l.Trim())
            .Where(l => l.EndsWith(".csproj", StringComparison.OrdinalIgnoreCase))
            .ToList();
        if (projects.Count == 0)
            throw new EngineException(solution, "the solution holds no C# projects", "Name a solution with a TorchSharp project.");
        foreach (var project in projects.Select(p =>
            Path.GetFullPath(p.Replace('\\', Path.DirectorySeparatorChar), Path.GetDirectoryName(Path.GetFullPath(solution))!)))
            loaded.Try(project, () => LoadProject(project));
    }

    private LoadedProject Load(string project, string framework, bool globs)
    {
        var json = Query(
            project,
            [.. DesignTimeBuild, .. framework.Length > 0 ? [$"-p:TargetFramework={framework}"] : Array.Empty<string>()],
            "-getItem:CscCommandLineArgs");
        using var document = JsonDocument.Parse(json);
        var arguments = document.RootElement
            .GetProperty("Items")
            .GetProperty("CscCommandLineArgs")
            .EnumerateArray()
            .Select(i => i.GetProperty("Identity").GetString()!)
            .ToList();
        if (arguments.Count == 0)
            throw new EngineException(
                project,
                "MSBuild gives no compiler arguments for the project",
                $"Check that it compiles C#: dotnet build \"{project}\". A folder can be migrated without building: "
                    + "name the folder instead.");
        var folder = Path.GetDirectoryName(Path.GetFullPath(project))!;
        var parsed = CompilerArguments.Parse(arguments, folder);
        var missing = parsed.MetadataReferences.Select(r => Path.GetFullPath(r.Reference, folder)).FirstOrDefault(r => !File.Exists(r));
        if (missing is not null)
            throw new EngineException(project, $"the reference {missing} does not exist", $"Build it first: dotnet build \"{project}\".");
        return Compiled(project, folder, parsed, globs) with { Framework = framework.Length > 0 ? framework : null };
    }

    private LoadedProject Compiled(string project, string folder, CSharpCommandLineArguments parsed, bool globs)
    {
        var options = CompilerArguments.ParseOptions(parsed);
        var paths = parsed.SourceFiles.Select(f => Path.GetFullPath(f.Path, folder)).ToList();
        var (trees, files, missing) = ParsedSources.Of(paths, options, parsed.Encoding, path => !IsBuildOutput(path, folder));

        var configured =
            settings.For(folder, files.Keys, [.. parsed.AnalyzerConfigPaths.Select(p => Path.GetFullPath(p, folder))]);
        var references = parsed.MetadataReferences
            .Select(r => MetadataReference.CreateFromFile(Path.GetFullPath(r.Reference, folder), r.Properties))
            .ToList();
        var compilation = CSharpCompilation.Create(
            parsed.CompilationName,
            trees,
            references,
            CompilerArguments.Options(parsed).WithSyntaxTreeOptionsProvider(configured.Options));
        var torch = references.Select(r => r.FilePath!).FirstOrDefault(p => Path.GetFileName(p) == "TorchSharp.dll");
        return new LoadedProject
        {
            Name = project,
            Folder = folder,
            Compilation = SourceGenerators.Run(compilation, parsed, folder, configured.Configs),
            Settings = configured.Settings,
            Json = configured.Json,
            Files = files,
            Missing = [.. missing],
            TakesNewFiles = globs,
            TorchSharp = torch ?? "nothing: the project does not reference TorchSharp",
        };
    }

    private static bool IsBuildOutput(string path, string folder) =>
        Path.GetRelativePath(folder, path).StartsWith("obj" + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static string Query(string project, string[] options, params string[] queries)
    {
        var (exit, output, error) = Dotnet(project, ["msbuild", project, "-nologo", .. options, .. queries]);
        if (exit == 0) return output;
        var cause = Brief(output + error);
        var next = cause.Contains("NETSDK1004", StringComparison.Ordinal) || cause.Contains("NU1", StringComparison.Ordinal)
            ? $"Restore it first: dotnet restore \"{project}\"."
            : $"Check that it builds: dotnet build \"{project}\". A folder can be migrated without building: name the folder instead.";
        throw new EngineException(project, $"the project does not load ({cause})", next);
    }

    private static (int Exit, string Output, string Error) Dotnet(string near, params string[] arguments)
    {
        if (!File.Exists(near)) throw new EngineException(near, "the file does not exist", "Check the path.");
        using var dotnet = ChildProcess.Dotnet(arguments, Path.GetDirectoryName(Path.GetFullPath(near))!);
        return (dotnet.Wait(), dotnet.Output, dotnet.Error);
    }

    private static string Brief(string output) =>
        output.Split('\n').Select(l => l.Trim()).FirstOrDefault(l => l.Contains("error", StringComparison.OrdinalIgnoreCase))
            ?? output.Trim();
}
