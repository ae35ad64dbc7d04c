using System.Collections.Immutable;
using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Pools, and what undoes them.</summary>
internal static class Pooling
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Enumerable.Range(1, 3).SelectMany<int, Operator>(n =>
        [
            .. Operator.Each(
                $"max_pool{n}d F -", Storage.New, c => c.Result(Spatial.Pooled(c.Shape, n, c.Spread, c.Id, isAverage: false))),
            .. Operator.Each(
                $"max_pool{n}d_with_indices F -",
                Storage.New,
                c => WithIndices(c, Spatial.Pooled(c.Shape, n, c.Spread, c.Id, isAverage: false))),
            .. Operator.Each(
                $"avg_pool{n}d F -", Storage.New, c => c.Result(Spatial.Pooled(c.Shape, n, c.Spread, c.Id, isAverage: true))),
            .. Operator.Each($"adaptive_avg_pool{n}d adaptive_max_pool{n}d F -", Storage.New, c => Adaptive(c, n)),
            .. Operator.Each($"adaptive_max_pool{n}d_with_indices F -", Storage.New, c => WithIndices(c, Adaptive(c, n).Shape)),
            .. Operator.Each(
                $"max_unpool{n}d F -", Storage.New, c => Unpooled(c, n, c.IsGiven("output_size") ? c.Value("output_size") : null)),
        ]),
        .. Enumerable.Range(1, 2).SelectMany(n =>
            Operator.Each($"lp_pool{n}d F -", Storage.New, c => c.Result(Spatial.Pooled(c.Shape, n, c.Spread, c.Id, isAverage: true)))),
        .. Enumerable.Range(2, 2).SelectMany<int, Operator>(n =>
        [
            .. Operator.Each($"fractional_max_pool{n}d F -", Storage.New, c => Fractional(c, n)),
            .. Operator.Each($"fractional_max_pool{n}d_with_indices F -", Storage.New, c => WithIndices(c, Fractional(c, n).Shape)),
        ]),
    ];
    /// <summary>What they are in TorchScript.</summary>
    public static IEnumerable<ScriptForm> Scripts =>
    [
        .. ScriptForm.Table("""
            max_pool1d max_pool2d max_pool3d max_pool1d_with_indices max_pool2d_with_indices max_pool3d_with_indices avg_pool1d
            adaptive_avg_pool1d adaptive_avg_pool2d adaptive_avg_pool3d
            adaptive_max_pool1d = torch.adaptive_max_pool1d({input}, {outputSize})
            adaptive_max_pool2d = torch.adaptive_max_pool2d({input}, {outputSize})
            """),
        .. Enumerable.Range(1, 2).Select(n => new ScriptForm($"THSTensor_lp_pool{n}d", c => PowerPooled(c, n))),
        .. Enumerable.Range(2, 2).Select(n => new ScriptForm($"THSTensor_avg_pool{n}d", c => c.Filled(
            $"torch.avg_pool{n}d({{input}}, {{kernelSize}}, {{strides}}, {{padding}}, {{ceil_mode}}, {{count_include_pad}}, "
                + "{divisor_override?divisor_override})"))),
    ];

    /// <summary>What they are in ONNX.</summary>
    public static IEnumerable<NativeRow> Natives =>
    [
        .. Enumerable.Range(1, 3).SelectMany(n => new[]
        {
            NativeRow.Of($"THSTensor_max_pool{n}d", c => MaxPool(c, n)),
            new NativeRow($"THSTensor_max_pool{n}d_with_indices") { Results = c => [MaxPool(c, n)] },
            NativeRow.Of($"THSTensor_avg_pool{n}d", c => AveragePool(c, n)),
            NativeRow.Of($"THSTensor_adaptive_avg_pool{n}d", c => AdaptivePool(c, n, "AveragePool", "ReduceMean")),
        }),
        // That of volumes cannot be called: TorchSharp 0.107 calls the one of lines in its place.
        .. Enumerable.Range(1, 2).Select(n => NativeRow.Of(
            $"THSTensor_adaptive_max_pool{n}d", c => AdaptivePool(c, n, "MaxPool", "ReduceMax"))),
        .. Enumerable.Range(1, 2).Select(n => NativeRow.Of($"THSTensor_lp_pool{n}d", c => PowerPool(c, n))),
        .. Enumerable.Range(1, 3).SelectMany(n => NativeRow.Refused(
            $"THSTensor_max_unpool{n}d", "its indices count in each plane, and those of ONNX in all of the tensor")),
        .. NativeRow.Refused(
            "THSTensor_fractional_max_pool2d THSTensor_fractional_max_pool3d",
            "it draws random numbers, which are others at each call"),
    ];

    public static Value WithIndices(OperatorCall call, TensorShape shape) => new ListValue(ImmutableArray.Create<Value>(
        call.Result(shape) with { Id = call.Id.Part("values") },
        call.Result(shape, ElementType.Int64) with { Id = call.Id.Part("indices") }));

    private static TensorValue Adaptive(OperatorCall call, int n)
    {
        var sizes = Spatial.Repeated(call.Dims("output_size"), n);
        return call.Result(Spatial.Trailing(call.Shape, n, call.Shape[-n - 1], i => sizes?[n - i] ?? call.Fresh(-i)));
    }

    /// <summary>The size that a pool most likely had, or the one that is given.</summary>
    public static TensorValue Unpooled(OperatorCall call, int n, Value? given)
    {
        // TorchSharp passes the stride of max_unpool2d where libtorch takes the output size, and the other way round.
        if (n == 2 && (given is not null || call.IsGiven("stride")))
            return call.Result(Spatial.Trailing(call.Shape, n, null, i => call.Fresh(-i)));
        if (given is not null)
        {
            var sizes = given is ListValue { Items: var items } && items.Length >= n
                ? items.Skip(items.Length - n).Select(i => (i as IntegerValue)?.Dim).ToList()
                : null;
            return call.Result(Spatial.Trailing(call.Shape, n, null, i => sizes?[n - i] ?? call.Fresh(-i)));
        }

        var (kernel, padding) = (call.Spread("kernel_size", n), call.Spread("padding", n));
        var stride = call.IsGiven("stride") ? call.Spread("stride", n) : kernel;
        return call.Result(
            Spatial.Trailing(
                call.Shape, n, null, i => kernel is not null && padding is not null && stride is not null && call.Shape[-i] is { } size
            ? (size - Dim.One) * stride.Value[n - i] + kernel.Value[n - i] - Dim.Of(2) * padding.Value[n - i]
            : call.Fresh(-i)));
    }

    /// <summary>The sizes that are given, or the sizes of the input times the ratios, rounded down.</summary>
    public static TensorValue Fractional(OperatorCall call, int n)
    {
        var sizes = call.IsGiven("output_size") ? call.Spread("output_size", n) : null;
        var ratios = call.IsGiven("output_ratio") ? Ratios(call, n) : null;
        return call.Result(Spatial.Trailing(call.Shape, n, null, i =>
            sizes?[n - i]
                ?? (ratios is not null && call.Shape[-i]?.Constant is { } size && Checked.Truncated(size * ratios[n - i]) is { } part
                    ? Dim.Of(part)
                    : call.Fresh(-i))));
    }

    private static List<double>? Ratios(OperatorCall call, int n)
    {
        var elements = call.Arguments.Elements("output_ratio");
        var values = elements.Length == 1 && call.Known(elements[0]) is ListValue list
            ? list.Items
            : elements.Select(call.Known).ToImmutableArray();
        var ratios = values.Select(Arithmetic.Number).OfType<double>().ToList();
        if (ratios.Count != values.Length) return null;
        return ratios.Count == 1 ? Enumerable.Repeat(ratios[0], n).ToList() : ratios.Count == n ? ratios : null;
    }

    /// <summary>Without the indices: in ONNX they are positions in all of the input, and not in each plane of it.</summary>
    private static GraphValue MaxPool(ExportCall call, int n)
    {
        if (OfWhole(call, n) is { } axes) return call.Write.Reduce("ReduceMax", call.First, axes, keepDims: true);
        var attributes = Window(call, n);
        attributes.Add(("dilations", call.PerDim("dilation", n, fallback: 1)));
        return Pooled(call.Write, call.First, n, "MaxPool", attributes);
    }

    private static GraphValue AveragePool(ExportCall call, int n)
    {
        if (call.HasParameter("divisor_override") && call.Integer("divisor_override") != 0)
            throw call.Refuse("divisor_override is not exported");
        if (OfWhole(call, n) is { } axes) return call.Write.Reduce("ReduceMean", call.First, axes, keepDims: true);
        var attributes = Window(call, n);
        attributes.Add(("count_include_pad", call.Flag("count_include_pad") ? 1L : 0L));
        // Windows that ceil_mode adds are counted otherwise before ONNX 19, and by ONNX Runtime.
        if (call.Flag("ceil_mode") && call.Result.Shape.Length > 0 && !IsExact(call, n))
            throw call.Refuse("ceil_mode adds windows here that runtimes average otherwise (MFX1403 says what to write)");
        return Pooled(call.Write, call.First, n, "AveragePool", attributes);
    }

    /// <summary>
    /// The root of the sum of the powers in each window, as libtorch computes it: of the powers of negative elements, not of their
    /// absolute values, which LpPool would take.
    /// </summary>
    private static GraphValue PowerPool(ExportCall call, int n)
    {
        var (write, p) = (call.Write, call.Number("norm_type"));
        if (call.Flag("ceil_mode") && !IsExact(call, n)) throw call.Refuse("ceil_mode adds windows here that runtimes average otherwise");
        var kernel = call.PerDim("kernelSize", n);
        var mean = Pooled(
            call.Write,
            write.Node("Pow", call.First, write.Like(call.First, p)) with { Shape = call.First.Shape },
            n,
            "AveragePool",
            [("kernel_shape", kernel), ("strides", Stride(call, n))]);
        var sum = write.Node("Mul", mean, write.Like(mean, kernel.Aggregate(1L, (a, b) => a * b)));
        return write.Node("Pow", sum, write.Like(sum, 1 / p));
    }

    /// <summary>The dims that a window has all of, and one element of all others; null where the window is the same at all sizes.</summary>
    private static long[]? OfWhole(ExportCall call, int n)
    {
        var (kernel, first) = (call.Sizes("kernelSize"), call.First.Rank - n);
        if (kernel.All(k => k.IsConstant) || call.PerDim("padding", n).Any(p => p != 0)) return null;
        Size Of(ImmutableArray<Size> all, int i) => all[all.Length == 1 ? 0 : i];
        var strides = call.Sizes(call.HasParameter("strides") ? "strides" : "stride") is { IsEmpty: false } given ? given : kernel;
        var whole = Enumerable.Range(0, n).Where(i => Of(kernel, i) == call.First.Shape[first + i]).ToList();
        var areOthersKept = Enumerable.Range(0, n).Except(whole).All(i => Of(kernel, i) == 1 && Of(strides, i) == 1);
        return areOthersKept ? whole.Select(i => (long)(first + i)).ToArray() : null;
    }

    private static bool IsExact(ExportCall call, int n)
    {
        var (kernel, stride) = (call.PerDim("kernelSize", n), Stride(call, n));
        var padding = call.HasParameter("padding") ? call.PerDim("padding", n) : new long[n];
        var sizes = call.First.Shape.Skip(call.First.Rank - n).ToArray();
        return Enumerable.Range(0, n).All(i => sizes[i].All(s => (s + 2 * padding[i] - kernel[i]) % stride[i] == 0));
    }

    private static long[] Stride(ExportCall call, int n)
    {
        var name = call.HasParameter("strides") ? "strides" : "stride";
        return call.PerDim(call.Integers(name).IsEmpty ? "kernelSize" : name, n);
    }

    private static List<(string, object)> Window(ExportCall call, int n)
    {
        var padding = call.PerDim("padding", n);
        return
        [
            ("kernel_shape", call.PerDim("kernelSize", n)),
            ("strides", Stride(call, n)),
            ("pads", padding.Concat(padding).ToArray()),
            ("ceil_mode", call.Flag("ceil_mode") ? 1L : 0L),
        ];
    }

    private static GraphValue Pooled(GraphWriter write, GraphValue input, int n, string node, List<(string, object)> attributes)
    {
        if (input.Rank == n + 2) return write.Node(node, [input], attributes.ToArray());
        return write.Squeeze(write.Node(node, [write.Unsqueeze(input, 0)], attributes.ToArray()), 0);
    }

    /// <summary>A reduction of whole planes; windows of one size where the output's sizes divide the input's; else not.</summary>
    private static GraphValue AdaptivePool(ExportCall call, int n, string node, string reduction)
    {
        var (input, output) = (call.First, call.PerDim("outputSize", n));
        var sizes = input.Shape.Skip(input.Rank - n).ToArray();
        if (output.All(o => o == 1))
            return call.Write.Reduce(reduction, input, Enumerable.Range(input.Rank - n, n).Select(d => (long)d).ToArray(), keepDims: true);
        if (sizes.Zip(output, (s, o) => s.IsConstant && s.First % o == 0).Any(divides => !divides))
            throw call.Refuse(
                $"it makes {string.Join(" x ", output)} of {string.Join(" x ", sizes)}, whose windows differ in size "
                    + "(MFX1401 says what to write)");
        var window = sizes.Zip(output, (s, o) => s.First / o).ToArray();
        return Pooled(call.Write, call.First, n, node, [("kernel_shape", window), ("strides", window)]);
    }

    /// <summary>As torch::nn::functional::lp_pool computes it, but for a sign that changes nothing.</summary>
    private static string PowerPooled(ScriptCall call, int n)
    {
        var count = call.PerDim("kernelSize", n).Aggregate(1L, (all, k) => all * k);
        var root = ScriptCall.Fraction(1 / call.Number("norm_type"));
        var stride = call.Integers("stride").IsEmpty ? "{kernelSize}" : "{stride}";
        return call.Filled(
            $"torch.pow(torch.mul(torch.avg_pool{n}d(torch.pow({{input}}, {{norm_type}}), {{kernelSize}}, {stride}, [0], {{ceil_mode}}), "
                + $"{count}), {root})");
    }
}
