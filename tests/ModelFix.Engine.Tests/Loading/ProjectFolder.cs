using ModelFix.Engine.Loading;
using ModelFix.Testing;

namespace ModelFix.Engine.Tests.Loading;

/// <summary>A folder with project files and models, loaded without MSBuild.</summary>
public sealed class ProjectFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string Path => _folder.Path;

    public void Dispose() => _folder.Dispose();

    public string Write(string name, string text) => _folder.Write(name, text);

    /// <summary>A project of the SDK with these properties and items.</summary>
    public string Project(string name, string properties, string items = "", string sdk = "Microsoft.NET.Sdk") => Write(name, $"""
        <Project Sdk="{sdk}">
          <PropertyGroup>
        {properties}
          </PropertyGroup>
          <ItemGroup>
        {items}
          </ItemGroup>
        </Project>
        """);

    internal LoadedProjects Load(params string[] paths) =>
        ProjectSet.Load(paths.Length == 0 ? [Path] : [.. paths.Select(p => System.IO.Path.Combine(Path, p))], [], target: null);
}
