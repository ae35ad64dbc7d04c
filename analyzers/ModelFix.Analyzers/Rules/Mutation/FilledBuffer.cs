using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Knowledge;
using ModelFix.Core.Rewriting;

namespace ModelFix.Analyzers.Rules.Mutation;

/// <summary>
/// A new tensor that several assignments, one right after another, fill part by part: they are one cat of the parts in order, with zeros
/// where none is.
/// </summary>
/// <param name="Writes">The assignments.</param>
/// <param name="Fix">What is written in place of the tensor and of all of them.</param>
internal sealed record FilledBuffer(ImmutableArray<IndexAssignment> Writes, Fix Fix)
{
    private const string Title = "Use cat of the parts in order";

    /// <summary>The buffer that an assignment fills with others; null where that is not proven, or where it stands alone.</summary>
    public static FilledBuffer? Of(IndexAssignment assignment)
    {
        if (assignment.Operation.Parent is not IExpressionStatementOperation { Parent: IBlockOperation block }) return null;
        if (FreshBuffer.Of(assignment, out _) is not { Uses.IsCaptured: false } buffer || buffer.Syntax.Parent != block.Syntax)
            return null;
        var writes = WritesOf(buffer, block, assignment.Torch);
        if (writes.Length < 2 || !writes.Any(w => w.Syntax == assignment.Syntax) || IsUsedBefore(buffer, writes)) return null;
        if (writes.Any(w => LocalOwnership.Of(w.Target, w.Operation, w.Torch) is not null || buffer.WhyNotConverted(w) is not null))
            return null;
        if (OwnDevice.Differ(writes.Select(w => w.Value), assignment.Torch)) return null;
        var blocks = writes.Select(w => FilledBlock.Of(w, LoopRounds.Once, out _)).OfType<FilledBlock>().ToImmutableArray();
        if (blocks.Length < writes.Length || blocks.Any(b => b.WhyNotExact() is not null)) return null;
        return Written(buffer, blocks) is { } fix ? new FilledBuffer(writes, fix) : null;
    }

    /// <summary>The first statements of a block that use the buffer, as long as they assign parts of it.</summary>
    private static ImmutableArray<IndexAssignment> WritesOf(
        FreshBuffer buffer,
        IBlockOperation block,
        TorchCompilation torch) => block.Operations
        .Where(o => o.Syntax.SpanStart > buffer.Syntax.SpanStart)
        .SkipWhile(o => !buffer.Uses.References.Any(r => o.Syntax.Span.Contains(r.Syntax.Span)))
        .Select(o => Write(o, buffer, torch))
        .TakeWhile(w => w is not null)
        .Select(w => w!)
        .ToImmutableArray();

    private static IndexAssignment? Write(IOperation statement, FreshBuffer buffer, TorchCompilation torch) =>
        statement is IExpressionStatementOperation { Operation: ISimpleAssignmentOperation operation }
        && operation.Target is IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } target } indexer
        && SymbolEqualityComparer.Default.Equals(VariableUses.Symbol(target), buffer.Uses.Variable)
            ? IndexAssignment.Of(operation, indexer, torch)
            : null;

    private static bool IsUsedBefore(FreshBuffer buffer, ImmutableArray<IndexAssignment> writes) => buffer.Uses.References
        .Where(r => r.Syntax.SpanStart < writes[writes.Length - 1].Syntax.Span.End)
        .Except(writes.Select(w => w.Target))
        .Any();

    private static Fix? Written(FreshBuffer buffer, ImmutableArray<FilledBlock> blocks)
    {
        var last = blocks[blocks.Length - 1].Assignment;
        var name = buffer.Name.TrimStart('@');
        var assembly = new BlockAssembly(
            buffer, null, last.Style.FreeName(name.IndexOf('_') > 0 ? name + "_part" : name + "Part"), last.Style);
        if (assembly.Of(blocks) is not { } whole || !assembly.IsNew(whole)) return null;
        var statements = blocks.Select(b => b.Assignment.Operation.Parent!.Syntax).ToList();
        // With nothing but comments between them the declaration is replaced, too; else it is taken away.
        var isNext = buffer.Syntax.GetLastToken().GetNextToken() == statements[0].GetFirstToken();
        var removed = isNext ? null : Removal.OfLines(buffer.Syntax);
        if (!isNext && removed is null) return null;
        var declared = $"{buffer.Syntax.Declaration.Type} {buffer.Name} = ";
        var ending = buffer.MayBeViewed(blocks[0].Axes.Length) ? ".contiguous()" : "";
        var joined = new StatementPlace(isNext ? statements.Prepend(buffer.Syntax) : statements, last.Style)
            .Replaced(assembly.Locals.Select(l => ($"var {l.Name} = ", l.Value, "")).Append((declared, whole, ending)));
        return removed is null ? new Fix(Title, joined) : new Fix(Title, removed, joined);
    }
}
