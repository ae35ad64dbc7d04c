using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Testing;

namespace ModelFix.Evidence.Tests;

/// <summary>
/// What the rules write for the measured cases, as rewrites.json has it; the rules' pages are made from that file. With MODELFIX_RECORD=1
/// in the environment the file is written, not read.
/// </summary>
internal static class Rewrites
{
    private static readonly string File = Path.Combine(Repository.Root, "tests", "ModelFix.Evidence.Tests", "rewrites.json");
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Lazy<Dictionary<string, string[]>> Recorded =
        new(() => JsonSerializer.Deserialize<Dictionary<string, string[]>>(System.IO.File.ReadAllText(File))!);

    public static bool AreRecorded => Environment.GetEnvironmentVariable("MODELFIX_RECORD") == "1";

    /// <summary>The names of all cases in the file.</summary>
    public static IEnumerable<string> Names => Recorded.Value.Keys;

    /// <summary>The form after as the file has it.</summary>
    public static string[] Of(string name) => Recorded.Value.TryGetValue(name, out var written) ? written : [];

    /// <summary>One case a line.</summary>
    public static void Write(IEnumerable<(string Name, string[] Written)> rewrites) => System.IO.File.WriteAllText(
        File,
        "{\n"
            + string.Join(
                ",\n",
                rewrites.Select(r => $"{JsonSerializer.Serialize(r.Name, Readable)}: {JsonSerializer.Serialize(r.Written, Readable)}"))
            + "\n}\n");

    /// <summary>The statements of forward after the rule, then whatever else it changed: statements of the constructor, members.</summary>
    public static string[] Of(RuleRun run)
    {
        var (before, after) = (Root(run.Before), Root(run.After));
        var known = Statements(before, "Net").Concat(Members(before)).Select(Text).ToHashSet(StringComparer.Ordinal);
        var changed = Statements(after, "Net").Concat(Members(after)).Select(Text).Where(t => !known.Contains(t));
        return [string.Join("\n", Statements(after, "forward").Select(Text)), .. changed];
    }

    private static SyntaxNode Root(Compilation compilation) => compilation.SyntaxTrees.First().GetRoot();

    private static IEnumerable<SyntaxNode> Statements(SyntaxNode root, string method) =>
        root.DescendantNodes().OfType<BaseMethodDeclarationSyntax>().First(m => Name(m) == method).Body!.Statements;

    private static IEnumerable<SyntaxNode> Members(SyntaxNode root) =>
        root.DescendantNodes().OfType<ClassDeclarationSyntax>().First().Members.Where(m => Name(m) is not ("Net" or "forward"));

    private static string? Name(SyntaxNode member) => member switch
    {
        MethodDeclarationSyntax method => method.Identifier.Text,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
        _ => null,
    };

    /// <summary>The source without the indentation of its first line.</summary>
    private static string Text(SyntaxNode node)
    {
        var indent = node.GetLocation().GetLineSpan().StartLinePosition.Character;
        var lines = node.ToString().Replace("\r\n", "\n").Split('\n');
        return string.Join(
            "\n", lines.Select((line, at) => at == 0 ? line : line[Math.Min(indent, line.Length - line.TrimStart().Length)..]));
    }
}
