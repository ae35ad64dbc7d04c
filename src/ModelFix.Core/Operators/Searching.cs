using System.Collections.Immutable;
using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Places and kinds of elements.</summary>
internal static class Searching
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each(
            "nonzero argwhere TS -",
            Storage.New,
            c => c.Result(TensorShape.Of(c.Fresh(0), c.Shape.Rank is { } rank ? Dim.Of(rank) : c.Fresh(1)), ElementType.Int64)),
        .. Operator.Each("bucketize TS -", Storage.New, c => c.Result(c.Shape, Places(c, "out_int32"))),
        .. Operator.Each(
            "searchsorted S -", Storage.New, c => c.Result(c.Tensor("values")?.Shape ?? TensorShape.Unknown, Places(c, "out_int32"))),
        .. Operator.Each("unique TS -", Storage.New, Distinct),
        .. Operator.Each("one_hot F -", Storage.New, Classes),
        .. Operator.Each("multinomial TS -", Storage.New, Drawn),
    ];
    /// <summary>What they are in TorchScript.</summary>
    public static IEnumerable<ScriptForm> Scripts =>
    [
        new("THSNN_one_hot", c => $"torch.one_hot({c.Tensor("self").Name}, {ScriptCall.Number(KnownClasses(c))})"),
        .. ScriptForm.Table("""
            bucketize = torch.bucketize({input}, {boundaries}, out_int32={out_int32}, right={right})
            searchsorted_t = torch.searchsorted({sorted_sequence}, {values}, out_int32={out_int32}, right={right}, sorter={sorter})
            searchsorted_s = torch.searchsorted({sorted_sequence}, {values}, out_int32={out_int32}, right={right}, sorter={sorter})
            """),
    ];

    /// <summary>What they are in ONNX; the other rows stand where elements are selected.</summary>
    public static IEnumerable<NativeRow> Natives =>
    [
        NativeRow.Of("THSNN_one_hot", OneHot),
        NativeRow.Of("THSTensor_bucketize", c => NativeSorting.Places(c, c.Tensor("boundaries"), c.Tensor("input"))),
        NativeRow.Of("THSTensor_searchsorted_t", c => NativeSorting.Places(c, Sequence(c), c.Tensor("values"))),
        NativeRow.Of("THSTensor_searchsorted_s", c => NativeSorting.Places(
            c, Sequence(c), c.Scalar("values", Sequence(c).Type) with { Shape = ImmutableArray<Size>.Empty })),
    ];

    private static GraphValue Sequence(ExportCall call) => call.Has("sorter")
        ? throw call.Refuse("a sorter is not exported (gather the sequence with it)")
        : call.Tensor("sorted_sequence");

    private static GraphValue OneHot(ExportCall call)
    {
        var write = call.Write;
        var (classes, values) = (KnownClasses(call), new long[] { 0, 1 });
        return write.Typed(
            ElementType.Int64, "OneHot", call.Tensor("self"), write.Scalar(classes, ElementType.Int64), write.Graph.Integers(values));
    }

    private static long KnownClasses(NativeCall call) => call.Integer("num_classes") is > 0 and var classes
        ? classes
        : throw call.Refuse("without num_classes, the data say how many there are");

    /// <summary>A dim more, of as many classes as are asked for; without that the elements say how many.</summary>
    private static Value Classes(OperatorCall call)
    {
        var classes = call.Dim("num_classes") is { Constant: > 0 } given ? given : call.Fresh(-1);
        return call.Result(call.Shape.Rank is null ? TensorShape.Unknown : TensorShape.Of(call.Shape.Dims.Add(classes)), ElementType.Int64);
    }

    /// <summary>As many distinct elements as there are, where each element is among them, and how often each occurs.</summary>
    private static Value Distinct(OperatorCall call)
    {
        if (call.IsGiven("dim")) return Value.Nothing;
        Value Asked(
            string flag,
            TensorShape shape,
            string item) => call.Flag(flag) == true ? new TensorValue(call.Id.Part(item), shape, ElementType.Int64) : Value.Nothing;
        var count = call.Fresh(0);
        return new ListValue(ImmutableArray.Create(
            call.Result(TensorShape.Of(count)) with { Id = call.Id.Part("output") },
            Asked("return_inverse", call.Shape, "inverse_indices"),
            Asked("return_counts", TensorShape.Of(count), "counts")));
    }

    private static ElementType Places(OperatorCall call, string isShort) =>
        call.Flag(isShort) is { } small ? small ? ElementType.Int32 : ElementType.Int64 : ElementType.Unknown;

    private static Value Drawn(OperatorCall call)
    {
        if (call.Shape.Rank is not (1 or 2)) return call.Result(TensorShape.Unknown, ElementType.Int64);
        var dims = call.Shape.Dims;
        return call.Result(
            TensorShape.Of(dims.RemoveAt(dims.Length - 1).Add(call.Dim("num_samples") ?? call.Fresh(-1))), ElementType.Int64);
    }
}
