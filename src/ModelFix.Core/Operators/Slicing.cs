using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>A part of a dim.</summary>
internal static class Slicing
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each(
            "select TS -",
            Storage.OfInput,
            c => c.Result(Dims.Without(c, c.Integer("dim"))),
            c => Preconditions.Along(c, "dim") ?? NoSuchIndex(c)),
        .. Operator.Each(
            "narrow TS -",
            Storage.OfInput,
            c => c.Result(Dims.With(c, c.Integer("dim"), c.Dim("length"))),
            c => Preconditions.Along(c, "dim") ?? TooLong(c)),
        .. Operator.Each("slice T -", Storage.OfInput, Slice),
    ];
    /// <summary>What they are in TorchScript.</summary>
    public static IEnumerable<ScriptForm> Scripts =>
    [
        .. ScriptForm.Table("select narrow slice"),
        .. Enumerable.Range(1, 6).Select(n => new ScriptForm($"THSTensor_get{n}", c => Element(c, n))),
    ];

    /// <summary>What they are in ONNX.</summary>
    public static IEnumerable<NativeRow> Natives =>
    [
        NativeRow.OfView("THSTensor_select", c => Selected(c, c.Dim("dim", c.First.Rank), c.Size("index"))),
        NativeRow.OfView("THSTensor_narrow", c =>
        {
            var dim = c.Dim("dim", c.First.Rank);
            var (all, start) = (c.First.Shape[(int)dim], c.Size("start"));
            return new SlicedView(dim, all, start.With(all, (s, n) => s < 0 ? s + n : s), c.Size("length"));
        }),
        NativeRow.OfView("THSTensor_slice", c =>
        {
            var dim = c.Dim("dim", c.First.Rank);
            return Sliced(dim, c.First.Shape[(int)dim], c.Size("start"), c.Size("length"), c.Integer("step"));
        }),
        .. Enumerable.Range(1, 6).Select(n => new NativeRow($"THSTensor_get{n}")
        {
            Views = c => new[] { Enumerable.Range(1, n).Select(i => Selected(c, 0, c.Size($"i{i}"), i - 1)).ToArray() },
        }),
    ];

    private static Value Slice(OperatorCall call)
    {
        if (call.Integer("dim") is not { } dim || call.Shape[dim] is not { } size || call.Integer("step") is not (> 0 and var step)
            || call.Dim("start") is not { } start || call.Dim("finish") is not { } finish)
                return call.Result(Dims.With(call, call.Integer("dim"), null));
        var length = size.Constant is >= 0 and var all && start.Constant is { } from && finish.Constant is { } to
            ? Dim.Of(SliceLength(all, from, to, step))
            : size.Sliced(start, finish.Constant == long.MaxValue ? null : finish, step);
        return call.Result(Dims.With(call, dim, length));
    }

    /// <summary>The number of elements that start:finish:step takes of a size, ends clamped as PyTorch does.</summary>
    /// <param name="size">The size, zero or more.</param>
    /// <param name="start">The first position; negative ones count from the end.</param>
    /// <param name="finish">The position after the last.</param>
    /// <param name="step">The distance between the positions, at least 1.</param>
    public static long SliceLength(long size, long start, long finish, long step)
    {
        long Clamped(long at) => Math.Min(Math.Max(at < 0 ? at + size : at, 0), size);
        var distance = Clamped(finish) - Clamped(start);
        return distance <= 0 ? 0 : (distance - 1) / step + 1;
    }

    private static Mismatch? NoSuchIndex(OperatorCall call)
    {
        if (call.Input is not { } input
            || call.Integer("dim") is not { } dim
            || call.Integer("index") is not { } index
            || input.Shape[dim] is not { Constant: { } size })
            return null;
        return index >= -size && index < size ? null : new Mismatch($"dim {dim} of {input.Shape.Display} has no index {index}", input);
    }

    private static Mismatch? TooLong(OperatorCall call)
    {
        if (call.Input is not { } input || call.Integer("dim") is not { } dim || input.Shape[dim] is not { } size) return null;
        if (call.Dim("start") is not { MayBeNegative: false } start || call.Dim("length") is not { MayBeNegative: false } length)
            return null;
        return (start + length - size).Least > 0
            ? new Mismatch($"{length.Display} elements from {start.Display} on are more than dim {dim} of {input.Shape.Display} has", input)
            : null;
    }

    /// <summary>One element of a dim; several are taken away one after the other from the front.</summary>
    private static View Selected(ExportCall call, long dim, Size index, int gone = 0)
    {
        var all = call.First.Shape[(int)dim + gone];
        return new SlicedView(dim, all, index.With(all, (i, n) => i < 0 ? i + n : i), 1, IsDropped: true);
    }

    /// <summary>start:finish:step of a dim, ends clamped as PyTorch does.</summary>
    /// <param name="dim">The dim.</param>
    /// <param name="all">Its size.</param>
    /// <param name="start">The first position; negative ones count from the end.</param>
    /// <param name="finish">The position after the last.</param>
    /// <param name="step">The distance, at least 1.</param>
    public static View Sliced(long dim, Size all, Size start, Size finish, long step)
    {
        (start, finish) = (FromFront(start, all), FromFront(finish, all));
        var from = start.With(all, (s, n) => Math.Min(Math.Max(s < 0 ? s + n : s, 0), n));
        var to = finish.With(all, (s, n) => Math.Min(Math.Max(s < 0 ? s + n : s, 0), n));
        var view = new SlicedView(dim, all, from, (to - from).Select(d => d <= 0 ? 0 : (d - 1) / step + 1), step);
        return all.IsConstant && start.IsConstant && finish.IsConstant
            ? view
            : view with { From = start, To = finish == long.MaxValue || finish == all ? null : finish };
    }

    /// <summary>
    /// A position that is counted from the end and follows from sizes, counted from the front: 0 from the end is all, which ONNX would take
    /// for 0 from the front.
    /// </summary>
    private static Size FromFront(Size position, Size all) =>
        !position.IsConstant && position.All(p => p < 0) && position + all is var counted && counted.All(p => p >= 0) ? counted : position;

    /// <summary>What is at the positions of the leading dims.</summary>
    internal static string Element(ScriptCall call, int count) => Enumerable.Range(1, count).Aggregate(
        call.First.Name, (part, i) => $"torch.select({part}, 0, {call.Argument($"i{i}")})");
}
