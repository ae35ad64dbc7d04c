using ModelFix.Core.Values;

namespace ModelFix.Core.Export;

/// <summary>A native call with its arguments as values of an ONNX graph, and the means to write nodes.</summary>
/// <param name="call">The call.</param>
/// <param name="write">Writes nodes.</param>
/// <param name="value">The value of the tensor with an id, as it is now.</param>
/// <param name="traced">What was seen of the tensor with an id.</param>
internal sealed class ExportCall(TracedCall call, GraphWriter write, Func<int, GraphValue> value, Func<int, TracedTensor> traced)
    : NativeCall(call, value, traced)
{
    public GraphWriter Write { get; } = write;

    public int Opset => Write.Graph.Opset;

    /// <summary>A number without dims in a dtype; one that follows the inputs' sizes is computed from them.</summary>
    public GraphValue Scalar(string name, ElementType type) =>
        Fractions(name) is { } fractions && Write.Sizes.Fraction(fractions, type) is { } fraction ? fraction
        : Known(name).Integer is { IsConstant: false } size
        ? Write.Cast(Write.Sizes.Scalar(size), type)
        : Known(name).Integer is { } whole && type == ElementType.Int64 ? Write.Graph.Scalar(whole.First)
        : Write.Scalar(Number(name), type);

    /// <summary>The elements of a parameter of the module, to be arranged as ONNX has them.</summary>
    public TensorData Elements(string weight)
    {
        var name = (Weight(weight) ?? throw Refuse($"{Module.Name} has no parameter {weight}")).Name;
        return Write.Graph.Initializers.Find(i => i.Name == name).Data ?? throw Refuse($"{weight} is computed in forward");
    }
}
