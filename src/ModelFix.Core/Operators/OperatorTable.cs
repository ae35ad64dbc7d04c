using System.Collections.Immutable;

namespace ModelFix.Core.Operators;

/// <summary>
/// The operators that ModelFix knows, by documentation-comment id without the parameter list, so that a row covers every overload.
/// </summary>
/// <remarks>
/// Source: the public API of TorchSharp 0.99.6, 0.102.8, 0.105.2 and 0.107.0. A member that only some versions have has one row all the same:
/// binding decides whether it exists.
/// </remarks>
internal static class OperatorTable
{
    /// <summary>
    /// operators, where they are declared, where their in-place forms (with a trailing underscore) are declared:
    /// T torch.Tensor, S torch, F torch.nn.functional, L torch.linalg, P torch.special, - nowhere.
    /// </summary>
    private const string Rows = """
        squeeze TS TS
        unsqueeze TS TS
        select TS -
        narrow TS -
        slice T -
        flatten TS -
        unflatten TS -
        view T -
        reshape TS -
        view_as T -
        expand T -
        expand_as T -
        permute TS -
        transpose TS T
        t TS -
        swapaxes TS -
        moveaxis TS -
        movedim TS -
        contiguous T -
        clone TS -
        detach T T
        to T -
        cpu T -
        cuda T -
        clamp TS TS
        clamp_min TS TS
        clamp_max TS TS
        clip TS -
        floor_divide TS TS
        div TS TS
        divide TS TS
        true_divide TS TS
        remainder TS TS
        fmod TS TS
        add TS TS
        sub TS TS
        subtract TS TS
        mul TS TS
        multiply TS S
        neg TS TS
        negative TS S
        abs TS TS
        exp TS TS
        log TS TS
        log2 TS TS
        log10 TS TS
        log1p TS TS
        expm1 TSP TS
        sqrt TS TS
        rsqrt TS TS
        square TS -
        pow TS TS
        sigmoid TSFP TSP
        tanh TSF TS
        relu TF T
        relu6 TF T
        gelu TF T
        silu TF T
        mish F -
        elu TF T
        selu TF T
        leaky_relu TF T
        hardswish TF T
        hardsigmoid TF T
        hardtanh TF T
        softplus TF -
        prelu TF -
        erf TSP TS
        floor TS TS
        ceil TS TS
        round TS TS
        trunc TS TS
        sign TS TS
        sin TS TS
        cos TS TS
        reciprocal TS TS
        maximum TS -
        minimum TS -
        where TS -
        masked_fill T T
        masked_scatter T T
        masked_select TS -
        index_select TS -
        index_copy TS TS
        index_fill TS TS
        index_add TS TS
        index_put - T
        scatter TS TS
        scatter_add TS TS
        gather TS -
        take TS -
        eq TS T
        ne TS T
        lt TS T
        le TS T
        gt TS T
        ge TS T
        logical_and TS TS
        logical_or TS TS
        logical_not TS T
        logical_xor TS TS
        isnan TS -
        isinf TS -
        isfinite TS -
        sum TS -
        mean TS -
        prod TS -
        max TS -
        min TS -
        amax TS -
        amin TS -
        argmax TS -
        argmin TS -
        all TS -
        any TS -
        norm TSL -
        vector_norm L -
        std TS -
        var TS -
        logsumexp TS -
        softmax TSFP -
        log_softmax TFP -
        softmin F -
        cumsum TS -
        cumprod TS -
        normalize F -
        cat S -
        concat S -
        concatenate S -
        stack S -
        hstack S -
        vstack S -
        split TS -
        chunk TS -
        unbind TS -
        repeat T -
        tile TS -
        repeat_interleave TS -
        flip TS -
        roll TS -
        pad F -
        matmul TS -
        mm TS -
        bmm TS -
        mv TS -
        dot TS -
        einsum S -
        baddbmm TS -
        addmm TS TS
        outer TS -
        linear F -
        bilinear F -
        conv1d F -
        conv2d F -
        conv3d F -
        conv_transpose1d F -
        conv_transpose2d F -
        conv_transpose3d F -
        max_pool1d F -
        max_pool2d F -
        max_pool3d F -
        avg_pool1d F -
        avg_pool2d F -
        avg_pool3d F -
        adaptive_avg_pool1d F -
        adaptive_avg_pool2d F -
        adaptive_avg_pool3d F -
        adaptive_max_pool1d F -
        adaptive_max_pool2d F -
        adaptive_max_pool3d F -
        batch_norm F -
        group_norm F -
        layer_norm F -
        instance_norm F -
        local_response_norm F -
        dropout F -
        dropout1d F -
        dropout2d F -
        dropout3d F -
        alpha_dropout F -
        feature_alpha_dropout F -
        interpolate F -
        upsample F -
        upsample_nearest1d F -
        grid_sample F -
        affine_grid F -
        pixel_shuffle F -
        pixel_unshuffle F -
        scaled_dot_product_attention F -
        cosine_similarity F -
        one_hot F -
        topk TS -
        sort TS -
        argsort TS -
        zeros TS -
        ones TS -
        full TS -
        empty TS -
        zeros_like TS -
        ones_like TS -
        full_like TS -
        empty_like TS -
        rand_like TS -
        randn_like TS -
        new_zeros T -
        new_ones T -
        new_full T -
        new_empty T -
        arange S -
        linspace S -
        tensor S -
        rand S -
        randn S -
        eye TS -
        tril TS TS
        triu TS TS
        meshgrid S -
        numel S -
        bernoulli TS T
        addcmul TS TS
        addcdiv TS TS
        lerp TS T
        copy - T
        fill - T
        zero - T
        type T -
        type_as T -
        to_type T -
        float T -
        double T -
        int T -
        long T -
        bool T -
        half T -
        aminmax argwhere broadcast_to count_nonzero cummax cummin diagonal_scatter dist dsplit equal fliplr flipud fmax fmin ger greater TS -
        greater_equal hsplit hypot inner inverse isclose isin isneginf isposinf isreal kron kthvalue less logaddexp logaddexp2 TS -
        logcumsumexp median msort nanmean nanmedian nanquantile nansum nonzero positive quantile randint_like ravel select_scatter signbit TS -
        slice_scatter std_mean swapdims tensor_split tensordot trace var_mean vdot vsplit TS -
        absolute acos acosh addbmm addmv addr arccos arccosh arcsin arcsinh arctan arctan2 arctanh asin asinh atan atan2 atanh bitwise_and TS TS
        bitwise_not bitwise_or bitwise_xor copysign cosh deg2rad erfc exp2 fix float_power frac heaviside logit nan_to_num rad2deg sgn TS TS
        sinc sinh tan xlogy TS TS
        BoolTensor ByteTensor DoubleTensor FloatTensor IntTensor LongTensor ShortTensor as_tensor block_diag broadcast_tensors cdist S -
        column_stack dstack logspace randint randperm row_stack S -
        adaptive_max_pool1d_with_indices adaptive_max_pool2d_with_indices adaptive_max_pool3d_with_indices hardshrink logsigmoid lp_pool1d F -
        lp_pool2d max_pool1d_with_indices max_pool2d_with_indices max_pool3d_with_indices pairwise_distance softmax2d softshrink softsign F -
        tanhshrink upsample_bilinear upsample_nearest F -
        alias bfloat16 byte channel_shuffle char log_sigmoid short with_requires_grad T -
        celu rrelu threshold TF T
        random requires_grad uniform - T
        less_equal not_equal TS T
        det TSL -
        diag diag_embed diagflat diff rot90 take_along_dim atleast_1d atleast_2d atleast_3d multinomial bucketize unique TS -
        diagonal cross TSL -
        as_strided T -
        unfold TF -
        cartesian_prod tril_indices triu_indices empty_strided from_array searchsorted S -
        normal S T
        fold conv1d_padding conv2d_padding conv3d_padding max_unpool1d max_unpool2d max_unpool3d upsample_nearest2d upsample_nearest3d F -
        fractional_max_pool2d fractional_max_pool2d_with_indices fractional_max_pool3d fractional_max_pool3d_with_indices F -
        multi_dot vecdot L -
        glu TF -
        inv L -
        """;

    private static readonly ImmutableDictionary<string, (string Operator, bool InPlace)> ById = Read();

    /// <summary>The operator that a documentation-comment id (without parameters) names, or null.</summary>
    public static (string Operator, bool InPlace)? Find(string id) => ById.TryGetValue(id, out var row) ? row : null;

    /// <summary>All documentation-comment ids in the table, without parameters.</summary>
    public static IEnumerable<string> Ids => ById.Keys;

    private static ImmutableDictionary<string, (string Operator, bool InPlace)> Read()
    {
        var byId = ImmutableDictionary.CreateBuilder<string, (string, bool)>(StringComparer.Ordinal);
        foreach (var line in Rows.Split('\n'))
        {
            var columns = line.Trim().Split(' ');
            var (places, inPlace) = (columns[columns.Length - 2], columns[columns.Length - 1]);
            foreach (var name in columns.Take(columns.Length - 2))
            {
                foreach (var place in places.Where(c => c != '-')) byId.Add(Id(place, name), (name, false));
                foreach (var place in inPlace.Where(c => c != '-')) byId.Add(Id(place, name + "_"), (name, true));
            }
        }

        return byId.ToImmutable();
    }

    private static string Id(char place, string name) => place switch
    {
        'T' => "M:TorchSharp.torch.Tensor." + name,
        'S' => "M:TorchSharp.torch." + name,
        'F' => "M:TorchSharp.torch.nn.functional." + name,
        'L' => "M:TorchSharp.torch.linalg." + name,
        _ => "M:TorchSharp.torch.special." + name,
    };
}
