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

    /// <summary>What they are in ONNX.</summary>
    public static IEnumerable<NativeRow> Natives =>
    [
        NativeRow.Of("THSNN_functional_linear", Linearly),
        NativeRow.Of("THSNN_functional_bilinear", Bilinearly),
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

    /// <summary>x W y + b: the sum over the features of x of what each makes of y.</summary>
    private static GraphValue Bilinearly(ExportCall call)
    {
        var (write, left, right, weight) = (call.Write, call.Tensor("input1"), call.Tensor("input2"), call.Tensor("weights"));
        // [out, in1, in2] as [in1, out * in2]: the product with x holds a matrix [out, in2] for each row.
        var (outputs, features) = (weight.Shape[0], weight.Shape[2]);
        var flat = write.Reshape(
            write.Transpose(weight, [1, 0, 2]) with { Shape = ImmutableArray.Create(weight.Shape[1], outputs, features) },
            ImmutableArray.Create(weight.Shape[1], outputs * features));
        var product = write.Node("MatMul", left, flat) with { Shape = left.Shape.SetItem(left.Rank - 1, outputs * features) };
        var matrices = write.Reshape(product, left.Shape.SetItem(left.Rank - 1, outputs).Add(features));
        var sums = write.Squeeze(write.Node("MatMul", matrices, write.Unsqueeze(right, right.Rank)), right.Rank);
        return call.Optional("bias") is { } bias ? write.Node("Add", sums, bias) : sums;
    }
}
