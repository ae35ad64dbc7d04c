using System.Collections.Immutable;

namespace ModelFix.Engine.Export.Recording;

/// <summary>How TorchSharp declares a function of its native library.</summary>
/// <param name="Name">The entry point: <c>THSTensor_conv2d</c>.</param>
/// <param name="Parameters">The parameters' names, in order.</param>
internal sealed record NativeSignature(string Name, ImmutableArray<string> Parameters)
{
    /// <summary>Functions that return an address or a number by a pointer, and no tensor.</summary>
    private static readonly ImmutableHashSet<string> NoTensors = [
        "THSTensor_data", "THSTensor_item", "THSTensor_names", "THSTensor_grad_fn", "THSTensor_save", "THSTensor_copy_",
        "THSTensor_sizes", "THSTensor_strides", "THSTensor_device_str"];

    /// <summary>True where what comes back by pointers are tensors.</summary>
    public bool GivesTensors { get; } = !NoTensors.Contains(Name) && Name.Split('_') switch
    {
        ["THSTensor" or "THSLinalg" or "THSSpecial" or "THSVision" or "THSFFT", ..] => true,
        // Modules are made by constructors; functional forms begin with a small letter.
        ["THSNN", .., "ctor" or "pretrained"] or ["THSNN", "Module", ..] or ["THSNN", "Optimizer", ..] or ["THSNN", "custom", ..] => false,
        ["THSNN", ..] => true,
        ["THSAutograd", "Function", ..] => true,
        _ => false,
    };

    /// <summary>True for a function that gives its first argument another shape.</summary>
    public bool ReshapesInPlace { get; } =
        Name is "THSTensor_squeeze_" or "THSTensor_squeeze_no_dim_" or "THSTensor_unsqueeze_" or "THSTensor_transpose_";

    /// <summary>True for a constructor of a module that libtorch implements.</summary>
    public bool MakesModule { get; } =
        Name.Split('_') is ["THSNN", .., "ctor" or "pretrained"];

    /// <summary>The parameter that holds how many elements the array at a position has, or -1 where it is no array.</summary>
    public int LengthOf(int position)
    {
        // The four lists of an index share one length.
        if (Parameters[position].StartsWith("index", StringComparison.Ordinal) && Parameters.IndexOf("indicesLength") is >= 0 and var all
            && position < all)
            return all;
        return position + 1 < Parameters.Length && IsLength(Parameters[position + 1]) ? position + 1 : -1;
    }

    /// <summary>True for the name of a parameter that counts the elements of the array before it.</summary>
    public static bool IsLength(string name) =>
        name is "len" or "length" or "numDimensions" || name.EndsWith("_len", StringComparison.Ordinal)
            || name.EndsWith("Length", StringComparison.Ordinal) || name.EndsWith("_length", StringComparison.Ordinal);
}
