using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Images of another size in ONNX, where its arithmetic gives PyTorch's positions.</summary>
internal sealed class NativeResize
{
    /// <summary>Up to here it is tried whether two ways to compute positions agree.</summary>
    private const int MostPositions = 1 << 16;

    private const int MostSizes = 1 << 10;

    private readonly ExportCall _call;
    private readonly GraphWriter _write;
    private readonly GraphValue _input;
    private readonly Size[] _from;
    private readonly Size[] _to;

    /// <summary>The factors; null where the sizes alone say them.</summary>
    private readonly double[]? _factors;

    private NativeResize(ExportCall call, IReadOnlyList<double> factors)
    {
        (_call, _write, _input) = (call, call.Write, call.Tensor("input"));
        _from = [.. _input.Shape.Skip(2)];
        _to = [.. call.Result.Shape.Skip(2)];
        if (factors.Count == 0) return;
        _factors = [.. factors];
        if (!Enumerable.Range(0, _from.Length).All(IsAsLarge))
            throw call.Refuse("its factors give other sizes in the float32 that ONNX has them in; give it the size");
    }

    public static GraphValue Interpolated(ExportCall call)
    {
        if (call.HasParameter("antialias") && call.Flag("antialias")) throw call.Refuse("antialias is not exported");
        var isRecomputed = call.Has("recompute_scale_factor") && call.Flag("recompute_scale_factor");
        var resize = new NativeResize(call, isRecomputed ? Array.Empty<double>() : call.Numbers("scale_factor"));
        // TorchSharp's InterpolationMode: Nearest, Linear, Bilinear, Bicubic, Trilinear, Area, NearestExact.
        return call.Integer("mode") switch
        {
            0 => resize.Nearest(),
            1 or 2 or 4 => resize.Smooth("linear"),
            3 => resize.Smooth("cubic"),
            5 => resize.Area(),
            _ => throw call.Refuse("its mode is not exported"),
        };
    }

    public static GraphValue Upsampled(ExportCall call) => new NativeResize(call, call.Numbers("scaleFactors")).Nearest();

    private GraphValue Smooth(string mode)
    {
        var coordinates = _call.Integer("align_corners") == 1 ? "align_corners" : "half_pixel";
        (string, object)[] attributes = [("mode", mode), ("coordinate_transformation_mode", coordinates)];
        return Resized(mode == "cubic" ? [.. attributes, ("cubic_coeff_a", -0.75)] : attributes);
    }

    /// <summary>
    /// PyTorch multiplies a position with the inverse of the factor where ONNX Runtime divides by the factor; where these are rounded
    /// to other positions, PyTorch's are computed and gathered.
    /// </summary>
    private GraphValue Nearest()
    {
        if (_input.Type != ElementType.Float32) throw _call.Refuse("it is exported of float32 only");
        if (Enumerable.Range(0, _from.Length).All(AgreesOnPositions))
            return Resized([
                ("mode", "nearest"), ("coordinate_transformation_mode", "asymmetric"), ("nearest_mode", "floor")]);
        var value = _input;
        for (var dim = 0; dim < _from.Length; dim++)
            if (_from[dim] != _to[dim] || _factors is not null)
                value = _write.Node("Gather", [value, Positions(dim)], ("axis", dim + 2L));
        return value;
    }

    /// <summary>Means of windows, where all are of one size.</summary>
    private GraphValue Area()
    {
        if (_to.All(t => t == 1))
            return _write.Reduce("ReduceMean", _input, [.. Enumerable.Range(2, _to.Length).Select(d => (long)d)], keepDims: true);
        if (_from.Zip(_to, (f, t) => f.IsConstant && t.IsConstant && f.First % t.First == 0).Any(divides => !divides))
            throw _call.Refuse(
                $"it makes {string.Join(" x ", _to)} of {string.Join(" x ", _from)}, whose windows differ in size "
                    + "(MFX1401 says what to write)");
        var window = _from.Zip(_to, (f, t) => f.First / t.First).ToArray();
        return _write.Node("AveragePool", [_input], ("kernel_shape", window), ("strides", window));
    }

    /// <summary>By factors where PyTorch computes with them, else by sizes.</summary>
    private GraphValue Resized((string, object)[] attributes)
    {
        if (_factors is null)
            return _write.Node("Resize", [_input, Nothing(), Nothing(), _write.Sizes.Vector(_call.Result.Shape)], attributes);
        var scales = new[] { 1.0, 1.0 }.Concat(_factors).SelectMany(f => BitConverter.GetBytes((float)f)).ToArray();
        var constant = _write.Graph.Constant(new TensorData(ElementType.Float32, [_factors.Length + 2], scales));
        return _write.Node("Resize", [_input, Nothing(), constant], attributes);
    }

    /// <summary>An input that is left out; opset 11 wants an empty list in its place.</summary>
    private GraphValue? Nothing() =>
        _call.Opset < 13 ? _write.Graph.Constant(new TensorData(ElementType.Float32, [0], [])) : null;

    /// <summary>
    /// min(floor(position * scale), size - 1) in float32, where the scale is the inverse of the factor, or the sizes' quotient.
    /// </summary>
    private GraphValue Positions(int dim)
    {
        var (from, to) = (_from[dim], _to[dim]);
        if (from.IsConstant && to.IsConstant)
            return _write.Graph.Integers(
                Enumerable.Range(0, (int)to.First).Select(i => Torch(i, Scale(dim, from.First, to.First), from.First)));
        GraphValue Float(GraphValue value) => _write.Cast(value, ElementType.Float32);
        var scale = _factors is { } factors
            ? _write.Scalar(1 / factors[dim], ElementType.Float32)
            : _write.Node("Div", Float(_write.Sizes.Scalar(from)), Float(_write.Sizes.Scalar(to)));
        var floor = _write.Node("Floor", _write.Node("Mul", Float(_write.Positions(to)), scale));
        return _write.Cast(_write.Node("Min", floor, Float(_write.Sizes.Scalar(from - 1))), ElementType.Int64);
    }

    /// <summary>True where the sizes that are given, or those of inputs of all sizes, have the same positions in both.</summary>
    private bool AgreesOnPositions(int dim)
    {
        var (from, to) = (_from[dim], _to[dim]);
        if (from.IsConstant && to.IsConstant)
            return Agree(from.First, to.First, Scale(dim, from.First, to.First), Factor(dim, from.First, to.First));
        if (_factors?[dim] is { } factor)
            return Enumerable.Range(1, MostSizes).All(size => Agree(size, Output(size, factor), (float)(1 / factor), (float)factor))
                && Agree(long.MaxValue, MostPositions, (float)(1 / factor), (float)factor);
        // A multiple at all sizes has a quotient that is rounded in the same way at all.
        var times = to.First / from.First;
        return to == from * times && Agree(long.MaxValue, MostPositions, 1f / times, times);
    }

    private static bool Agree(long from, long to, float scale, float factor)
    {
        for (var i = 0; i < to; i++)
        {
            var position = Torch(i, scale, from);
            if (position != Math.Min((long)Math.Floor(i / factor), from - 1)) return false;
            // Some of libtorch's kernels copy what stays as large, whatever the factor.
            if (to == from && position != i) return false;
        }

        return true;
    }

    private static long Torch(long position, float scale, long size) => Math.Min((long)Math.Floor(position * scale), size - 1);

    private float Scale(int dim, long from, long to) => _factors is { } factors ? (float)(1 / factors[dim]) : (float)from / to;

    private float Factor(int dim, long from, long to) => _factors is { } factors ? (float)factors[dim] : (float)to / from;

    private static long Output(long size, double factor) => (long)Math.Floor(size * factor);

    /// <summary>True where float32, in which ONNX has factors, gives the sizes that float64 gives.</summary>
    private bool IsAsLarge(int dim)
    {
        var factor = _factors![dim];
        bool At(long size) => (long)((float)factor * size) == Output(size, factor);
        return _from[dim].IsConstant ? At(_from[dim].First) : Enumerable.Range(1, MostPositions).All(size => At(size));
    }
}
