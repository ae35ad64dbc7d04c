using ModelFix.Core.Export;

namespace ModelFix.Core.Operators;

/// <summary>Operators of whose shapes nothing is said.</summary>
internal static class Unfollowed
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each("numel S -", Storage.New),
        // TorchSharp hands the operands of baddbmm on in another order than it names them; tensordot with a number of dims always throws.
        .. Operator.Each("baddbmm TS -", Storage.New),
        .. Operator.Each("tensordot TS -", Storage.Overlapping),
        .. Operator.Each("resize resize_as set - T", Storage.Unknown, reshapesInPlace: true),
    ];

    /// <summary>What they are in TorchScript.</summary>
    public static IEnumerable<ScriptForm> Scripts => ScriptForm.Table("real conj resolve_conj resolve_neg");

    /// <summary>What they are in ONNX, which most are not.</summary>
    public static IEnumerable<NativeRow> Natives =>
    [
        .. NativeRow.Refused(
            "THSNN_Module_train", "train() or eval() is called in forward, and what is exported is the model in evaluation"),
        // Of real numbers these are the tensor itself.
        .. new[] { "THSTensor_real", "THSTensor_conj", "THSTensor_resolve_conj", "THSTensor_resolve_neg" }
            .Select(n => NativeRow.OfView(n, _ => new SameView())),
        .. NativeRow.Refused("""
            THSTensor_fft THSTensor_fft2 THSTensor_fftn THSTensor_ifft THSTensor_ifft2 THSTensor_ifftn THSTensor_rfft THSTensor_rfft2
            THSTensor_rfftn THSTensor_irfft THSTensor_irfft2 THSTensor_irfftn THSTensor_hfft THSTensor_hfft2 THSTensor_hfftn
            THSTensor_ihfft THSTensor_ihfft2 THSTensor_ihfftn THSTensor_stft THSTensor_istft THSTensor_complex THSTensor_polar
            THSTensor_imag THSTensor_conj_physical THSTensor_view_as_complex THSTensor_view_as_real
            """, "it is of complex numbers, which ONNX's operators do not take"),
        .. NativeRow.Refused("THSTensor_fftshift THSTensor_ifftshift", "ONNX has no operator for it (roll is exported)"),
        .. NativeRow.Refused("""
            THSTensor_quantize_per_tensor THSTensor_quantize_per_channel THSTensor_dequantize THSTensor_int_repr THSTensor_q_scale
            THSTensor_q_zero_point THSTensor_q_per_channel_scales THSTensor_q_per_channel_zero_points THSTensor_q_per_channel_axis
            """, "quantised tensors are not exported (quantise the exported model)"),
        .. NativeRow.Refused("""
            THSTensor_sparse THSTensor_to_sparse THSTensor_to_sparse_with_dims THSTensor_to_dense THSTensor_indices THSTensor_values
            """, "sparse tensors are not exported"),
        .. NativeRow.Refused("""
            THSTensor_rename THSTensor_rename_ THSTensor_refine_names THSTensor_align_to THSTensor_flatten_names THSTensor_unflatten_names
            """, "named dims are not exported"),
        .. NativeRow.Refused("""
            THSTensor_set_ THSStorage_data_ptr THSStorage_nbytes THSStorage_set_nbytes
            """, "what is done with a tensor's memory is seen by nobody"),
        .. NativeRow.Refused("""
            THSTensor_poisson THSTensor_binomial THSTensor_sample_dirichlet_ THSTensor_standard_gamma_
            """, "it draws random numbers, which are others at each call"),
    ];
}
