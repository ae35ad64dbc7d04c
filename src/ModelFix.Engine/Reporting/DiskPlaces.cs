using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using ModelFix.Analyzers.Migration;

namespace ModelFix.Engine.Reporting;

/// <summary>
/// Where findings stand in the files as they are on disk after the run. A migration finds more in what it has rewritten already, which
/// with <c>--diff</c> nobody has; what others annotate is the file that is there.
/// </summary>
internal sealed class DiskPlaces(Report report)
{
    private readonly Dictionary<SyntaxTree, SourceText> _texts = [];
    private readonly Dictionary<SyntaxTree, IReadOnlyList<DiffPart>> _moves = [];

    /// <summary>What is still to be found on disk: of a migration that is written, what it left.</summary>
    public IEnumerable<Outcome> Outcomes => report.Outcomes.Where(o => !(o.Fixed && report.IsWritten));

    /// <summary>A place in the file on disk; whole lines where the text of the place is not there in that form.</summary>
    public LinePositionSpan Of(Location location)
    {
        var span = location.GetLineSpan().Span;
        var tree = location.SourceTree!;
        if (IsOnDisk(tree)) return span;
        if (!_moves.TryGetValue(tree, out var parts)) _moves[tree] = parts = LineDiff.Of(tree.GetText(), OnDisk(tree));
        var touched = parts.Where(p => p.Old.Start <= span.End.Line && p.Old.End > span.Start.Line).ToList();
        if (touched is [{ IsChange: false } same])
            return new LinePositionSpan(Moved(span.Start, same), Moved(span.End, same));
        var lines = OnDisk(tree).Lines;
        var first = Math.Min(Start(touched[0], span.Start.Line), lines.Count - 1);
        var last = Math.Clamp(End(touched[^1], span.End.Line), first, lines.Count - 1);
        return new LinePositionSpan(new(first, 0), new(last, lines[last].Span.Length));
    }

    /// <summary>What stands at a place on disk.</summary>
    public string TextOf(Location location)
    {
        var text = OnDisk(location.SourceTree!);
        return text.ToString(text.Lines.GetTextSpan(Of(location)));
    }

    /// <summary>True where a file has the text on disk that a finding was made in, so that its edits can be made there.</summary>
    public bool IsOnDisk(SyntaxTree tree) => OnDisk(tree).ContentEquals(tree.GetText());

    private static LinePosition Moved(LinePosition position, DiffPart part) =>
        new(position.Line + part.New.Start - part.Old.Start, position.Character);

    private static int Start(DiffPart part, int line) => part.IsChange ? part.New.Start : line + part.New.Start - part.Old.Start;

    private static int End(DiffPart part, int line) => part.IsChange ? part.New.End - 1 : line + part.New.Start - part.Old.Start;

    private SourceText OnDisk(SyntaxTree tree)
    {
        if (_texts.TryGetValue(tree, out var text)) return text;
        var change = report.Changes.FirstOrDefault(c => c.Path == tree.FilePath);
        return _texts[tree] = change is null ? tree.GetText() : report.IsWritten ? change.After.GetText() : change.TextBefore;
    }
}
