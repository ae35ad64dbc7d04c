using System.Collections.Immutable;
using ModelFix.Core.Values;

namespace ModelFix.Core.Tests.Operators;

/// <summary>What was inferred for an expression, held against what running it gave.</summary>
internal static class ShapeClaim
{
    /// <summary>What is wrong about an inferred value; null where all that it says is so.</summary>
    /// <param name="inferred">May say anything or nothing.</param>
    /// <param name="real">The tensors of a run.</param>
    /// <param name="sizes">The sizes of the run by symbol.</param>
    public static string? Contradiction(Value inferred, IReadOnlyList<RealTensor> real, ImmutableDictionary<string, long> sizes)
    {
        if (inferred is TensorValue alone)
            return real.Count == 1 ? Contradiction(alone, real[0], sizes) : "a tensor where there are several";
        if (inferred is not ListValue list) return null;
        if (list.Items.Length != real.Count) return FormattableString.Invariant($"{list.Items.Length} tensors instead of {real.Count}");
        return list.Items
            .Select((item, i) => item is TensorValue tensor ? Contradiction(tensor, real[i], sizes) : null)
            .FirstOrDefault(e => e is not null);
    }

    /// <summary>True where rank and every size are said and hold for the sizes of a run.</summary>
    public static bool IsComplete(Value inferred, ImmutableDictionary<string, long> sizes) => inferred switch
    {
        TensorValue tensor => tensor.Shape.Rank is not null && tensor.Shape.Dims.All(d => Size(d, sizes) is not null),
        ListValue list => list.Items.All(i => IsComplete(i, sizes)),
        _ => false,
    };

    private static string? Contradiction(TensorValue inferred, RealTensor real, ImmutableDictionary<string, long> sizes)
    {
        var (shape, rank) = (inferred.Shape, real.Sizes.Count);
        var said = $"{inferred.Type}{shape}";
        if (shape.Rank is { } known && known != rank || shape.MinRank > rank) return $"{said}: rank {rank}";
        for (var i = 0; i < shape.Dims.Length; i++)
            if (Size(shape.Dims[i], sizes) is { } size && size != real.Sizes[rank - shape.Dims.Length + i]) return $"{said}: dim {i}";
        for (var i = 0; i < shape.Front.Length; i++)
            if (shape.Front[i] is { } front && Size(front, sizes) is { } size && size != real.Sizes[i])
                return $"{said}, {i} from the front is {front}";
        return IsType(inferred.Type, real.Type) ? null : $"{said}: dtype";
    }

    private static bool IsType(ElementType inferred, string real) => inferred switch
    {
        ElementType.Unknown => true,
        ElementType.Floating => real is "Float16" or "BFloat16" or "Float32" or "Float64",
        ElementType.Complex => real.StartsWith("Complex", StringComparison.Ordinal),
        _ => string.Equals(inferred.ToString(), real, StringComparison.Ordinal),
    };

    /// <summary>The number that a dim claims; null for one that only has a name.</summary>
    private static long? Size(Dim dim, ImmutableDictionary<string, long> sizes) =>
        dim.Evaluate(name => sizes.TryGetValue(name, out var size) ? size : null);
}
