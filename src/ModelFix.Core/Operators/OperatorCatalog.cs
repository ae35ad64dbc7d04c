using System.Collections.Immutable;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Every operator that is known, and the questions that are asked by name.</summary>
internal static class OperatorCatalog
{
    public static readonly ImmutableArray<Operator> Rows = new[]
    {
        Activations.Rows,
        AlongDim.Rows,
        AtLeast.Rows,
        Attention.Rows,
        Cat.Rows,
        Clamp.Rows,
        Combining.Rows,
        Convolutions.Rows,
        Copies.Rows,
        Creation.Rows,
        Diagonals.Rows,
        Diff.Rows,
        Einsum.Rows,
        Elementwise.Rows,
        Expand.Rows,
        Flatten.Rows,
        Gathering.Rows,
        Glu.Rows,
        IndexedWrites.Rows,
        Linear.Rows,
        Normalizations.Rows,
        Padding.Rows,
        Pairwise.Rows,
        Permute.Rows,
        PixelShuffle.Rows,
        Pooling.Rows,
        Products.Rows,
        Reductions.Rows,
        Repeat.Rows,
        Resampling.Rows,
        Reshape.Rows,
        Searching.Rows,
        Similarity.Rows,
        Slicing.Rows,
        Splitting.Rows,
        Squeeze.Rows,
        Stack.Rows,
        Unfollowed.Rows,
        Unsqueeze.Rows,
        Where.Rows,
        Windows.Rows,
    }.SelectMany(rows => rows).ToImmutableArray();

    private static readonly ImmutableDictionary<string, Operator> ByName = Rows.ToImmutableDictionary(r => r.Name, StringComparer.Ordinal);

    private static readonly ImmutableDictionary<string, (Operator Row, bool InPlace)> ById = Rows
        .SelectMany(r =>
            r.Ids.Select(id => (Id: id, Row: r, InPlace: false)).Concat(r.InPlaceIds.Select(id => (Id: id, Row: r, InPlace: true))))
        .ToImmutableDictionary(r => r.Id, r => (r.Row, r.InPlace), StringComparer.Ordinal);

    /// <summary>The operator of that name, without the underscore of its in-place form; null where there is no row.</summary>
    public static Operator? Named(string name) => ByName.TryGetValue(name, out var row) ? row : null;

    /// <summary>The operator that a documentation-comment id (without parameters) names, or null.</summary>
    public static (Operator Row, bool InPlace)? Declared(string id) => ById.TryGetValue(id, out var row) ? row : null;

    /// <summary>The result of an operator; <see cref="Value.Nothing"/> where its shapes are not followed.</summary>
    public static Value ResultOf(OperatorCall call) => Named(call.Operator)?.Result?.Invoke(call) ?? Value.Nothing;

    /// <summary>True for the name of a method that changes the shape of its receiver: <c>squeeze_</c>.</summary>
    public static bool Reshapes(string method) =>
        method.Length > 1 && method[method.Length - 1] == '_' && Named(method.Substring(0, method.Length - 1)) is { ReshapesInPlace: true };
}
