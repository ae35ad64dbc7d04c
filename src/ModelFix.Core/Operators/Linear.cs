using System.Collections.Immutable;
using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Products with weights.</summary>
internal static class Linear
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each(
            "linear F -",
            Storage.New,
            Result,
            c => (c.Tensor("weights") ?? c.Tensor("weight")) is { Shape.Rank: 2 } weight ? Features(weight, 1, c.Input) : null),
        .. Operator.Each(
            "bilinear F -",
            Storage.New,
            Bilinear,
            c => Features(c.Tensor("weight"), 1, c.Input) ?? Features(c.Tensor("weight"), 2, c.Tensor("input2"))),
    ];
    /// <summary>What they are in TorchScript.</summary>
    public static IEnumerable<ScriptForm> Scripts => ScriptForm.Table("""
            THSNN_functional_linear = torch.linear({})
            THSNN_functional_bilinear = torch.bilinear({})
            """);

    /// <summary>What they are in ONNX.</summary>
    public static IEnumerable<NativeRow> Natives =>
    [
        NativeRow.Of("THSNN_functional_linear", Linearly),
        NativeRow.Of("THSNN_functional_bilinear", NativeProducts.Bilinear),
    ];

    private static Value Result(OperatorCall call)
    {
        if ((call.Tensor("weights") ?? call.Tensor("weight"))?.Shape is not { Rank: 2 } weight || call.Shape.Dims.IsEmpty)
            return call.Result(TensorShape.Unknown);
        return call.Result(call.Shape with
        {
            Dims = call.Shape.Dims.SetItem(call.Shape.Dims.Length - 1, weight.Dims[0]),
            Front = ImmutableArray<Dim?>.Empty,
        });
    }

    private static Value Bilinear(OperatorCall call)
    {
        if (call.Tensor("weight")?.Shape is not { Rank: 3 } weight || call.Shape.Dims.IsEmpty) return call.Result(TensorShape.Unknown);
        return call.Result(
            call.Shape with { Dims = call.Shape.Dims.SetItem(call.Shape.Dims.Length - 1, weight.Dims[0]),
                Front = ImmutableArray<Dim?>.Empty });
    }

    /// <summary>A dim of the weights is as large as the last dim of an input.</summary>
    private static Mismatch? Features(TensorValue? weight, int dim, TensorValue? input) =>
        weight?.Shape.Rank > dim && weight.Shape.Dims[dim] is var wanted && input?.Shape[-1] is { } size && size.DiffersWithoutZeros(wanted)
            ? new Mismatch(
                $"the weights {weight.Shape.Display} take {wanted.Display} features, and {input.Shape.Display} has {size.Display}",
                input,
                weight)
            : null;

    /// <summary>One node for matrices, else the product with the transposed weights and the sum with the bias.</summary>
    public static GraphValue Of(GraphWriter write, GraphValue input, GraphValue weight, GraphValue? bias)
    {
        if (input.Rank == 2) return write.Node("Gemm", [input, weight, bias], ("transB", 1L));
        var product = write.Node("MatMul", input, write.Transpose(weight, [1, 0]));
        return bias is null ? product : write.Node("Add", product, bias);
    }

    private static GraphValue Linearly(ExportCall call) =>
        Of(call.Write, call.Tensor("input"), call.Tensor("weights"), call.Optional("bias"));
}
