namespace ModelFix.Core.Operators;

/// <summary>What the result of an operator shares with the tensors that it is given.</summary>
/// <remarks>
/// Held against libtorch's own data pointers, operator by operator, where nothing changes too: `to` the same dtype, dropout in eval mode.
/// </remarks>
internal enum Storage
{
    /// <summary>Not known: the result may be any of the tensors, or a view of one.</summary>
    Unknown,

    /// <summary>The result is a new tensor, whatever the arguments.</summary>
    New,

    /// <summary>The result is the input, a view of it or a new tensor.</summary>
    OfInput,

    /// <summary>As <see cref="OfInput"/>, and several elements of the result may be one element of the input.</summary>
    Overlapping,

    /// <summary>The result of several tensors is a new one; a single tensor is handed back.</summary>
    OfOnlyTensor,
}
