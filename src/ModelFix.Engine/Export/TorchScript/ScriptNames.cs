using System.Text;

namespace ModelFix.Engine.Export.TorchScript;

/// <summary>Names that TorchScript's code can have.</summary>
internal static class ScriptNames
{
    private static readonly HashSet<string> Keywords = new(
        ("False None True and as assert async await break class continue def del elif else except finally for from global if import in is "
            + "lambda nonlocal not or pass raise return try while with yield self torch annotate inf nan CONSTANTS List Optional Tensor "
            + "float int print training").Split(' '),
        StringComparer.Ordinal);

    /// <summary>True for a name that needs no quotes.</summary>
    public static bool IsIdentifier(string name) => name.Length > 0 && !char.IsAsciiDigit(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && !Keywords.Contains(name);

    /// <summary>An identifier like a name.</summary>
    public static string Identifier(string name)
    {
        var text = new StringBuilder();
        foreach (var c in name) text.Append(char.IsAsciiLetterOrDigit(c) || c == '_' ? c : '_');
        if (text.Length == 0 || char.IsAsciiDigit(text[0])) text.Insert(0, '_');
        return Keywords.Contains(text.ToString()) ? text.Append('_').ToString() : text.ToString();
    }

    /// <summary>The expression for an attribute of self by its path.</summary>
    public static string Attribute(string path) => path.Split('.').Aggregate(
        "self", (owner, name) => IsIdentifier(name) ? $"{owner}.{name}" : $"getattr({owner}, \"{name}\")");
}
