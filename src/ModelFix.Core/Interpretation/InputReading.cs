namespace ModelFix.Core.Interpretation;

/// <summary>What is taken for granted of the tensors that nothing is stated of; each adds to the one before it.</summary>
internal enum InputReading
{
    /// <summary>Nothing.</summary>
    AsStated,

    /// <summary>No convolution is given a single image, which has a dim less than a batch of them.</summary>
    Batched,

    /// <summary>A tensor has no dims beyond those that the code reads or names, where that are three or more.</summary>
    NoOtherDims,
}
