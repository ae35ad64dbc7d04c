using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ModelFix.Analyzers.Rules.Mutation;

/// <summary>Assignments to a buffer that stand one after another, so that one statement may take their place.</summary>
/// <param name="Statements">The statements, of which each is an assignment.</param>
internal sealed record FilledParts(ImmutableArray<IExpressionStatementOperation> Statements)
{
    /// <summary>
    /// Such parts, one for each way through a loop's body; null with the reason where some way leads past all of them, or to several.
    /// </summary>
    public static ImmutableArray<FilledParts>? In(IOperation body, Func<IOperation, bool> isWrite, out string reason)
    {
        reason = "";
        if (IsStatement(body, isWrite)) return ImmutableArray.Create(Of(body));
        switch (body)
        {
            case IBlockOperation block:
                var writing = block.Operations.Where(o => Writes(o, isWrite)).ToList();
                if (writing.Count == 1 && !IsStatement(writing[0], isWrite)) return In(writing[0], isWrite, out reason);
                var first = block.Operations.IndexOf(writing[0]);
                var apart = writing.Where((w, i) => !IsStatement(w, isWrite) || block.Operations.IndexOf(w) != first + i);
                if (apart.Any())
                {
                    reason = "the parts of a slot are not written right after one another; write all of a slot in one place";
                    return null;
                }

                return ImmutableArray.Create(new FilledParts(writing.Cast<IExpressionStatementOperation>().ToImmutableArray()));
            case IConditionalOperation { WhenFalse: { } otherwise } conditional when !Writes(conditional.Condition, isWrite):
                if (!Writes(conditional.WhenTrue, isWrite) || !Writes(otherwise, isWrite)) break;
                var then = In(conditional.WhenTrue, isWrite, out reason);
                return then is null || In(otherwise, isWrite, out reason) is not { } others ? null : then.Value.AddRange(others);
            case IConditionalOperation:
                break;
            case ILoopOperation:
                reason = "several loops fill it; build it from what the inner one makes";
                return null;
            default:
                reason = "it is not proven that every round writes one slot";
                return null;
        }

        reason = "nothing is written where a condition does not hold; write zeros there";
        return null;
    }

    private static FilledParts Of(IOperation statement) => new(ImmutableArray.Create((IExpressionStatementOperation)statement));

    private static bool IsStatement(IOperation statement, Func<IOperation, bool> isWrite) =>
        statement is IExpressionStatementOperation { Operation: var operation } && isWrite(operation);

    private static bool Writes(IOperation operation, Func<IOperation, bool> isWrite) => operation.DescendantsAndSelf().Any(isWrite);
}
