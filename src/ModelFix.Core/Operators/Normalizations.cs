using System.Collections.Immutable;
using ModelFix.Core.Export;

namespace ModelFix.Core.Operators;

/// <summary>Normalisation, and dropout, which hands its input back in eval mode.</summary>
internal static class Normalizations
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each(
            "normalize batch_norm group_norm layer_norm instance_norm local_response_norm F -",
            Storage.New,
            c => c.Result(c.Shape),
            keepsRank: true),
        .. Operator.Each(
            "dropout dropout1d dropout2d dropout3d alpha_dropout feature_alpha_dropout F -",
            Storage.OfInput,
            c => c.Result(c.Shape),
            keepsRank: true),
    ];

    /// <summary>What they are in ONNX.</summary>
    public static IEnumerable<NativeRow> Natives =>
    [
        NativeRow.Of("THSNN_batch_norm", BatchNorm),
        NativeRow.Of("THSNN_layer_norm", LayerNorm),
        NativeRow.Of("THSNN_group_norm", GroupNorm),
        NativeRow.Of("THSNN_instance_norm", InstanceNorm),
        NativeRow.Of("THSNN_normalize", Normalized),
    ];

    private static GraphValue BatchNorm(ExportCall call)
    {
        var (write, input) = (call.Write, call.Tensor("input"));
        if (call.Flag("training") || call.Optional("running_mean") is not { } mean || call.Optional("running_var") is not { } variance)
            throw call.Refuse("it takes the statistics of the batch, which a model that is run on single inputs has not (call eval())");
        var weight = call.Optional("weight") ?? Same(call, mean, 1);
        var bias = call.Optional("bias") ?? Same(call, mean, 0);
        return write.Node("BatchNormalization", [input, weight, bias, mean, variance], ("epsilon", call.Number("eps")));
    }

    /// <summary>As many of the same number as there are channels.</summary>
    private static GraphValue Same(ExportCall call, GraphValue like, double number) =>
        call.Write.Filled(like.Shape, call.Write.Like(like, number));

    private static GraphValue LayerNorm(ExportCall call)
    {
        var input = call.Tensor("input");
        var count = call.Sizes("normalized_shape").Length;
        var dims = Enumerable.Range(input.Rank - count, count).Select(d => (long)d).ToArray();
        return LayerNorm(call.Write, input, dims, (call.Optional("weight"), call.Optional("bias")), call.Number("eps"));
    }

    /// <summary>One node from opset 17 on, else its parts: (x - mean) / sqrt(variance + eps) * weight + bias.</summary>
    public static GraphValue LayerNorm(
        GraphWriter write, GraphValue input, long[] dims, (GraphValue? Weight, GraphValue? Bias) affine, double eps)
    {
        var (weight, bias) = affine;
        if (write.Graph.Opset >= 17 && weight is not null)
            return write.Node("LayerNormalization", [input, weight, bias], ("axis", -(long)dims.Length), ("epsilon", eps));
        var centered = write.Node("Sub", input, write.Reduce("ReduceMean", input, dims, keepDims: true));
        var variance = write.Reduce("ReduceMean", write.Node("Mul", centered, centered), dims, keepDims: true);
        var normed = write.Node("Div", centered, write.Node("Sqrt", write.Node("Add", variance, write.Like(input, eps))));
        if (weight is not null) normed = write.Node("Mul", normed, weight);
        return bias is null ? normed : write.Node("Add", normed, bias);
    }

    /// <summary>An instance norm of the groups as channels, then each channel's scale and shift.</summary>
    private static GraphValue GroupNorm(ExportCall call)
    {
        var (write, input, groups) = (call.Write, call.Tensor("input"), call.Integer("num_groups"));
        var grouped = write.Node("Reshape", input, write.Graph.Integers([0, groups, -1]));
        var one = write.Filled(ImmutableArray.Create<Size>(groups), write.Like(input, 1));
        var zero = write.Filled(ImmutableArray.Create<Size>(groups), write.Like(input, 0));
        var normed = write.Reshape(
            write.Node("InstanceNormalization", [grouped, one, zero], ("epsilon", call.Number("eps"))), input.Shape);
        return Affine(call, normed, input.Rank);
    }

    private static GraphValue InstanceNorm(ExportCall call)
    {
        var (write, input) = (call.Write, call.Tensor("input"));
        if (!call.Flag("use_input_stats")) return BatchStatistics(call, input);
        var channels = ImmutableArray.Create(input.Shape[1]);
        var weight = call.Optional("weight") ?? write.Filled(channels, write.Like(input, 1));
        var bias = call.Optional("bias") ?? write.Filled(channels, write.Like(input, 0));
        return write.Node("InstanceNormalization", [input, weight, bias], ("epsilon", call.Number("eps")));
    }

    private static GraphValue BatchStatistics(ExportCall call, GraphValue input)
    {
        var mean = call.Tensor("running_mean");
        return call.Write.Node(
            "BatchNormalization",
            [
                input,
                call.Optional("weight") ?? Same(call, mean, 1),
                call.Optional("bias") ?? Same(call, mean, 0),
                mean,
                call.Tensor("running_var"),
            ],
            ("epsilon", call.Number("eps")));
    }

    private static GraphValue Affine(ExportCall call, GraphValue normed, int rank)
    {
        var trailing = Enumerable.Range(1, rank - 2).Select(d => (long)d).ToArray();
        GraphValue PerChannel(GraphValue values) => trailing.Length == 0 ? values : call.Write.Unsqueeze(values, trailing);
        if (call.Optional("weight") is { } weight) normed = call.Write.Node("Mul", normed, PerChannel(weight));
        return call.Optional("bias") is { } bias ? call.Write.Node("Add", normed, PerChannel(bias)) : normed;
    }

    /// <summary>x / max(norm(x), eps).</summary>
    private static GraphValue Normalized(ExportCall call)
    {
        var (write, input) = (call.Write, call.Tensor("input"));
        var node = call.Number("p") switch
        {
            1 => "ReduceL1",
            2 => "ReduceL2",
            var p => throw call.Refuse($"the {p}-norm is not exported"),
        };
        var norm = write.Reduce(node, input, [call.Dim("dim", input.Rank)], keepDims: true);
        return write.Node("Div", input, write.Node("Max", norm, write.Like(input, call.Number("eps"))));
    }
}
