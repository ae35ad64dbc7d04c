namespace ModelFix.Analyzers;

/// <summary>How sure it is that a fix computes the same numbers.</summary>
internal enum Safety
{
    /// <summary>Equal for every input that the known facts allow.</summary>
    Proven,

    /// <summary>Equal if the assumption that the finding names holds.</summary>
    Assumed,

    /// <summary>No exact rewrite is known, or it needs a human; there is no fix that is applied by itself.</summary>
    Report,
}

/// <summary>In which sense the numbers are the same.</summary>
internal enum Equality
{
    /// <summary>Every bit of forward and gradient.</summary>
    BitExact,

    /// <summary>
    /// Within a bound that the rule's page documents, where no sum or product leaves the dtype: whether that is infinity or NaN depends on
    /// the order.
    /// </summary>
    Tolerance,

    /// <summary>Forward in eval mode is equal; gradients or training differ.</summary>
    InferenceOnly,
}
