using System.Collections.Immutable;
using System.Globalization;

namespace ModelFix.Core.Export;

/// <summary>A dim of a tensor that is there.</summary>
internal sealed record SizeSource(Size Size, GraphValue Tensor, int Dim);

/// <summary>A formula that was taken for a size, where others that give the same in all recordings may give something else.</summary>
/// <param name="Source">What it is a formula of.</param>
/// <param name="Size">The size.</param>
/// <param name="Formula">The formula.</param>
internal sealed record SizeDoubt(SizeSource Source, Size Size, SizeFormula Formula)
{
    /// <summary>It and the others.</summary>
    public IEnumerable<SizeFormula> Candidates => DividedSizes.Rivals(Source, Size, Formula).Prepend(Formula);
}

/// <summary>A sum of terms and a number.</summary>
internal sealed record SizeFormula(ImmutableArray<SizeTerm> Terms, long Summand = 0)
{
    /// <summary>As people write it, with the names of the sources' tensors for their only dims: <c>(H + 7)/8 + 1</c>.</summary>
    public override string ToString() =>
        string.Join(" + ", Terms.Select(t => t.ToString()).Concat(Summand == 0 ? [] : [Number(Summand)])).Replace("+ -", "- ");

    /// <summary>What it is where its only source has this size.</summary>
    public long At(long size)
    {
        var sum = Summand;
        foreach (var term in Terms)
        {
            var product = term.Sources.Aggregate(1L, (all, _) => all * size);
            sum += term.Coefficient * ((product * term.Factor + term.Inner) / term.Divisor);
        }

        return sum;
    }

    internal static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>coefficient * ((the product of the sources * factor + inner) / divisor, without what is left of the division).</summary>
/// <remarks>What is divided is never negative, for which ONNX rounds otherwise than C# programs do that round down.</remarks>
internal sealed record SizeTerm(ImmutableArray<SizeSource> Sources)
{
    public long Coefficient { get; init; } = 1;

    public long Factor { get; init; } = 1;

    public long Inner { get; init; }

    public long Divisor { get; init; } = 1;

    public override string ToString()
    {
        var text = string.Join("*", Sources.Select(s => s.Tensor.Name));
        if (Factor != 1) text = $"{SizeFormula.Number(Factor)}*{text}";
        if (Inner != 0) text = $"({text} + {SizeFormula.Number(Inner)})";
        if (Divisor != 1) text += $"/{SizeFormula.Number(Divisor)}";
        return Coefficient switch
        {
            1 => text,
            -1 => "-" + text,
            _ => $"{SizeFormula.Number(Coefficient)}*{(Divisor == 1 ? text : $"({text})")}",
        };
    }
}
