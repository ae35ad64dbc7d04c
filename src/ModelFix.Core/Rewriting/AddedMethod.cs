using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ModelFix.Core.Rewriting;

/// <summary>
/// A method that a fix adds to the class it works in, for a form that needs a tensor more than once or more than an expression.
/// </summary>
/// <param name="Name">The method's name in the class.</param>
/// <param name="Insertion">The edit that adds it, or null where the class has the same method already.</param>
internal sealed record AddedMethod(string Name, SourceEdit? Insertion)
{
    /// <summary>Adds a method at the end of the class around a node, or finds the same one there.</summary>
    /// <param name="wanted">The name it should have; numbered where the class uses it for something else.</param>
    /// <param name="lines">The method for a name, a line an entry; indented by levels of four spaces.</param>
    /// <param name="at">A node in the class.</param>
    /// <param name="style">The style at that node.</param>
    /// <param name="fields">Fields that only the method uses, before it; what they are follows from its name.</param>
    public static AddedMethod? To(
        SyntaxNode at,
        string wanted,
        Func<string, ImmutableArray<string>> lines,
        SourceStyle style,
        Func<string, ImmutableArray<string>>? fields = null)
    {
        if (at.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type || type.CloseBraceToken.IsMissing) return null;
        if (Has(type, wanted, lines(wanted))) return new AddedMethod(wanted, Insertion: null);
        var name = style.FreeName(wanted);
        var added = fields is null ? lines(name) : fields(name).Add("").AddRange(lines(name));
        return new AddedMethod(name, Insert(type, added, style.NewLine));
    }

    private static bool Has(TypeDeclarationSyntax type, string name, ImmutableArray<string> lines)
    {
        var code = Condensed(string.Concat(lines.Where(l => !l.TrimStart().StartsWith("///", StringComparison.Ordinal))));
        return type.Members.OfType<MethodDeclarationSyntax>().Any(m => m.Identifier.ValueText == name && Condensed(m.ToString()) == code);
    }

    private static string Condensed(string code) => new(code.Where(c => !char.IsWhiteSpace(c)).ToArray());

    private static SourceEdit Insert(TypeDeclarationSyntax type, ImmutableArray<string> lines, string newLine)
    {
        var text = type.SyntaxTree.GetText();
        var brace = type.CloseBraceToken;
        var line = text.Lines.GetLineFromPosition(brace.SpanStart);
        var outer = text.ToString(TextSpan.FromBounds(line.Start, brace.SpanStart));
        var standsAlone = string.IsNullOrWhiteSpace(outer);
        if (!standsAlone) outer = "";
        var unit = Unit(type, outer, text);
        var method = string.Join(newLine, lines.Select(l => l.Length == 0 ? l : outer + unit + Indented(l, unit))) + newLine;
        var blank = type.Members.Count > 0 ? newLine : "";
        return standsAlone
            ? SourceEdit.Insert(type.SyntaxTree, line.Start, blank + method)
            : SourceEdit.Insert(type.SyntaxTree, brace.SpanStart, newLine + blank + method);
    }

    private static string Indented(string line, string unit)
    {
        var code = line.TrimStart(' ');
        return string.Concat(Enumerable.Repeat(unit, (line.Length - code.Length) / 4)) + code;
    }

    /// <summary>What one level adds in this class: how far its members are indented more than itself.</summary>
    private static string Unit(TypeDeclarationSyntax type, string outer, SourceText text)
    {
        foreach (var member in type.Members)
        {
            var line = text.Lines.GetLineFromPosition(member.SpanStart);
            var indent = text.ToString(TextSpan.FromBounds(line.Start, member.SpanStart));
            if (string.IsNullOrWhiteSpace(indent) && indent.Length > outer.Length && indent.StartsWith(outer, StringComparison.Ordinal))
                return indent.Substring(outer.Length);
        }

        return "    ";
    }
}
