using System.Collections.Immutable;

namespace ModelFix.Core.Export;

/// <summary>A dim of a tensor that is there.</summary>
internal sealed record SizeSource(Size Size, GraphValue Tensor, int Dim);

/// <summary>A sum of terms and a number.</summary>
internal sealed record SizeFormula(ImmutableArray<SizeTerm> Terms, long Summand = 0);

/// <summary>coefficient * ((the product of the sources * factor + inner) / divisor, without what is left of the division).</summary>
/// <remarks>What is divided is never negative, for which ONNX rounds otherwise than C# programs do that round down.</remarks>
internal sealed record SizeTerm(ImmutableArray<SizeSource> Sources)
{
    public long Coefficient { get; init; } = 1;

    public long Factor { get; init; } = 1;

    public long Inner { get; init; }

    public long Divisor { get; init; } = 1;
}
