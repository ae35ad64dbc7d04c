using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Interpretation;
using ModelFix.Core.Knowledge;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Mutation;

/// y[.., i] = v                          =>  ySlices.Add(v), and var y = torch.stack(ySlices, 1) after the loop
/// y[.., (4 * i)..(4 * i + 4)] = v       =>  yPieces.Add(v), and var y = torch.cat(yPieces, 1) after the loop
/// y[.., i, .., i..] = v                 =>  ySlices.Add(torch.cat(new[] { torch.zeros_like(v.narrow(2, 0, i)), v }, 2)), and so on
/// with var ySlices = new List&lt;Tensor&gt;() where y was made.
/// Exact where y is new and nobody reads it before the loop ends, every slot along one dim is written exactly once, each in one place on
/// every way through the body, and every value has the shape of its block: assignment broadcasts, stack does not. What is not written
/// stays zero. Values are converted to y's dtype where that is not known to be theirs, and copied where they might be changed before the
/// loop ends: assignment copies. No piece is empty in any round. A list without elements cannot be stacked.
/// Hostile: as an assignment, once for every round.
internal sealed class LoopAssignment : AssignmentForm
{
    private const string EachRound = Export + " in every round of the loop";

    public override RuleDescriptor Rule { get; } = new(
        "MFX1305",
        "A tensor that a loop fills slot by slot exports as ScatterND in every round, or not at all",
        Message,
        "A loop is exported round by round: each assignment to a part of a tensor becomes ScatterND with Shape, Expand and Range nodes "
            + "again, or fails. The parts in a list, and one stack after the loop, export as one Concat.",
        Hostility);

    /// <summary>True for an assignment to a tensor that outlives a loop, in which places are assigned that move with it.</summary>
    public override bool Owns(IndexAssignment assignment) =>
        LoopAround(assignment) is { } loop && WritesOf(assignment, loop).Any(w => Moves(w, loop));

    /// <summary>True for the first of the assignments by which a loop fills a tensor: they are reported, and rewritten, as one.</summary>
    public bool IsFirst(IndexAssignment assignment) =>
        WritesOf(assignment, LoopAround(assignment)!)[0].Syntax == assignment.Syntax;

    public override Finding Inspect(IndexAssignment assignment)
    {
        var loop = LoopAround(assignment)!;
        var writes = WritesOf(assignment, loop);
        var finding = Fill(assignment, loop, writes, out var reason) is { } fill && fill.Written(assignment.Torch, out reason) is { } fix
            ? Found(assignment, fill, fix)
            : Report(assignment, $"no list of parts is proven to be the same: {reason}", EachRound);
        return finding with { Related = writes.Skip(1).Select(w => w.Syntax.GetLocation()).ToImmutableArray() };
    }

    private Finding Found(IndexAssignment assignment, LoopFill fill, Fix fix)
    {
        string[] arguments = [Written(assignment), EachRound, $"; a list of the parts and one {fill.Form} after the loop are the same"];
        return fill.LoopIsEntered is { } assumption
            ? Rule.Assumed(assignment.Syntax, assumption, fix, arguments)
            : Rule.Proven(assignment.Syntax, fix, arguments);
    }

    private static LoopFill? Fill(IndexAssignment assignment, ILoopOperation loop, List<IndexAssignment> writes, out string reason)
    {
        if (FreshBuffer.Of(assignment, out reason) is not { } buffer) return null;
        reason = WhyNotCollected(buffer, loop, writes) ?? "";
        if (reason.Length > 0) return null;
        reason = "it is not known which rounds it runs; count up from a constant to a size";
        if (loop is not IForLoopOperation counting || LoopRounds.Of(counting, assignment.Torch) is not { } rounds) return null;

        // From here on the buffer is seen by the loop alone, and the rounds are known.
        if (FilledParts.In(counting.Body, o => writes.Any(w => w.Operation == o), out reason) is not { } parts) return null;
        var blocks = new List<ImmutableArray<FilledBlock>>();
        foreach (var part in parts)
        {
            if (BlocksOf(part, writes, counting, rounds, out reason) is not { } filled) return null;
            blocks.Add(filled);
        }

        reason = "not every slot along one dim is proven to be written exactly once, in order";
        return FilledSlot.Of(blocks.SelectMany(b => b).ToList(), rounds) is { } slot
            ? new LoopFill(buffer, counting, rounds, slot, parts.Zip(blocks, (p, b) => (p, b)).ToList())
            : null;
    }

    private static ImmutableArray<FilledBlock>? BlocksOf(
        FilledParts parts,
        List<IndexAssignment> writes,
        IForLoopOperation loop,
        LoopRounds rounds,
        out string reason)
    {
        var blocks = ImmutableArray.CreateBuilder<FilledBlock>();
        reason = "";
        foreach (var write in parts.Statements.Select(s => writes.Single(w => w.Operation == s.Operation)))
        {
            if (FilledBlock.Of(write, rounds.To(write.Operation, loop, write.Torch), out reason) is not { } block) return null;
            reason = block.WhyNotExact() ?? "";
            if (reason.Length > 0) return null;
            blocks.Add(block);
        }

        return blocks.ToImmutable();
    }

    /// <summary>Why what the loop assigns cannot be collected until it ends; null where it can.</summary>
    private static string? WhyNotCollected(FreshBuffer buffer, ILoopOperation loop, List<IndexAssignment> writes)
    {
        var name = buffer.Name;
        if (buffer.Uses.IsCaptured) return $"{name} is captured by a lambda or local function";
        if (buffer.Syntax.Parent != loop.Syntax.Parent) return $"{name} is not declared in the block in which the loop stands";
        if (writes.Any(w => w.Operator is not null)) return $"what was in {name} is read, too";
        var early = buffer.Uses.References.Where(r => r.Syntax.SpanStart < loop.Syntax.Span.End).Except(writes.Select(w => w.Target));
        if (early.Any()) return $"{name} is used before the loop ends";
        if (loop.Descendants().Any(o => o is ITryOperation || o is IBranchOperation branch && Leaves(branch, loop)))
            return "a round may end early";
        if (OwnDevice.Differ(writes.Select(w => w.Value), writes[0].Torch)) return "what is assigned is made on different devices";
        return writes.Select(w => LocalOwnership.Of(w.Target, w.Operation, w.Torch)?.Reason ?? buffer.WhyNotConverted(w))
            .FirstOrDefault(r => r is not null);
    }

    private static bool Leaves(IBranchOperation branch, ILoopOperation loop) => branch.BranchKind == BranchKind.GoTo
        || SymbolEqualityComparer.Default.Equals(branch.Target, loop.ExitLabel)
        || SymbolEqualityComparer.Default.Equals(branch.Target, loop.ContinueLabel);

    /// <summary>The assignments to parts of the same tensor in a loop, in the order of the text.</summary>
    private static List<IndexAssignment> WritesOf(IndexAssignment assignment, ILoopOperation loop) => loop.Descendants()
        .OfType<IAssignmentOperation>()
        .Where(a => a.Target is IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } tensor }
            && SymbolEqualityComparer.Default.Equals(Symbol(tensor.WithoutImplicitConversions()), Symbol(assignment.Target))
            && assignment.Torch.Exported.Contains(a))
        .Select(a => IndexAssignment.Of(a, (IPropertyReferenceOperation)a.Target, assignment.Torch))
        .OrderBy(a => a.Syntax.SpanStart)
        .ToList();

    private static ISymbol? Symbol(IOperation tensor) => VariableUses.Symbol(tensor) ?? (tensor as IMemberReferenceOperation)?.Member;

    /// <summary>The outermost loop around an assignment that does not make the tensor itself, or null.</summary>
    private static ILoopOperation? LoopAround(IndexAssignment assignment)
    {
        var uses = VariableUses.Of(assignment.Target);
        return assignment.Operation.AncestorsAndSelf()
            .TakeWhile(o => o is not (IAnonymousFunctionOperation or ILocalFunctionOperation))
            .OfType<ILoopOperation>()
            .LastOrDefault(loop => uses is null || !uses.Writes.Any(w =>
                loop.Syntax.Span.Contains(w.Operation.Syntax.Span) && VariableUses.Dominates(w, assignment.Operation)));
    }

    /// <summary>True where a single position, or a range with two ends, is another one in each round.</summary>
    private static bool Moves(IndexAssignment assignment, ILoopOperation loop)
    {
        var written = WrittenVariables.In(loop);
        return assignment.Items.Any(i => i.Kind == IndexKind.Integer || i is { Kind: IndexKind.Range, From: not null, To: not null }
            ? i.Operation.DescendantsAndSelf().OfType<ILocalReferenceOperation>().Any(r => written.Contains(r.Local) || IsOf(loop, r.Local))
            : false);
    }

    private static bool IsOf(ILoopOperation loop, ILocalSymbol local) =>
        local.Declarations().Any(d => loop.Syntax.Span.Contains(d.Span));
}
