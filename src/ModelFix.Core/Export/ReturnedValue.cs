namespace ModelFix.Core.Export;

/// <summary>What forward returns, or a part of it. The tensors in it, from the first to the last, are the model's outputs.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Key">Its key in the dictionary that it is in, a text or a number; null where it is in none.</param>
/// <param name="Parts">What it holds.</param>
internal sealed record ReturnedValue(ReturnedKind Kind, string? Key, IReadOnlyList<ReturnedValue> Parts)
{
    /// <summary>True for a key that is a number.</summary>
    public bool IsNumbered { get; init; }
}

/// <summary>What something is that forward returns.</summary>
internal enum ReturnedKind
{
    /// <summary>A tensor.</summary>
    Tensor,

    /// <summary>A tuple, or an object of a class with several members.</summary>
    Tuple,

    /// <summary>A list or an array.</summary>
    List,

    /// <summary>A dictionary.</summary>
    Dictionary,
}
