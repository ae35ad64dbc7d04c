using ModelFix.Core.Export;
using ModelFix.Core.Operators;

namespace ModelFix.Core.Layers;

/// <summary>What transformers are made of in TorchScript.</summary>
internal sealed class ScriptTransformer(ScriptCall call, string? layer = null) : NativeTransformer(call, layer)
{
    protected override GraphValue Attended(string prefix, GraphValue query, GraphValue key, AttentionMasks masks) =>
        query with { Name = new ScriptAttention(call, prefix, Heads).Of(query, key, key, masks).Attended };

    protected override GraphValue Sum(GraphValue left, GraphValue right) => Like(left, $"torch.add({left.Name}, {right.Name})");

    protected override GraphValue Linear(GraphValue input, GraphValue weight, GraphValue bias) =>
        Like(input, $"torch.linear({input.Name}, {weight.Name}, {bias.Name})");

    protected override GraphValue Relu(GraphValue value) => Like(value, $"torch.relu({value.Name})");

    protected override GraphValue Gelu(GraphValue value) => Like(value, $"torch.gelu({value.Name})");

    protected override GraphValue LayerNorm(GraphValue value, GraphValue weight, GraphValue bias) => Like(
        value,
        $"torch.layer_norm({value.Name}, {call.List(weight.Shape)}, {weight.Name}, {bias.Name}, "
            + $"{ScriptCall.Fraction(Normalizations.UsualEpsilon)})");

    private GraphValue Like(GraphValue value, string expression) => value with { Name = call.Write.Named(expression) };
}
