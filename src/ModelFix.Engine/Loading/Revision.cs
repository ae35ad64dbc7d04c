using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace ModelFix.Engine.Loading;

/// <summary>A project's sources as they were in a git revision; references and settings are those of the work tree.</summary>
internal static class Revision
{
    /// <exception cref="EngineException">There is no such revision, or the project is not under version control.</exception>
    public static CSharpCompilation Of(LoadedProject project, string revision)
    {
        var root = Git.Root(project.Folder)
            ?? throw new EngineException(
                project.Folder,
                "not under version control, so there is no earlier version to compare with",
                "Commit it to git first, or verify without --since.",
                ExitCodes.WrongUsage);
        if (!Git.Exists(root, revision))
            throw new EngineException(
                project.Folder, $"git knows no revision {revision}", "Check it with: git log --oneline.", ExitCodes.WrongUsage);

        var compilation = project.Compilation;
        foreach (var tree in project.OwnTrees)
        {
            var then = Git.Show(root, revision, Relative(root, tree.FilePath));
            compilation = then is null
                ? compilation.RemoveSyntaxTrees(tree)
                : compilation.ReplaceSyntaxTree(tree, Parsed(then, tree.FilePath, tree));
        }

        var options = project.Compilation.SyntaxTrees.First();
        foreach (var path in Git.Files(root, revision, Relative(root, project.Folder)).Where(IsSource))
        {
            var full = Path.Combine(root, path);
            if (!File.Exists(full)) compilation = compilation.AddSyntaxTrees(Parsed(Git.Show(root, revision, path)!, full, options));
        }

        return compilation;
    }

    private static SyntaxTree Parsed(string text, string path, SyntaxTree like) =>
        CSharpSyntaxTree.ParseText(SourceText.From(text, System.Text.Encoding.UTF8), (CSharpParseOptions)like.Options, path);

    private static bool IsSource(string path) => path.EndsWith(".cs", StringComparison.OrdinalIgnoreCase)
        && !path.Split('/').Any(part => part is "bin" or "obj");

    private static string Relative(string root, string path) => Path.GetRelativePath(root, path).Replace('\\', '/');
}
