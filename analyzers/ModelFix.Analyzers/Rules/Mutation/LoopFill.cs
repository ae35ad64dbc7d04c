using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Values;

namespace ModelFix.Analyzers.Rules.Mutation;

/// <summary>A buffer that a loop fills slot by slot, with what is known of it, to be written as a list of its slots.</summary>
/// <param name="Buffer">The buffer.</param>
/// <param name="Loop">The loop.</param>
/// <param name="Rounds">Its rounds.</param>
/// <param name="Slot">Which slot each round fills.</param>
/// <param name="Parts">What is assigned on each way through the body.</param>
internal sealed record LoopFill(
    FreshBuffer Buffer,
    IForLoopOperation Loop,
    LoopRounds Rounds,
    FilledSlot Slot,
    IReadOnlyList<(FilledParts Statements, ImmutableArray<FilledBlock> Blocks)> Parts)
{
    /// <summary>What joins the parts.</summary>
    public string Form => Slot.IsInteger ? "stack" : "cat";

    /// <summary>What must hold for the loop to run at all, null where it provably does: an empty list cannot be stacked.</summary>
    public string? LoopIsEntered => Rounds.IsNeverEmpty(LoopPosition.At(Rounds.Last - Dim.Of(Rounds.First) + Dim.One))
        ? null
        : "the loop runs at least once";

    /// <summary>The fix, or null with the reason why it cannot be written.</summary>
    public Fix? Written(TorchCompilation torch, out string reason)
    {
        var list = Named(Slot.IsInteger ? "Slices" : "Pieces", torch);
        var edits = ImmutableArray.CreateBuilder<SourceEdit>();
        edits.Add(SourceEdit.Replace(Buffer.Syntax.Declaration, $"var {list} = new {ListType(torch)}()"));
        foreach (var (statements, blocks) in Parts)
        {
            if (Added(statements, blocks, list, torch, out reason) is not { } edit) return null;
            edits.Add(edit);
        }

        edits.Add(AfterLoop(list, torch));
        reason = "";
        return new Fix($"Collect the parts in a list and use {Form}", edits.ToImmutable());
    }

    /// <summary>The edit that adds what is assigned on one way through the body to the list.</summary>
    private SourceEdit? Added(
        FilledParts parts,
        ImmutableArray<FilledBlock> blocks,
        string list,
        TorchCompilation torch,
        out string reason)
    {
        var place = new StatementPlace(parts.Statements.Select(s => s.Syntax), torch.StyleAt(Loop.Syntax));
        var name = Named(Slot.IsInteger ? "Slice" : "Piece", torch);
        var assembly = new BlockAssembly(Buffer, Slot.IsInteger ? Slot.Dim : null, name, place.Style);
        var part = assembly.Of(blocks.Select(b => b.WithWhole(Slot.Dim)).ToImmutableArray());
        reason = assembly.Reason;
        if (part is null) return null;
        var mayChange = blocks.Any(b => LaterChanges.MayConcern(b.Assignment.Value, Loop, torch));
        if (!assembly.IsNew(part) && mayChange)
        {
            reason = "what is assigned may be changed before the loop ends";
            if (part.IsCat) return null;
            part = CatText.Of($"{CSharpText.AsReceiver(SyntaxFactory.ParseExpression(part.ToString()))}.clone()");
        }

        return place.Replaced(assembly.Locals.Select(l => ($"var {l.Name} = ", l.Value, "")).Append(($"{list}.Add(", part, ")")));
    }

    /// <summary>A free name that begins with the buffer's.</summary>
    private string Named(string what, TorchCompilation torch)
    {
        var name = Buffer.Name.TrimStart('@');
        return torch.StyleAt(Loop.Syntax).FreeName(name.IndexOf('_') > 0 ? $"{name}_{what.ToLowerInvariant()}" : name + what);
    }

    private string ListType(TorchCompilation torch)
    {
        var style = torch.StyleAt(Buffer.Syntax);
        var list = torch.Compilation.GetTypeByMetadataName("System.Collections.Generic.List`1");
        var name = list is not null && style.Resolves("List", list) ? "List" : "System.Collections.Generic.List";
        return $"{name}<{style.Type(torch.Symbols.Tensor)}>";
    }

    /// <summary>The edit that makes the buffer of the list, on a line of its own after the loop.</summary>
    private SourceEdit AfterLoop(string list, TorchCompilation torch)
    {
        var style = torch.StyleAt(Loop.Syntax);
        var separator = style.NewLine + StatementPlace.IndentOf(Loop.Syntax);
        var joined = $"{Buffer.Syntax.Declaration.Type} {Buffer.Name} = {style.Torch(Form)}({list}, {CSharpText.Of(Slot.Dim)})"
            + (Buffer.MayBeViewed(Parts[0].Blocks[0].Axes.Length) ? ".contiguous();" : ";");
        if (Slot.IsBackwards) joined = $"{list}.Reverse();{separator}{joined}";
        var text = Loop.Syntax.SyntaxTree.GetText();
        var line = text.Lines.GetLineFromPosition(Loop.Syntax.Span.End);
        if (!string.IsNullOrWhiteSpace(text.ToString(TextSpan.FromBounds(Loop.Syntax.Span.End, line.End))) && !EndsInComment(line, text))
            return SourceEdit.Insert(Loop.Syntax.SyntaxTree, Loop.Syntax.Span.End, " " + joined);
        // A blank line after the loop stays there.
        var next = line.LineNumber + 1 < text.Lines.Count ? text.Lines[line.LineNumber + 1] : line;
        var isBlank = next != line && string.IsNullOrWhiteSpace(next.ToString());
        return SourceEdit.Insert(Loop.Syntax.SyntaxTree, isBlank ? next.End : line.End, separator + joined);
    }

    private bool EndsInComment(TextLine line, SourceText text) =>
        text.ToString(TextSpan.FromBounds(Loop.Syntax.Span.End, line.End)).TrimStart().StartsWith("//", StringComparison.Ordinal);
}
