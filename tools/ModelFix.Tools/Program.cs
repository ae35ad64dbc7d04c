using ModelFix.Tools.Docs;
using ModelFix.Tools.NewRule;

namespace ModelFix.Tools;

/// <summary>
/// What the people who work on ModelFix run: writes the documentation that comes from the code, and the files of a new rule.
/// </summary>
internal static class Program
{
    private const string Usage = """
        docs                            writes the parts of the documentation that come from the code
        docs --check                    writes nothing, fails if something would change
        new-rule ID CATEGORY NAME       makes the files of a rule: new-rule MFX1008 Shape RepeatInterleave
        """;

    private static int Main(string[] arguments)
    {
        var root = Root(Directory.GetCurrentDirectory());
        try
        {
            switch (arguments)
            {
                case ["docs"]:
                    foreach (var document in Documentation.Stale(root)) Write(root, document);
                    return 0;
                case ["docs", "--check"]:
                    var stale = Documentation.Stale(root).ToList();
                    foreach (var document in stale) Console.Error.WriteLine($"{document.Path} is stale");
                    return stale.Count == 0 ? 0 : 1;
                case ["new-rule", var id, var category, var name]:
                    foreach (var document in new Scaffold(root, id, category, name).Documents()) Write(root, document);
                    Console.WriteLine(Scaffold.Next(id));
                    return 0;
                default:
                    Console.Error.WriteLine(Usage);
                    return 2;
            }
        }
        catch (ToolException e)
        {
            Console.Error.WriteLine(e.Message);
            return 2;
        }
    }

    /// <summary>The repository's root: the folder above that holds ModelFix.sln.</summary>
    private static string Root(string folder)
    {
        for (var at = folder; at is not null; at = Path.GetDirectoryName(at))
            if (File.Exists(Path.Combine(at, "ModelFix.sln"))) return at;
        throw new ToolException($"ModelFix.sln is not above {folder}: run this in the repository");
    }

    private static void Write(string root, Document document)
    {
        var path = Path.Combine(root, document.Path);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, document.Text);
        Console.WriteLine(document.Path);
    }
}

/// <summary>A file of the repository and what it is to hold.</summary>
/// <param name="Path">The path below the root, with forward slashes.</param>
/// <param name="Text">The whole text.</param>
internal sealed record Document(string Path, string Text)
{
    /// <summary>The file as it is.</summary>
    public static Document Read(string root, string path) =>
        new(path, File.ReadAllText(System.IO.Path.Combine(root, path)).Replace("\r\n", "\n", StringComparison.Ordinal));
}

/// <summary>What was asked for cannot be done; the message says why.</summary>
internal sealed class ToolException(string message) : Exception(message);
