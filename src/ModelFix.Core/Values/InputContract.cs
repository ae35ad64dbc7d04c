namespace ModelFix.Core.Values;

/// <summary>One input: <c>float32[N, 3, 256, 512]</c>.</summary>
internal sealed record InputContract(TensorShape Shape, ElementType Type)
{
    /// <summary>What is said of the sizes: <c>N >= 1</c>.</summary>
    public SizeFacts Facts { get; init; } = SizeFacts.None;

    /// <summary>True where a size, or the number of elements, is more than 64 bits hold: there is no such tensor.</summary>
    public bool IsTooLarge =>
        Shape.Dims.Any(d => d.IsUnknown) || Shape.Dims.Where(d => d.IsConstant).Aggregate(Dim.One, (count, size) => count * size).IsUnknown;

    /// <summary>The shape over symbols that carry the facts.</summary>
    public TensorShape KnownShape => Facts.Applied(Shape);
}
