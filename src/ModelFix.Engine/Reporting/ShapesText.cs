using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Values;

namespace ModelFix.Engine.Reporting;

/// <summary>The inferred shapes of exported methods, beside the lines of their source, and the places where knowledge ends.</summary>
internal sealed class ShapesText : IReportFormat<ShapesReport>
{
    /// <summary>Lines of code that are longer do not push the shapes of the others away.</summary>
    private const int MaxCode = 90;

    public string Name => ReportFormats.Text;

    public void Write(TextWriter output, ShapesReport report)
    {
        foreach (var method in report.Methods)
        {
            output.WriteLine($"{TextReport.Shown(method.Declaration.SyntaxTree.FilePath, report.Folder)}: {Title(method)}");
            WriteCode(output, method);
            foreach (var loss in method.Losses)
                output.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"  ({Line(loss.Location)},{Column(loss.Location)}): {Brief(loss.Text)}: {loss.Reason}"));
            output.WriteLine();
        }

        var all = report.Methods.SelectMany(m => m.Shapes).ToList();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Counted(all.Count, "tensor")} in {Counted(report.Methods.Length, "method")}: {all.Count(IsKnown)} with every size, "
                + $"{all.Count(s => s.Shape.Rank is not null && !IsKnown(s))} with their rank, "
                + $"{all.Count(s => s.Shape.Rank is null)} unknown."));
    }

    private static void WriteCode(TextWriter output, MethodShapes method)
    {
        var text = method.Declaration.SyntaxTree.GetText();
        var first = text.Lines.GetLineFromPosition(((MethodDeclarationSyntax)method.Declaration).Identifier.SpanStart);
        var last = text.Lines.GetLineFromPosition(method.Declaration.Span.End);
        var indent = first.ToString().TakeWhile(char.IsWhiteSpace).Count();
        var shapes = method.Shapes.ToLookup(s => text.Lines.GetLineFromPosition(s.Node.SpanStart).LineNumber);
        var lines = Enumerable
            .Range(first.LineNumber, last.LineNumber - first.LineNumber + 1)
            .Select(n => (Number: n, Code: Dedented(text.Lines[n], indent)))
            .ToList();
        var width = lines.Where(l => shapes[l.Number].Any()).Select(l => Math.Min(l.Code.Length, MaxCode)).DefaultIfEmpty(0).Max();
        foreach (var (number, code) in lines)
        {
            var known = string.Join("; ", shapes[number].Select(s => $"{s.Name}: {TypeName(s.Type)}{s.Shape.Display}"));
            output.WriteLine(
                string
                    .Create(
                        CultureInfo.InvariantCulture,
                        $"{number + 1,5}  {(known.Length == 0 ? code : $"{code.PadRight(width)}  // {known}")}")
                    .TrimEnd());
        }
    }

    private static string Counted(int count, string what) => FormattableString.Invariant($"{count} {what}{(count == 1 ? "" : "s")}");

    private static string Dedented(TextLine line, int indent)
    {
        var code = line.ToString().TrimEnd();
        var blank = code.TakeWhile(char.IsWhiteSpace).Count();
        return code[Math.Min(indent, blank)..];
    }

    public static string Title(MethodShapes method) => $"{method.Method.ContainingType.Name}.{method.Method.Name}";

    public static int Line(Location location) => location.GetLineSpan().StartLinePosition.Line + 1;

    public static int Column(Location location) => location.GetLineSpan().StartLinePosition.Character + 1;

    private static string Brief(string code)
    {
        var text = string.Join(' ', code.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return text.Length <= 60 ? text : text[..57] + "...";
    }

    private static bool IsKnown(NamedShape shape) => shape.Shape.Rank is not null && shape.Shape.Dims.All(d => d.Display != "?");

    /// <summary>A dtype as contracts write it; empty where it is not known.</summary>
    public static string TypeName(ElementType type) =>
        type is ElementType.Unknown or ElementType.Floating ? "" : type.ToString().ToLowerInvariant();
}
