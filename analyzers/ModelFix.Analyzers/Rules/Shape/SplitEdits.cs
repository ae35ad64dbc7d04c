using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Shape;

/// <summary>How chunk cuts a dim.</summary>
/// <param name="Dim">The dim.</param>
/// <param name="Size">Its size, above 0.</param>
/// <param name="Count">Into how many pieces it is to be cut, above 0.</param>
internal sealed record Cut(long Dim, long Size, long Count)
{
    /// <summary>The size of every piece but the last.</summary>
    public long Part => (Size - 1) / Count + 1;

    /// <summary>How many pieces there are.</summary>
    public long Pieces => (Size - 1) / Part + 1;
}

/// x.chunk(2, 1)          =>  x.split(3, 1)
/// x.chunk(Heads, axis)   =>  x.split(6 / Heads, (int)axis)
/// What the author named stays named.
internal static class SplitEdits
{
    /// <summary>The edits, or null where the arguments are named in another order, or a comment would be lost.</summary>
    public static ImmutableArray<SourceEdit>? Of(TorchCall call, TorchSymbols symbols, Cut cut)
    {
        if (call.Arguments.Syntax("chunks") is not { } chunks) return null;
        var (part, axis) = (Part(chunks.Expression, cut), Dim(call, cut.Dim));
        if (call.Spelling == Spelling.Static)
        {
            if (FunctionAsMethod.Edits(call, "split", symbols) is not { } edits) return null;
            return Arguments(edits, call, chunks, part, axis);
        }

        var renamed = ImmutableArray.Create(SourceEdit.Replace(call.NameSyntax.Identifier, "split"));
        var arguments = call.Syntax.ArgumentList;
        if (arguments.Arguments.All(a => a.NameColon is null)) return Arguments(renamed, call, chunks, part, axis);
        return CSharpText.HasComments(arguments.SyntaxTree, arguments.Span)
            ? null
            : renamed.Add(SourceEdit.Replace(arguments, $"({part}, {axis})"));
    }

    private static ImmutableArray<SourceEdit> Arguments(
        ImmutableArray<SourceEdit> edits,
        TorchCall call,
        ArgumentSyntax chunks,
        string part,
        string axis) => edits
        .Add(SourceEdit.Replace(chunks.Expression, part))
        .Add(call.Arguments.Syntax("dim") is { } dim
            ? SourceEdit.Replace(dim.Expression, axis)
            : SourceEdit.Insert(chunks.SyntaxTree, chunks.Span.End, ", " + axis));

    private static string Part(ExpressionSyntax count, Cut cut)
    {
        if (!IsNamed(count)) return CSharpText.Of(cut.Part);
        var (named, size) = (CSharpText.AsFactor(count), CSharpText.Of(cut.Size));
        return cut.Size % cut.Count == 0 ? $"{size} / {named}" : $"({size} + {named} - 1) / {named}";
    }

    private static string Dim(TorchCall call, long dim)
    {
        if (call.Arguments.Syntax("dim") is not { Expression: var written } || !IsNamed(written)) return CSharpText.Of(dim);
        var isInt = call.Invocation.SemanticModel!.GetTypeInfo(written).Type?.SpecialType == SpecialType.System_Int32;
        return isInt ? CSharpText.Text(written) : "(int)" + CSharpText.AsFactor(written);
    }

    private static bool IsNamed(ExpressionSyntax expression) =>
        expression.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any();
}
