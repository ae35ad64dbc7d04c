using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelFix.Engine.Loading;

/// <summary>
/// The sources of a compilation as far as they can be read. A file that cannot be, or that does not parse, is named and left alone; the
/// others are looked at all the same.
/// </summary>
/// <param name="Trees">All that could be read, in the order of the paths.</param>
/// <param name="Files">Those that are looked at and may be changed, by full path.</param>
/// <param name="Missing">Those that are not, and why.</param>
internal sealed record ParsedSources(
    List<SyntaxTree> Trees, Dictionary<string, SourceFile> Files, List<NotChecked> Missing)
{
    private const int MaxDepth = 1000;

    /// <param name="paths">The files that are compiled.</param>
    /// <param name="options">How they are parsed.</param>
    /// <param name="stated">The encoding that the project states for files without a byte order mark.</param>
    /// <param name="isOwn">Which of them are looked at.</param>
    public static ParsedSources Of(
        IReadOnlyList<string> paths, CSharpParseOptions options, Encoding? stated, Predicate<string> isOwn)
    {
        var read = paths.AsParallel().AsOrdered().Select(path => Read(path, options, stated)).ToList();
        var sources = new ParsedSources([], new Dictionary<string, SourceFile>(StringComparer.Ordinal), []);
        var everywhere = read.Any(r => r.Tree is not null && TorchFiles.HasGlobalTorchUsing(r.Tree));
        foreach (var (file, tree, missing) in read)
        {
            if (missing is not null) sources.Missing.Add(missing);
            if (file is null || tree is null) continue;
            sources.Trees.Add(tree);
            if (!isOwn(file.Path) || FolderSources.IsGenerated(file.Path, file.Text.ToString())) continue;
            if (Broken(tree) is not { } broken) sources.Files.TryAdd(file.Path, file);
            else if (everywhere || TorchFiles.MentionsTorch(tree)) sources.Missing.Add(broken);
        }

        return sources;
    }

    /// <summary>True for an expression in which the compiler's parser would run out of stack.</summary>
    private static bool IsTooDeep(string text)
    {
        var depth = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '/' && i + 1 < text.Length && text[i + 1] == '/')
            {
                var end = text.IndexOf('\n', i);
                if (end < 0) return false;
                i = end;
            }

            // What is open in a string is over with the statement.
            depth = text[i] switch { '(' or '[' => depth + 1, ')' or ']' => Math.Max(0, depth - 1), ';' => 0, _ => depth };
            if (depth > MaxDepth) return true;
        }

        return false;
    }

    private static (SourceFile? File, SyntaxTree? Tree, NotChecked? Missing) Read(
        string path, CSharpParseOptions options, Encoding? stated)
    {
        try
        {
            var file = SourceFile.Read(path, stated);
            if (IsTooDeep(file.Text.ToString()))
                throw new EngineException(
                    path,
                    $"an expression is nested more than {MaxDepth} deep, which no compiler reads",
                    "Split it, or leave the file out of PATHS.");
            return (file, CSharpSyntaxTree.ParseText(file.Text, options, file.Path), null);
        }
        catch (EngineException e)
        {
            return (null, null, new NotChecked(e.Message, Files: 1, Classes: 0, Methods: 0));
        }
    }

    /// <summary>What keeps a file from being looked at: its first syntax error, a merge marker among them.</summary>
    private static NotChecked? Broken(SyntaxTree tree)
    {
        if (tree.GetDiagnostics().FirstOrDefault(d => d.Severity == DiagnosticSeverity.Error) is not { } error) return null;
        var at = error.Location.GetLineSpan().StartLinePosition;
        var classes = tree.GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>().ToList();
        return new NotChecked(
            FormattableString.Invariant($"{tree.FilePath}({at.Line + 1},{at.Character + 1}): does not parse ({error.Id}: ")
                + $"{error.GetMessage(CultureInfo.InvariantCulture)}), so it was left alone. Mend the file and run again.",
            Files: 1,
            classes.Count,
            classes.Sum(c => c.Members.OfType<BaseMethodDeclarationSyntax>().Count()));
    }
}
