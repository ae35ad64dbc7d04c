using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Operators that make tensors.</summary>
internal static class CreationTransfers
{
    public static IEnumerable<KeyValuePair<string, Func<OperatorCall, Value>>> Rows =>
    [
        .. new[] { "zeros", "ones", "empty", "rand", "randn" }.Select(n => Row(n, c => c.Result(Sizes(c), TypeOf(c, ElementType.Float32)))),
        .. new[] { "zeros_like", "ones_like", "empty_like", "rand_like", "randn_like", "full_like" }.Select(n => Row(n, c => c.Result(c.Shape, TypeOf(c, c.Type)))),
        .. new[] { "new_zeros", "new_ones", "new_empty" }.Select(n => Row(n, c => c.Result(Sizes(c), TypeOf(c, c.Type)))),
        Row("full", c => c.Result(Sizes(c), TypeOf(c, ElementType.Unknown))),
        Row("new_full", c => c.Result(Sizes(c), TypeOf(c, c.Type))),
        Row("arange", Arange),
        Row("linspace", c => c.Result(TensorShape.Of(c.Dim("steps") ?? c.Fresh(0)), TypeOf(c, ElementType.Float32))),
        Row("eye", c => c.Result(TensorShape.Of(c.Dim("rows") ?? c.Fresh(0), (c.IsGiven("columns") ? c.Dim("columns") : c.Dim("rows")) ?? c.Fresh(1)), TypeOf(c, ElementType.Float32))),
        Row("tensor", FromData),
        Row("as_tensor", FromData),
        Row("from_array", FromData),
        Row("randint", c => c.Result(Sizes(c), TypeOf(c, ElementType.Int64))),
        Row("randint_like", c => c.Result(c.Shape, TypeOf(c, c.Type))),
        Row("randperm", c => c.Result(TensorShape.Of(c.Dim("n") ?? c.Fresh(0)), TypeOf(c, ElementType.Int64))),
        Row("logspace", c => c.Result(TensorShape.Of(c.Dim("steps") ?? c.Fresh(0)), TypeOf(c, ElementType.Float32))),
        Row("normal", c => c.Arguments.Has("size") || c.Tensor("mean") is not { } mean
            ? c.Result(Sizes(c), TypeOf(c, ElementType.Float32))
            : c.Result(c.Tensor("std") is { } deviation ? Broadcasting.Of(mean.Shape, deviation.Shape, c.Name) : TensorShape.Unknown, ElementType.Unknown)),
        Row("empty_strided", c => c.Result(Sizes(c), TypeOf(c, ElementType.Float32))),
        Row("multinomial", c => c.Result(c.Shape.Rank is 1 or 2 ? TensorShape.Of(c.Shape.Dims.RemoveAt(c.Shape.Dims.Length - 1).Add(c.Dim("num_samples") ?? c.Fresh(-1))) : TensorShape.Unknown, ElementType.Int64)),
        Row("bucketize", c => c.Result(c.Shape, Places(c, "out_int32"))),
        Row("searchsorted", c => c.Result(c.Tensor("values")?.Shape ?? TensorShape.Unknown, Places(c, "out_int32"))),
        .. new[] { "nonzero", "argwhere" }.Select(n => Row(n, c => c.Result(TensorShape.Of(c.Fresh(0), c.Shape.Rank is { } rank ? Dim.Of(rank) : c.Fresh(1)), ElementType.Int64))),
        Row("unique", Distinct),
        Row("one_hot", c => c.Result(TensorShape.Unknown, ElementType.Int64)),
    ];

    /// <summary>The dtype argument of a call where it is given as an enum member, else a fallback.</summary>
    public static ElementType TypeOf(OperatorCall call, ElementType fallback)
    {
        var name = new[] { "dtype", "type" }.FirstOrDefault(call.IsGiven);
        if (name is null) return fallback;
        if (call.Value(name) is ConstantValue { Constant: string member }) return ElementTypes.Named(member);
        // dtype: x.dtype
        return call.Arguments[name] is IPropertyReferenceOperation { Property.Name: "dtype", Instance: { } tensor } && call.Known(tensor) is TensorValue value
            ? value.Type
            : ElementType.Unknown;
    }

    private static KeyValuePair<string, Func<OperatorCall, Value>> Row(string name, Func<OperatorCall, Value> transfer) => new(name, transfer);

    /// <summary>The ways in which TorchSharp's overloads name sizes: one list, or one parameter a dim.</summary>
    private static readonly string[][] SizeParameters = [["rows", "columns"], ["dim0", "dim1", "dim2", "dim3"]];

    private static TensorShape Sizes(OperatorCall call)
    {
        foreach (var list in new[] { "size", "sizes" })
            if (call.Arguments.Has(list)) return call.Dims(list) is { } sizes ? TensorShape.Of(sizes) : TensorShape.Unknown;
        foreach (var names in SizeParameters)
        {
            var given = names.Where(call.Arguments.Has).ToList();
            if (given.Count > 0) return TensorShape.Of(given.Select((n, i) => call.Dim(n) ?? call.Fresh(i)));
        }

        return TensorShape.Unknown;
    }

    /// <summary>As many distinct elements as there are, where each element is among them, and how often each occurs.</summary>
    private static Value Distinct(OperatorCall call)
    {
        if (call.IsGiven("dim")) return Value.Nothing;
        Value Asked(string flag, TensorShape shape, string item) => call.Flag(flag) == true ? new TensorValue($"{call.Name}.{item}", shape, ElementType.Int64) : Value.Nothing;
        var count = call.Fresh(0);
        return new ListValue(ImmutableArray.Create(
            call.Result(TensorShape.Of(count)) with { Name = call.Name + ".output" },
            Asked("return_inverse", call.Shape, "inverse_indices"),
            Asked("return_counts", TensorShape.Of(count), "counts")));
    }

    private static ElementType Places(OperatorCall call, string isShort) =>
        call.Flag(isShort) is { } small ? small ? ElementType.Int32 : ElementType.Int64 : ElementType.Unknown;

    private static Value Arange(OperatorCall call)
    {
        var bounds = new[] { "start", "stop" }.Where(call.IsGiven).Select(n => call.Arguments[n]!).ToList();
        var integers = bounds.Concat(call.IsGiven("step") ? [call.Arguments["step"]!] : []).All(b => Promotion.IsFractional(b) == false);
        var count = !integers || call.IsGiven("step") || call.Dim("stop") is not { } stop ? null : call.IsGiven("start") ? call.Dim("start") is { } start ? stop - start : null : stop;
        return call.Result(TensorShape.Of(count ?? call.Fresh(0)), TypeOf(call, integers ? ElementType.Int64 : bounds.Any(b => Promotion.IsFractional(b) == true) ? ElementType.Float32 : ElementType.Unknown));
    }

    private static Value FromData(OperatorCall call)
    {
        var data = call.Input is null ? call.Arguments.All.FirstOrDefault() : null;
        if (data is null) return Value.Nothing;
        var elements = data.WithoutConversions();
        var type = elements.Type is IArrayTypeSymbol array ? array.ElementType : elements.Type;
        var known = type?.SpecialType switch
        {
            SpecialType.System_Single => ElementType.Float32,
            SpecialType.System_Double => ElementType.Float64,
            SpecialType.System_Int32 => ElementType.Int32,
            SpecialType.System_Int64 => ElementType.Int64,
            SpecialType.System_Boolean => ElementType.Bool,
            SpecialType.System_Byte => ElementType.Byte,
            _ => ElementType.Unknown,
        };
        var shape = elements switch
        {
            { Type: IArrayTypeSymbol { Rank: 1 } } when call.Known(elements) is ListValue list => TensorShape.Of(Dim.Of(list.Items.Length)),
            { Type: IArrayTypeSymbol } => TensorShape.Unknown,
            { Type.SpecialType: not SpecialType.None } => TensorShape.Of(),
            _ => TensorShape.Unknown,
        };
        if (call.Arguments.Has("dim")) shape = call.Dims("dim") is { } dims ? TensorShape.Of(dims) : TensorShape.Unknown;
        else if (SizeParameters.Any(names => names.Any(call.Arguments.Has))) shape = Sizes(call);
        return call.Result(shape, TypeOf(call, known));
    }
}
