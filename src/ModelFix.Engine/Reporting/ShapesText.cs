using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Values;
using ModelFix.Engine.Observation;

namespace ModelFix.Engine.Reporting;

/// <summary>The inferred shapes of exported methods, beside the lines of their source, and the places where knowledge ends.</summary>
internal sealed class ShapesText : IReportFormat<ShapesReport>
{
    /// <summary>Lines of code that are longer do not push the shapes of the others away.</summary>
    private const int MaxCode = 90;

    public string Name => ReportFormats.Text;

    public void Write(TextWriter output, ShapesReport report)
    {
        foreach (var (method, i) in report.Methods.Select((m, i) => (m, i)))
        {
            var observed = report.Observed?.Methods[i];
            output.WriteLine($"{TextReport.Shown(method.Declaration.SyntaxTree.FilePath, report.Folder)}: {Title(method)}");
            WriteCode(output, method, observed);
            foreach (var loss in method.Losses) output.WriteLine(At(loss.Location, loss.Text, loss.Reason));
            foreach (var line in observed is null ? [] : ObservedText.Below(observed)) output.WriteLine(line);
            output.WriteLine();
        }

        var all = report.Methods.SelectMany(m => m.Shapes).ToList();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Counted(all.Count, "tensor")} in {Counted(report.Methods.Length, "method")}: {all.Count(IsKnown)} with every size, "
                + $"{all.Count(s => s.Shape.Rank is not null && !IsKnown(s))} with their rank, "
                + $"{all.Count(s => s.Shape.Rank is null)} unknown."));
        if (report.Observed is { } recorded) output.WriteLine(ObservedText.Summary(recorded));
    }

    /// <summary>What is said of an expression.</summary>
    public static string At(Location location, string code, string said) =>
        string.Create(CultureInfo.InvariantCulture, $"  ({Line(location)},{Column(location)}): {Brief(code)}: {said}");

    /// <summary>A dtype and a shape.</summary>
    public static string Written(ElementType type, TensorShape shape) => TypeName(type) + shape.Display;

    private static void WriteCode(TextWriter output, MethodShapes method, ObservedMethod? observed)
    {
        var text = method.Declaration.SyntaxTree.GetText();
        var first = text.Lines.GetLineFromPosition(((MethodDeclarationSyntax)method.Declaration).Identifier.SpanStart);
        var last = text.Lines.GetLineFromPosition(method.Declaration.Span.End);
        var indent = first.ToString().TakeWhile(char.IsWhiteSpace).Count();
        var shapes = method.Shapes
            .Select((s, i) => (Shape: s, Observed: observed?.Named[i]))
            .ToLookup(s => text.Lines.GetLineFromPosition(s.Shape.Node.SpanStart).LineNumber);
        var lines = Enumerable
            .Range(first.LineNumber, last.LineNumber - first.LineNumber + 1)
            .Select(n => (Number: n, Code: Dedented(text.Lines[n], indent)))
            .ToList();
        var width = lines.Where(l => shapes[l.Number].Any()).Select(l => Math.Min(l.Code.Length, MaxCode)).DefaultIfEmpty(0).Max();
        foreach (var (number, code) in lines)
        {
            var known = string.Join("; ", shapes[number].Select(s => Described(s.Shape, s.Observed)));
            output.WriteLine(
                string
                    .Create(
                        CultureInfo.InvariantCulture,
                        $"{number + 1,5}  {(known.Length == 0 ? code : $"{code.PadRight(width)}  // {known}")}")
                    .TrimEnd());
        }
    }

    private static string Described(NamedShape named, ObservedTensor? observed)
    {
        var inferred = Written(named.Type, named.Shape);
        return $"{named.Name}: {inferred}{(observed is null ? "" : ObservedText.Beside(inferred, observed))}";
    }

    public static string Counted(int count, string what) => FormattableString.Invariant($"{count} {what}{(count == 1 ? "" : "s")}");

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
