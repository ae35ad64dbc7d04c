using System.Collections.Immutable;
using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Operators that cut tensors into windows or put windows together, other than convolutions and pools.</summary>
internal static class Windows
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each(
            "unfold TF -",
            Storage.Overlapping,
            c => c.Arguments.Has("kernel_size") ? Unfold(c) : Along(c),
            c => c.Arguments.Has("step") ? Preconditions.Along(c, "dim") ?? TooLarge(c) : null),
        .. Operator.Each("fold F -", Storage.New, Fold),
        .. Operator.Each(
            "as_strided T -",
            Storage.Overlapping,
            c => c.Result(c.Dims("size") is { } sizes ? TensorShape.Of(sizes) : TensorShape.Unknown),
            reshapesInPlace: true),
    ];
    /// <summary>What they are in TorchScript.</summary>
    public static IEnumerable<ScriptForm> Scripts =>
    [
        .. ScriptForm.Table("""
            unfold
            THSNN_unfold = torch.im2col({input}, [{kernel1}, {kernel2}], [{dil1}, {dil2}], [{pad1}, {pad2}], [{stride1}, {stride}])
            """),
        new("THSNN_fold", c => c.Filled(
            "torch.col2im({input}, [{out1}, {out2}], [{kernel1}, {kernel2}], [{dil1}, {dil2}], [{pad1}, {pad2}], [{stride1}, {stride}])")),
    ];

    /// <summary>What they are in ONNX.</summary>
    public static IEnumerable<NativeRow> Natives =>
    [
        NativeRow.OfView("THSTensor_unfold", c => c.First.Rank == 0
            ? new WindowsView(0, 1, 1, 1)
            : new WindowsView(
                c.Dim("dim", c.First.Rank),
                c.Result.Shape[(int)c.Dim("dim", c.First.Rank)],
                c.Integer("size"),
                c.Integer("step"))),
        NativeRow.Of("THSNN_unfold", NativeWindows.Unfold),
        NativeRow.Of("THSNN_fold", NativeWindows.Fold),
        .. NativeRow.Refused("THSTensor_as_strided", "what it gives depends on how the tensor lies in memory"),
    ];

    /// <summary>[..., C, H, W] becomes [..., C * kernel, windows]: im2col, after torch.nn.Unfold.</summary>
    public static TensorValue Unfold(OperatorCall call)
    {
        var kernel = call.Spread("kernel_size", 2);
        var depth = kernel is { } k && call.Shape[-3] is { } channels ? channels * k[0] * k[1] : null;
        var windows = Count(call, kernel, call.Shape[-2], call.Shape[-1]);
        return Trailing(call, 3, depth ?? call.Fresh(-2), windows ?? call.Fresh(-1));
    }

    /// <summary>[..., C * kernel, windows] becomes [..., C, H, W]: col2im, after torch.nn.Fold.</summary>
    public static TensorValue Fold(OperatorCall call)
    {
        var (kernel, size) = (call.Spread("kernel_size", 2), call.Spread("output_size", 2));
        var channels = kernel is { } k ? call.Shape[-2]?.Quotient(k[0] * k[1]) : null;
        return Trailing(call, 2, channels ?? call.Fresh(-3), size?[0] ?? call.Fresh(-2), size?[1] ?? call.Fresh(-1));
    }

    /// <summary>As many last dims as are taken become others; there may be a batch before them.</summary>
    private static TensorValue Trailing(OperatorCall call, int taken, params Dim[] dims)
    {
        if (call.Shape.Rank == taken + 1) return call.Result(TensorShape.Of(dims.Prepend(call.Shape.Dims[0])));
        return call.Result(call.Shape.Rank == taken ? TensorShape.Of(dims) : new TensorShape(HasLeading: true, dims.ToImmutableArray()));
    }

    private static Dim? Count(OperatorCall call, ImmutableArray<Dim>? kernel, params Dim?[] sizes)
    {
        // Left out, the stride of these is 1 in every overload.
        var stride = call.IsGiven("stride") ? call.Spread("stride", 2) : ImmutableArray.Create(Dim.One, Dim.One);
        var (padding, dilation) = (call.Spread("padding", 2), call.Spread("dilation", 2));
        if (kernel is null || stride is null || padding is null || dilation is null || sizes.Contains(null)) return null;
        return Enumerable.Range(0, 2)
            .Select(i =>
                (sizes[i]!
                    + Dim.Of(2) * padding.Value[i] - dilation.Value[i] * (kernel.Value[i] - Dim.One) - Dim.One).FloorDivide(stride.Value[i])
                    + Dim.One)
            .Aggregate((a, b) => a * b);
    }

    /// <summary>Tensor.unfold: a dim becomes the number of windows, and what is in a window comes last.</summary>
    private static Value Along(OperatorCall call)
    {
        var (dim, size, step) = (call.Integer("dim"), call.Dim("size"), call.Dim("step"));
        if (call.Shape.Rank is null or 0 || dim is not { } d || call.Shape[d] is not { } length) return call.Result(TensorShape.Unknown);
        var count = size is not null && step is not null ? (length - size).FloorDivide(step) + Dim.One : null;
        return call.Result(TensorShape.Of(Dims.With(call, d, count).Dims.Add(size ?? call.Fresh(-1))));
    }

    /// <summary>A window is no larger than the dim that it moves along.</summary>
    private static Mismatch? TooLarge(OperatorCall call)
    {
        if (call.Input is not { } input
            || call.Integer("dim") is not { } dim
            || input.Shape[dim] is not { } length
            || call.Dim("size") is not { } size)
            return null;
        return (size - length).Least > 0
            ? new Mismatch($"windows of {size.Display} are larger than dim {dim} of {input.Shape.Display}", input)
            : null;
    }
}
