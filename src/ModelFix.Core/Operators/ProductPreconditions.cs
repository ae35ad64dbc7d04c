using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>What products of matrices and vectors demand.</summary>
internal static class ProductPreconditions
{
    public static IEnumerable<KeyValuePair<string, Func<OperatorCall, Mismatch?>>> Rows =>
    [
        Row("matmul", c => Product(c.Input, Second(c))),
        Row("mm", c => Ranks(2, c.Input, Second(c)) ?? Product(c.Input, Second(c))),
        Row("bmm", c => Ranks(3, c.Input, Second(c)) ?? Batches(c.Input, Second(c)) ?? Product(c.Input, Second(c))),
        Row("addmm", c => Ranks(2, c.Tensor("mat1"), c.Tensor("mat2")) ?? Product(c.Tensor("mat1"), c.Tensor("mat2"))),
    ];

    private static KeyValuePair<string, Func<OperatorCall, Mismatch?>> Row(string name, Func<OperatorCall, Mismatch?> demand) => new(name, demand);

    private static TensorValue? Second(OperatorCall call) => new[] { "target", "other", "batch2", "mat2", "vec2" }.Select(call.Tensor).FirstOrDefault(t => t is not null);

    private static Mismatch? Ranks(int rank, params TensorValue?[] tensors) => tensors.FirstOrDefault(t => t?.Shape.Rank is { } r && r != rank || t?.Shape.MinRank > rank) is { } other
        ? new Mismatch($"{other.Shape.Display} is not of rank {rank}", other)
        : null;

    /// <summary>The last dim of the first is the last but one of the second, or the only one of a vector; the dims before broadcast.</summary>
    private static Mismatch? Product(TensorValue? a, TensorValue? b)
    {
        if (a is null || b is null) return null;
        // Of a tensor that shows one dim only the rank must be known to tell a row from a vector.
        var inner = b.Shape.Rank == 1 ? b.Shape[-1] : b.Shape[-2];
        if (a.Shape[-1] is { } last && inner is not null && last.DiffersWithoutZeros(inner))
            return new Mismatch($"{a.Shape.Display} cannot be multiplied by {b.Shape.Display}: {Preconditions.Differ(last, inner)}", a, b);
        for (var i = 3; i <= Math.Min(a.Shape.Dims.Length, b.Shape.Dims.Length); i++)
        {
            var (x, y) = (a.Shape[-i]!, b.Shape[-i]!);
            if (x.DiffersWithoutZeros(y) && x.DiffersWithoutZeros(Dim.One) && y.DiffersWithoutZeros(Dim.One))
                return new Mismatch($"{a.Shape.Display} cannot be multiplied by {b.Shape.Display}: {Preconditions.Differ(x, y)}", a, b);
        }

        return null;
    }

    /// <summary>bmm does not broadcast.</summary>
    private static Mismatch? Batches(TensorValue? a, TensorValue? b) => a?.Shape[-3] is { } x && b?.Shape[-3] is { } y && x.DiffersWithoutZeros(y)
        ? new Mismatch($"{a.Shape.Display} cannot be multiplied by {b.Shape.Display}: {Preconditions.Differ(x, y)}", a, b)
        : null;
}
