using Xunit;

namespace ModelFix.Testing;

/// <summary>Where the tests run from.</summary>
public static class Repository
{
    /// <summary>The repository's root: the folder that holds ModelFix.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Debug or Release: what the tests were built as.</summary>
    public static string Configuration { get; } = AppContext.BaseDirectory.Contains(
        $"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}")
        ? "Release"
        : "Debug";

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "ModelFix.sln"))) return folder.FullName;
        Assert.Fail($"ModelFix.sln is not above {AppContext.BaseDirectory}");
        return "";
    }
}

/// <summary>A folder outside the repository that is deleted afterwards.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("modelfix-").FullName;

    public string Write(string name, string text)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>A folder in it.</summary>
    public string Folder(string name) => Directory.CreateDirectory(System.IO.Path.Combine(Path, name)).FullName;

    public string Read(string name) => File.ReadAllText(System.IO.Path.Combine(Path, name));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
