using ModelFix.Core.Export;
using ModelFix.Core.Operators;
using ModelFix.Core.Values;

namespace ModelFix.Core.Layers;

/// <summary>Products with weights, and rows of them.</summary>
internal static class LinearLayers
{
    /// <summary>The rows.</summary>
    public static IEnumerable<LayerRow> Rows =>
    [
        LayerRow.Of(
            "Linear", Storage.New, c => Outputs.LastDim(c.First, c.Id, c.Integer("out_features") ?? c.Integer("output_size"))) with
        {
            Demand = c => LayerDemands.Sized(c, c.First, -1, c.Integer("in_features"), "features"),
            Taken = (c, input) => Outputs.WithDim(input, 1, c.Integer("in_features")),
            KeepsRank = true,
        },
        LayerRow.OfSeveral("Bilinear", Storage.New, c => Outputs.LastDim(c.First, c.Id, c.Integer("out_features"))) with
        {
            Demand = c => LayerDemands.Sized(c, c.First, -1, c.Integer("in1_features"), "features")
                ?? LayerDemands.Sized(c, c.Input(1), -1, c.Integer("in2_features"), "features"),
        },
        LayerRow.Of("Embedding", Storage.New, Embedding),
        LayerRow.OfSeveral("EmbeddingBag", Storage.New, EmbeddingBag),
    ];

    /// <summary>What they are in TorchScript.</summary>
    public static IEnumerable<ScriptForm> Scripts =>
    [
        new("THSNN_Embedding_forward", c => $"torch.embedding({Table(c).Name}, {c.Tensor("tensor").Name}{Padding(c)})"),
        new("THSNN_EmbeddingBag_forward", ScriptBagged),
    ];

    /// <summary>What they are in ONNX.</summary>
    public static IEnumerable<NativeRow> Natives =>
    [
        NativeRow.Of("THSNN_Embedding_forward", c => c.Write.Node("Gather", Table(c), c.Tensor("tensor"))),
        NativeRow.Of("THSNN_EmbeddingBag_forward", Bagged),
    ];

    /// <summary>The rows that indices choose from; some ways to make the layer leave its state_dict without them, or change them.</summary>
    private static GraphValue Table(NativeCall call)
    {
        if (call.Module.Arguments.Any(a => a.Name == "embeddings"))
            throw call.Refuse(
                "a module that from_pretrained makes computes with other weights than its state_dict holds; make it with its sizes, and "
                    + "assign its weight");
        if (call.MadeFlag("hasMN")) throw call.Refuse("max_norm changes its weights in forward");
        return call.Weight("weight") ?? throw call.Refuse("it has no weights");
    }

    /// <summary>The sum, the mean or the greatest of the rows that each row of indices chooses.</summary>
    private static GraphValue Bagged(ExportCall call)
    {
        var (write, indices, table) = (call.Write, call.Tensor("tensor"), Table(call));
        if (call.Has("offsets") || indices.Rank != 2)
            throw call.Refuse("bags that offsets cut are not exported; give it a row for each bag");
        if (call.MadeInteger("padding_idx") >= 0) throw call.Refuse("a padding_idx, which takes rows out of the bags, is not exported");
        var rows = write.Node("Gather", table, indices);
        if (call.Optional("per_sample_weights") is { } weights) rows = write.Node("Mul", rows, write.Unsqueeze(weights, 2));
        var node = call.MadeInteger("mode") switch
        {
            0 => "ReduceSum",
            1 => "ReduceMean",
            2 => "ReduceMax",
            _ => throw call.Refuse("its mode is not exported"),
        };
        return write.Reduce(node, rows, [1], keepDims: false);
    }

    /// <summary>The row that gets no gradient, for who trains the exported model.</summary>
    private static string Padding(ScriptCall call) =>
        call.MadeFlag("hasPI") ? ", " + ScriptCall.Number(call.MadeInteger("padding_idx")) : "";

    /// <summary>libtorch's operator takes the bags of a matrix one after the other, as where each begins.</summary>
    private static string ScriptBagged(ScriptCall call)
    {
        var (table, indices, weights) = (Table(call).Name, call.Tensor("tensor"), call.Optional("per_sample_weights")?.Name ?? "None");
        var (all, offsets) = (indices.Name, call.Optional("offsets")?.Name);
        if (indices.Rank == 2)
        {
            offsets = call.Write.Named($"torch.arange(0, torch.numel({all}), torch.size({all}, 1), dtype={ScriptTypes.Int64})");
            all = call.Write.Named($"torch.reshape({all}, [-1])");
            if (weights != "None") weights = call.Write.Named($"torch.reshape({weights}, [-1])");
        }

        if (offsets is null) throw call.Refuse("a vector of indices needs offsets");
        var padding = call.MadeInteger("padding_idx") is >= 0 and var row ? ScriptCall.Number(row) : "None";
        string Made(string flag) => ScriptCall.Boolean(call.MadeFlag(flag));
        return $"(torch.embedding_bag({table}, {all}, {offsets}, {Made("scale_grad_by_freq")}, "
            + $"{ScriptCall.Number(call.MadeInteger("mode"))}, {Made("sparse")}, {weights}, {Made("include_last_offset")}, {padding}))[0]";
    }

    private static TensorValue Embedding(LayerCall call)
    {
        var size = call.Integer("embedding_dims") ?? call.Id.NewSize(-1);
        return new TensorValue(call.Id, call.First.Shape with { Dims = call.First.Shape.Dims.Add(size) }, ElementType.Floating);
    }

    /// <summary>A row for each bag: the rows of a matrix of indices, or what offsets cut a vector into.</summary>
    private static TensorValue EmbeddingBag(LayerCall call)
    {
        var bags = call.First.Shape.Rank switch
        {
            2 => call.First.Shape.Dims[0],
            1 when call.Input(1)?.Shape is { Rank: 1 } offsets => call.Layer.Arguments.Constant("include_last_offset").Value switch
            {
                false => offsets.Dims[0],
                true => offsets.Dims[0] - Dim.One,
                _ => null,
            },
            _ => null,
        };
        var size = call.Integer("embedding_dims") ?? call.Id.NewSize(1);
        return new TensorValue(call.Id, TensorShape.Of(bags ?? call.Id.NewSize(0), size), ElementType.Floating);
    }
}
