using ModelFix.Core.Export;
using ModelFix.Core.Operators;

namespace ModelFix.Core.Layers;

/// <summary>What transformers are made of in ONNX.</summary>
internal sealed class GraphTransformer(ExportCall call, string? layer = null) : NativeTransformer(call, layer)
{
    private readonly GraphWriter _write = call.Write;

    protected override GraphValue Attended(string prefix, GraphValue query, GraphValue key, AttentionMasks masks) =>
        new NativeAttention(call, prefix, Heads).Of(query, key, key, masks).Attended with { Shape = query.Shape };

    protected override GraphValue Sum(GraphValue left, GraphValue right) =>
        _write.Node("Add", left, right) with { Shape = left.Shape };

    protected override GraphValue Linear(GraphValue input, GraphValue weight, GraphValue bias) =>
        Operators.Linear.Of(_write, input, weight, bias) with { Shape = input.Shape };

    protected override GraphValue Relu(GraphValue value) => _write.Node("Relu", value) with { Shape = value.Shape };

    protected override GraphValue Gelu(GraphValue value) => Activations.Gelu(_write, value) with { Shape = value.Shape };

    protected override GraphValue LayerNorm(GraphValue value, GraphValue weight, GraphValue bias) =>
        Normalizations.LayerNorm(_write, value, [value.Rank - 1], (weight, bias), Normalizations.UsualEpsilon)
            with { Shape = value.Shape };
}
