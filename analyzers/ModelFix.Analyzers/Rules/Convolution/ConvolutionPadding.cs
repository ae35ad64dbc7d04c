using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.Rewriting;
using ModelFix.Core.TorchSharp;

namespace ModelFix.Analyzers.Rules.Convolution;

/// <summary>The argument of a convolution that says by how many zeros its input is padded: <c>padding: 1</c>.</summary>
/// <param name="Name">conv2d, or Conv2d.</param>
/// <param name="Arguments">The arguments of the function, or of the layer's construction.</param>
/// <param name="List">Where they are written.</param>
/// <param name="Style">The style at that place.</param>
internal sealed record ConvolutionPadding(string Name, TorchArguments Arguments, ArgumentListSyntax List, SourceStyle Style)
{
    /// <summary>How many spatial dims there are: 1 to 3.</summary>
    public int Dims => Name[Name.Length - 2] - '0';

    private bool IsLayer => char.IsUpper(Name[0]);

    private bool IsTuple => IsLayer && Dims > 1 && Arguments["kernel_size"] is { Type.IsTupleType: true };

    /// <summary>Why it cannot be made larger, as an advice, or null.</summary>
    public string? Obstacle(ImmutableArray<long> more)
    {
        if (Arguments["padding_mode"] is not (null or IFieldReferenceOperation { Field.Name: "Zeros" }))
            return "it pads by something else than zeros itself, so that both are needed";
        if (Grown(more) is not { } sizes) return "make its own padding constant, so that one number can stand for both";
        if (IsLayer && !IsTuple && sizes.Distinct().Count() > 1)
            return $"padding: ({string.Join(", ", sizes)}) is the same where the kernel is a tuple, too";
        return Arguments.Syntax("padding") is { } written && CSharpText.HasComments(written.SyntaxTree, written.Span)
            ? $"{Text(sizes)} is the same, to be written by hand: mind the comments"
            : null;
    }

    /// <summary>The argument with more padding, as it is written.</summary>
    public string Text(ImmutableArray<long> sizes) => $"{Arguments.NameInSource("padding")}: {Value(sizes)}";

    /// <summary>What it pads by, and more; null where that is not constant.</summary>
    public ImmutableArray<long>? Grown(ImmutableArray<long> more) =>
        Own() is { } own ? own.Zip(more, (a, b) => a + b).ToImmutableArray() : null;

    /// <summary>The edit where there is no obstacle.</summary>
    public SourceEdit Edit(ImmutableArray<long> sizes) => Arguments.Syntax("padding") is { } written
        ? SourceEdit.Replace(written.Expression, Value(sizes))
        : SourceEdit.Insert(List.SyntaxTree, List.Arguments.Last().Span.End, ", " + Text(sizes));

    private string Value(ImmutableArray<long> sizes)
    {
        if (!IsLayer && Dims > 1) return Style.Longs(sizes);
        return IsTuple ? $"({string.Join(", ", sizes.Select(CSharpText.Of))})" : CSharpText.Of(sizes[0]);
    }

    private ImmutableArray<long>? Own()
    {
        if (Arguments["padding"] is not { } given || given.ConstantValue is { HasValue: true, Value: null })
            return Enumerable.Repeat(0L, Dims).ToImmutableArray();
        if (given.Type?.TypeKind == TypeKind.Enum) return null;
        var numbers = given.Elements().Select(e => e.ConstantValue.Value switch { int n => n, long n => n, _ => -1L }).ToImmutableArray();
        if (numbers.Any(n => n is < 0 or > int.MaxValue)) return null;
        if (numbers.Length == Dims) return numbers;
        return numbers.Length == 1 ? Enumerable.Repeat(numbers[0], Dims).ToImmutableArray() : null;
    }
}
