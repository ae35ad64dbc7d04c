using System.Collections.Immutable;
using ModelFix.Core.Export;

namespace ModelFix.Core.Operators;

/// <summary>Normalisation, and dropout, which hands its input back in eval mode.</summary>
internal static class Normalizations
{
    /// <summary>What libtorch's norms have where no other epsilon is given.</summary>
    public const double UsualEpsilon = 1e-5;

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
    /// <summary>What they are in TorchScript.</summary>
    public static IEnumerable<ScriptForm> Scripts =>
    [
        .. ScriptForm.Table("""
            THSNN_layer_norm = torch.layer_norm({input}, {normalized_shape}, {weight}, {bias}, {eps})
            THSNN_group_norm = torch.group_norm({input}, {num_groups}, {weight}, {bias}, {eps})
            """),
        new("THSNN_local_response_norm", ScriptResponseNorm),
        new("THSNN_batch_norm", c => Watching(c, "training", """
            torch.batch_norm({input}, {weight}, {bias}, {running_mean}, {running_var}, {training}, {momentum}, {eps}, False)
            """)),
        new("THSNN_instance_norm", c => Watching(c, "use_input_stats", """
            torch.instance_norm({input}, {weight}, {bias}, {running_mean}, {running_var}, {use_input_stats}, {momentum}, {eps}, False)
            """)),
        new("THSNN_normalize", c => c.Filled(
            "torch.div({input}, torch.expand_as(torch.clamp_min(torch.norm({input}, {p}, [{dim}], True), {eps}), {input}))")),
    ];

    /// <summary>What they are in ONNX.</summary>
    public static IEnumerable<NativeRow> Natives =>
    [
        NativeRow.Of("THSNN_batch_norm", BatchNorm),
        NativeRow.Of("THSNN_layer_norm", LayerNorm),
        NativeRow.Of("THSNN_group_norm", GroupNorm),
        NativeRow.Of("THSNN_instance_norm", InstanceNorm),
        NativeRow.Of("THSNN_normalize", Normalized),
        NativeRow.Of("THSNN_local_response_norm", LocalResponseNorm),
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

    /// <summary>x / (k + alpha * the mean of the squares of the channels around)^beta.</summary>
    private static GraphValue LocalResponseNorm(ExportCall call)
    {
        var (write, input, size) = (call.Write, call.First, call.Integer("size"));
        (string, object)[] attributes =
            [("size", size), ("alpha", call.Number("alpha")), ("beta", call.Number("beta")), ("bias", call.Number("k"))];
        if (size % 2 == 0) throw call.Refuse("with an even number of channels ONNX takes others than libtorch");
        if (input.Rank == 4) return write.Node("LRN", [input], attributes);
        // Runtimes take images alone.
        var flat = input.Shape.Skip(2).Aggregate((Size)1, (n, s) => n * s);
        var image = write.Reshape(input, ImmutableArray.Create(input.Shape[0], input.Shape[1], flat, 1));
        return write.Reshape(write.Node("LRN", [image], attributes), input.Shape);
    }

    /// <summary>x / max(norm(x), eps).</summary>
    private static GraphValue Normalized(ExportCall call)
    {
        var (write, input) = (call.Write, call.Tensor("input"));
        var norm = Reductions.Norm(call, input, call.Number("p"), [call.Dim("dim", input.Rank)], keepDims: true);
        return write.Node("Div", input, write.Node("Max", norm, write.Like(input, call.Number("eps"))));
    }

    /// <summary>A normalisation by the statistics of its input, which it would keep.</summary>
    private static string Watching(ScriptCall call, string flag, string form) => call.Flag(flag) && call.Has("running_mean")
        ? throw call.Refuse("it changes its running statistics: a model that changes what it keeps cannot be exported")
        : call.Filled(form);

    /// <summary>As torch::nn::functional::local_response_norm computes it: the mean of squares over neighbouring channels.</summary>
    private static string ScriptResponseNorm(ScriptCall call)
    {
        var (size, shape) = (call.Integer("size"), call.First.Shape);
        var before = string.Join(", ", shape.Skip(1).Take(2).Select(call.Text));
        var (squares, pool) = shape.Length == 3
            ? ("torch.unsqueeze(torch.mul({input}, {input}), 1)", "torch.avg_pool2d({0}, [{1}, 1], [1])")
            : ($"torch.reshape(torch.mul({{input}}, {{input}}), [{call.Text(shape[0])}, 1, {before}, -1])",
                "torch.avg_pool3d({0}, [{1}, 1, 1], [1])");
        var padding = $"[0, 0, {(shape.Length == 3 ? "" : "0, 0, ")}{size / 2}, {(size - 1) / 2}]";
        var mean = pool.Replace("{0}", $"torch.constant_pad_nd({squares}, {padding}, 0.0)").Replace("{1}", $"{size}");
        return call.Filled(
            $"torch.div({{input}}, torch.pow(torch.add(torch.mul(torch.reshape({mean}, {call.List(shape)}), {{alpha}}), {{k}}), "
                + "{beta}))");
    }
}
