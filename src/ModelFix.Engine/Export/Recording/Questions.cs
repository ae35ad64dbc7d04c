using System.Collections.Immutable;

namespace ModelFix.Engine.Export.Recording;

/// <summary>
/// Functions that neither compute nor read elements: what is asked of a tensor's shape, dtype and place, and of the machine.
/// </summary>
internal static class Questions
{
    private static readonly ImmutableHashSet<string> Names = """
        THSTensor_sizes THSTensor_size THSTensor_strides THSTensor_stride THSTensor_ndimension THSTensor_numel THSTensor_type
        THSTensor_element_size THSTensor_device_type THSTensor_device_index THSTensor_requires_grad THSTensor_set_requires_grad
        THSTensor_is_contiguous THSTensor_is_cpu THSTensor_is_leaf THSTensor_is_pinned THSTensor_is_sparse THSTensor_is_conj
        THSTensor_is_neg THSTensor_has_names THSTensor_names THSTensor_storage_offset THSTensor_result_type THSTensor_grad
        THSNN_Module_is_training THSNN_Module_name
        THSAutograd_isGradEnabled THSAutograd_setGrad THSAutograd_isInferenceModeEnabled THSAutograd_getInferenceModeGuard
        THSAutograd_deleteInferenceModeGuard
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToImmutableHashSet(StringComparer.Ordinal);

    private static readonly ImmutableArray<string> Prefixes = ["THSTorch_", "THSTorchCuda_", "THSBackend_", "THSCuda_", "THSGenerator_"];

    /// <summary>True for a function that hands out a parameter of a module.</summary>
    public static bool IsOfParameter(string name) => name.Split('_') is
        ["THSNN", "Embedding" or "EmbeddingBag", "weight"]
        or ["THSNN", "RNN" or "RNNCell" or "GRUCell" or "LSTMCell", "weight" or "bias", "ih" or "hh"];

    public static bool IsQuestion(string name) =>
        Names.Contains(name) || IsOfParameter(name) || Prefixes.Any(p => name.StartsWith(p, StringComparison.Ordinal));
}
